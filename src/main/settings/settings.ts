// The user's settings: one row per value that differs from its default, checked on the way in and on the way out.
import { settingsSchema } from '../../shared/contract/settings.ts';
import { DEFAULT_DOCK_PORT } from '../../shared/dock-port.ts';
import type { ActingState, Settings } from '../../shared/model.ts';
import type { Database } from '../db/open.ts';
import type { Bus } from '../lib/bus.ts';
import type { Log } from '../lib/log.ts';
import { isChannelOn, type Flag } from './flag.ts';

export const DEFAULT_SETTINGS: Settings = {
  theme: 'system',
  scale: 100,
  timeoutPresets: [1, 30, 60, 300, 600, 1_800, 3_600, 86_400, 1_209_600],
  reasonPresets: [
    'Spam',
    'Link spam',
    'Hate or harassment',
    'Ban evasion',
    'Spoilers',
    'Ignoring moderators',
    'Personal information',
  ],
  requireReason: false,
  confirmPermanentBan: false,
  actingEnabled: false,
  killSwitch: false,
  twitchClientId: '',
  keepSignedIn: false,
  keys: {},
  channelTimeoutPresets: {},
  ladder: [600, 3_600, 86_400, 604_800, null],
  channelSets: [],
  savedFilters: [],
  actingChannels: null,
  brakesEnabled: true,
  brakeProfile: 'default',
  brakeOverrides: {},
  noticeWays: { alert: ['system', 'sound'], bulk: ['system'] },
  noticeOwnActs: false,
  quietHours: [],
  quietOnAir: false,
  quietLetsDanger: true,
  soundVolume: 50,
  discordTemplates: {},
  auditRetentionDays: null,
  logLevel: 'info',
  closeToTray: false,
  dockEnabled: false,
  dockPort: DEFAULT_DOCK_PORT,
  updateChannel: 'stable',
  updateChecks: true,
  updateAtQuit: false,
};

export interface SettingsStore {
  get(): Settings;
  /** Every value as it is until somebody changes it. */
  defaults(): Settings;
  /** Changes what `change` names. Durable when it returns. */
  set(change: { readonly [Name in keyof Settings]?: Settings[Name] | undefined }): Settings;
  /** The kill switch is on from now on, for as long as this process lives even when nothing can be written. */
  halt(): void;
  /** Takes what is written for true again: for a change that was not committed in the end. */
  reload(): void;
  /** Why acting is on or off, the kill switch first; no environment value overrides the kill switch. */
  acting(): ActingState;
  /** As `acting`, for one channel: it may be left out where the others are on. */
  actingIn(channelId: string): ActingState | { readonly isOn: false; readonly reason: 'channel_off' };
  /** Whether setting and environment let acting into a channel, where it is on at all. */
  isLetInto(channelId: string): boolean;
}

export function createSettings(deps: {
  readonly db: Database;
  readonly bus: Bus;
  readonly log: Log;
  readonly now: () => number;
  /** What the environment says of acting: it wins over the settings. */
  readonly flag: Flag;
  /** Defaults that the environment has changed. */
  readonly defaults: Partial<Settings>;
}): SettingsStore {
  const { db, bus, log, now, flag, defaults } = deps;
  const all = db.sqlite.prepare<[], { name: string; value: string }>('SELECT name, value FROM setting');
  const save = db.sqlite.prepare(
    'INSERT INTO setting (name, value, changed_at) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at',
  );
  const unchanged: Settings = { ...DEFAULT_SETTINGS, ...defaults };
  let isHalted = false;
  let current = load();

  function load(): Settings {
    const loaded: Record<string, unknown> = {};
    for (const { name, value } of all.all()) {
      const parsed = readValue(name, value);
      if (parsed === undefined) log.warn('a stored setting was not valid and is ignored', { name });
      else loaded[name] = parsed;
    }
    const settings: Settings = { ...unchanged, ...loaded };
    return isHalted ? { ...settings, killSwitch: true } : settings;
  }

  function acting(): ActingState {
    if (current.killSwitch) return { isOn: false, reason: 'kill_switch' };
    if (flag.isOn === false) return { isOn: false, reason: 'environment_off' };
    return flag.isOn === true || current.actingEnabled
      ? { isOn: true, reason: 'on' }
      : { isOn: false, reason: 'flag_off' };
  }

  const isLetInto = (channelId: string): boolean => isChannelOn(channelId, flag, current.actingChannels);

  function become(next: Settings): void {
    current = next;
    bus.emit({ type: 'settings.changed' });
  }

  return {
    get: () => current,
    defaults: () => unchanged,
    halt() {
      isHalted = true;
      become({ ...current, killSwitch: true });
    },
    reload: () => become(load()),
    set(change) {
      const given = Object.entries(change).filter(([, value]) => value !== undefined);
      db.immediate(() => {
        for (const [name, value] of given) save.run(name, JSON.stringify(value), now());
      });
      if (change.killSwitch !== undefined) isHalted = change.killSwitch;
      become({ ...current, ...Object.fromEntries(given) });
      return current;
    },
    acting,
    isLetInto,
    actingIn(channelId) {
      const state = acting();
      if (!state.isOn || isLetInto(channelId)) return state;
      return { isOn: false, reason: 'channel_off' };
    },
  };
}

function readValue(name: string, text: string): unknown {
  if (name === 'killSwitch') return text === 'true';
  if (!Object.hasOwn(settingsSchema.shape, name)) return undefined;
  const schema = settingsSchema.shape[name as keyof typeof settingsSchema.shape];
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
