// What the environment says of acting: the flag, the channels it names, the share of channels it lets in. Pure but for
// one warning; knows neither the kill switch (nothing here overrides it) nor what acting is.
import { createHash } from 'node:crypto';
import type { EnvironmentView } from '../../shared/model.ts';
import type { Log } from '../lib/log.ts';

export interface Flag {
  /** `FEATURE_TWITCH_MODERATION`: true or false wins over the setting, null leaves it to the user. */
  readonly isOn: boolean | null;
  /** `FEATURE_TWITCH_MODERATION_ENABLED_USERS`: channel ids, null when not given. */
  readonly channels: ReadonlySet<string> | null;
  /** `FEATURE_TWITCH_MODERATION_ROLLOUT_PERCENTAGE`: 0 to 100, null when not given. */
  readonly percentage: number | null;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the three values. What cannot be read lets nobody in, and is logged. */
export function readFlag(environment: Environment, log: Log): Flag {
  const name = 'FEATURE_TWITCH_MODERATION';
  return {
    isOn: readSwitch(environment[name]),
    channels: readChannels(environment, `${name}_ENABLED_USERS`, log),
    percentage: readPercentage(environment, `${name}_ROLLOUT_PERCENTAGE`, log),
  };
}

/** True/1/on, false/0/off; anything else says nothing. */
export function readSwitch(text: string | undefined): boolean | null {
  const word = text?.trim().toLowerCase();
  if (word === 'true' || word === '1' || word === 'on') return true;
  return word === 'false' || word === '0' || word === 'off' ? false : null;
}

/**
 * Whether acting is let into a channel, where it is on at all. A channel named in the environment is in; the others are
 * as the percentage says. Only when the environment says neither does the setting count (null = every channel).
 */
export function isChannelOn(channelId: string, flag: Flag, setting: readonly string[] | null): boolean {
  const { channels, percentage } = flag;
  if (channels === null && percentage === null) return setting === null || setting.includes(channelId);
  return channels?.has(channelId) === true || (percentage !== null && placeOf(channelId) < percentage);
}

/** The same as plain data, with `RATE_LIMIT_ENABLED` beside it. */
export function environmentView({ isOn, channels, percentage }: Flag, brakesEnabled: boolean | null): EnvironmentView {
  return {
    acting: isOn,
    actingChannels: channels === null ? null : [...channels],
    rolloutPercentage: percentage,
    brakesEnabled,
  };
}

/** A channel's place from 0 to 99: the same on every machine and at every start, so that a share only ever grows. */
export function placeOf(channelId: string): number {
  return createHash('sha256').update(channelId).digest().readUInt32BE(0) % 100;
}

function readChannels(environment: Environment, name: string, log: Log): ReadonlySet<string> | null {
  const words = (environment[name] ?? '').split(/[\s,;]+/).filter(Boolean);
  if (words.length === 0) return null;
  const ids = words.filter((word) => /^[1-9]\d{0,19}$/.test(word));
  if (ids.length < words.length) log.warn('some channels in the environment are no Twitch ids', { name });
  return new Set(ids);
}

function readPercentage(environment: Environment, name: string, log: Log): number | null {
  const text = environment[name]?.trim() ?? '';
  if (text === '') return null;
  const share = /^\d{1,3}(?:\.\d+)?%?$/.test(text) ? Number.parseFloat(text) : Number.NaN;
  if (share >= 0 && share <= 100) return share;
  log.warn('a percentage in the environment is not from 0 to 100, so it lets nobody in', { name });
  return 0;
}
