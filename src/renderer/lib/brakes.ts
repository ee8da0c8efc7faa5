// Modkeep's own limits in words, and which of them is about to be reached. Pure.
import type { BrakeView } from '../../shared/contract/settings.ts';
import { BRAKE_NAMES, type BrakeLimit, type BrakeName } from '../../shared/brakes.ts';
import { formatCount, formatDuration, parseDuration } from './format.ts';

export interface BrakeWords {
  readonly title: string;
  /** What counts. */
  readonly limits: string;
  /** What is left, as in `2 of 10 bans left`. */
  readonly unit: string;
}

export const BRAKE_WORDS: Readonly<Record<BrakeName, BrakeWords>> = {
  ban: {
    title: 'Bans and timeouts',
    limits: 'Each one given by hand. Bulk jobs keep a pace of their own.',
    unit: 'bans',
  },
  unban: {
    title: 'Unbans and ended timeouts',
    limits: 'Each one ended by hand, an Undo included.',
    unit: 'unbans',
  },
  sync: {
    title: 'Syncs by hand',
    limits: 'The silent checks do not count. A forced sync is allowed, and counted.',
    unit: 'syncs',
  },
  export: { title: 'Exports', limits: 'Lists saved to a file, over all channels.', unit: 'exports' },
  moderators: {
    title: 'Moderator changes',
    limits: 'Adding or removing one, or changing what they may do.',
    unit: 'moderator changes',
  },
};

/** The title of a brake as errors name it; another name is given back as it is. */
export function brakeTitle(name: string): string {
  const known = BRAKE_NAMES.find((one) => one === name);
  return known === undefined ? name : BRAKE_WORDS[known].title;
}

/** From this share of a limit on, what is left is shown. */
const NEAR = 0.2;

/** The brake with the least left in this channel, of those that are on and nearly used up; null = none is. */
export function nearestLimit(brakes: readonly BrakeView[], channelId: string | null): BrakeView | null {
  const near = brakes.filter(
    (brake) =>
      brake.isOn && (brake.channelId === '' || brake.channelId === channelId) && brake.remaining <= brake.max * NEAR,
  );
  const share = ({ remaining, max }: BrakeView): number => remaining / max;
  return near.toSorted((one, other) => share(one) - share(other))[0] ?? null;
}

/** `2 of 10 bans left`. */
export function leftWords({ brake, remaining, max }: Pick<BrakeView, 'brake' | 'remaining' | 'max'>): string {
  return `${formatCount(remaining)} of ${formatCount(max)} ${BRAKE_WORDS[brake].unit} left`;
}

/** `100 per 30s`. */
export function limitWords({ max, windowSeconds }: BrakeLimit): string {
  return `${formatCount(max)} per ${formatDuration(windowSeconds)}`;
}

const MOST = 10_000;
const LONGEST_WINDOW = 86_400;

/** Reads what was typed into a line of the table; `problem` says which field is no part of a limit, and why. */
export function readLimit(
  max: string,
  window: string,
):
  | { readonly limit: BrakeLimit; readonly problem: null }
  | { readonly limit: null; readonly problem: { readonly field: 'max' | 'window'; readonly text: string } } {
  const count = /^\d{1,6}$/.test(max.trim()) ? Number(max) : 0;
  if (count < 1 || count > MOST) return noLimit('max', `A whole number from 1 to ${formatCount(MOST)}.`);
  const windowSeconds = parseDuration(window);
  if (windowSeconds === null || windowSeconds > LONGEST_WINDOW)
    return noLimit('window', 'A length of time from 1s to 1d: 30s, 10m, 1h.');
  return { limit: { max: count, windowSeconds }, problem: null };
}

function noLimit(field: 'max' | 'window', text: string) {
  return { limit: null, problem: { field, text } } as const;
}

export function isSameLimit(one: BrakeLimit, other: BrakeLimit): boolean {
  return one.max === other.max && one.windowSeconds === other.windowSeconds;
}
