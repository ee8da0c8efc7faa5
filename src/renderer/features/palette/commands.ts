// What the palette offers, and which of it a few typed letters mean. Pure: what running does is handed in.
import type { BanView, ChannelView } from '../../../shared/model.ts';
import { formatName, formatPreset } from '../../lib/format.ts';
import type { HotkeyId } from '../../lib/hotkeys.ts';
import { SETTINGS_SECTIONS, type SettingsSection } from '../../lib/settings-sections.ts';
import type { Possible } from '../../lib/possible.ts';
import type { RolesView, Screen } from '../../lib/store.ts';
import { KINDS, ROLE_WORDS } from '../../lib/words.tsx';

export interface PaletteItem {
  readonly id: string;
  readonly group: 'Act' | 'People' | 'Channels' | 'Go to' | 'Settings' | 'Do';
  readonly words: string;
  readonly hint?: string;
  readonly key?: HotkeyId;
  readonly run: () => void;
}

/** What the palette can set off, by what it needs to know. */
export interface PaletteDeeds {
  readonly ban: () => void;
  readonly timeOut: (seconds: number) => void;
  readonly end: () => void;
  readonly screen: (screen: Screen) => void;
  readonly roles: (view: RolesView) => void;
  readonly section: (section: SettingsSection) => void;
  readonly everywhere: () => void;
  readonly channel: (channelId: string) => void;
  readonly person: (ban: BanView) => void;
  readonly window: (window: 'help' | 'sync' | 'add-channel') => void;
  readonly sync: () => void;
  readonly undo: () => void;
  readonly typeName: () => void;
  readonly killSwitch: (on: boolean) => void;
}

const ENDINGS = { unban: 'Unban', 'end-timeout': 'End timeout of', unclear: 'Lift ban or timeout of' } as const;

/** Acts on the person in view, only what is possible now. */
export function actItems(
  name: string | null,
  possible: Possible,
  presets: readonly number[],
  deeds: Pick<PaletteDeeds, 'ban' | 'timeOut' | 'end'>,
): readonly PaletteItem[] {
  if (name === null || possible.why !== null) return [];
  const items: PaletteItem[] = [];
  if (possible.ending !== null)
    items.push({
      id: 'end',
      group: 'Act',
      words: `${ENDINGS[possible.ending]} ${name}`,
      key: 'act.end',
      run: deeds.end,
    });
  if (possible.canBan) items.push({ id: 'ban', group: 'Act', words: `Ban ${name}`, key: 'act.ban', run: deeds.ban });
  if (possible.canTimeOut) {
    for (const seconds of new Set(presets)) {
      const words = `Time out ${name} for ${formatPreset(seconds)}`;
      items.push({ id: `timeout ${seconds}`, group: 'Act', words, run: () => deeds.timeOut(seconds) });
    }
  }
  return items;
}

export function peopleItems(bans: readonly BanView[], open: PaletteDeeds['person']): readonly PaletteItem[] {
  return bans.map((ban) => ({
    id: `person ${ban.userId}`,
    group: 'People',
    words: formatName(ban.displayName, ban.username),
    hint: [KINDS[ban.kind].word.toLowerCase(), ban.reason].filter((part) => part !== '').join(' · '),
    run: () => open(ban),
  }));
}

export function channelItems(
  channels: readonly ChannelView[],
  deeds: Pick<PaletteDeeds, 'channel' | 'everywhere'>,
): readonly PaletteItem[] {
  const items = channels.map(({ id, displayName, mode }): PaletteItem => ({
    id: `channel ${id}`,
    group: 'Channels',
    words: displayName,
    hint: ROLE_WORDS[mode],
    run: () => deeds.channel(id),
  }));
  if (channels.length < 2) return items;
  return [
    ...items,
    { id: 'everywhere', group: 'Channels', words: 'All channels', key: 'go.everywhere', run: deeds.everywhere },
  ];
}

export interface PaletteRights {
  readonly mayAudit: boolean;
  readonly mayCount: boolean;
  readonly maySync: boolean;
  readonly mayAct: boolean;
  readonly mayAdd: boolean;
  readonly isKilled: boolean;
}

/** Where one can go: screens, then the sections of the settings. */
function placeItems(
  deeds: Pick<PaletteDeeds, 'screen' | 'section' | 'roles'>,
  { mayAudit, mayCount }: Pick<PaletteRights, 'mayAudit' | 'mayCount'>,
): readonly PaletteItem[] {
  const place = (id: string, words: string, run: () => void, key?: HotkeyId): PaletteItem => ({
    id: `go ${id}`,
    group: 'Go to',
    words,
    ...(key === undefined ? {} : { key }),
    run,
  });
  const go = (screen: Screen, words: string, key: HotkeyId): readonly PaletteItem[] => [
    place(screen, words, () => deeds.screen(screen), key),
  ];
  const part = (view: RolesView, words: string, key?: HotkeyId): PaletteItem =>
    place(`roles ${view}`, words, () => deeds.roles(view), key);
  // A screen that is missing here does not compile.
  const screens: Readonly<Record<Exclude<Screen, 'connect'>, readonly PaletteItem[]>> = {
    bans: go('bans', 'Bans', 'go.bans'),
    schedule: go('schedule', 'Scheduled lifts', 'go.schedule'),
    activity: go('activity', 'Activity', 'go.activity'),
    bulk: go('bulk', 'Bulk', 'go.bulk'),
    audit: mayAudit ? go('audit', 'Audit', 'go.audit') : [],
    moderators: [
      part('moderators', 'Moderators', 'go.moderators'),
      part('rights', 'Who may do what'),
      part('protected', 'Protected people', 'go.protected'),
    ],
    stats: mayCount ? go('stats', 'Stats', 'go.stats') : [],
    health: go('health', 'Health', 'go.health'),
    log: go('log', 'Log', 'go.log'),
    settings: go('settings', 'Settings', 'go.settings'),
    help: go('help', 'Help', 'go.help'),
  };
  return [
    ...Object.values(screens).flat(),
    ...SETTINGS_SECTIONS.map(({ section, word, about }): PaletteItem => ({
      id: `go settings ${section}`,
      group: 'Settings',
      words: `Settings: ${word}`,
      hint: about,
      run: () => deeds.section(section),
    })),
  ];
}

export function frameItems(deeds: PaletteDeeds, rights: PaletteRights): readonly PaletteItem[] {
  const { maySync, mayAct, mayAdd, isKilled } = rights;
  const doing = (id: string, words: string, run: () => void, key?: HotkeyId): PaletteItem => ({
    id,
    group: 'Do',
    words,
    ...(key === undefined ? {} : { key }),
    run,
  });
  return [
    ...placeItems(deeds, rights),
    ...(mayAct ? [doing('name', 'Act on a name', deeds.typeName, 'act.name')] : []),
    ...(mayAct ? [doing('undo', 'Undo the last act', deeds.undo, 'act.undo')] : []),
    ...(maySync ? [doing('sync', 'Sync this channel', deeds.sync)] : []),
    doing('reading', 'How this list is read', () => deeds.window('sync'), 'sync.panel'),
    ...(mayAdd ? [doing('add', 'Add channel', () => deeds.window('add-channel'))] : []),
    ...(mayAct
      ? [doing('kill', isKilled ? 'Start acting again' : 'Stop all acting', () => deeds.killSwitch(!isKilled))]
      : []),
    doing('keys', 'Show the keys', () => deeds.window('help'), 'help'),
  ];
}

/**
 * Those whose words hold every word of the query, those that begin with it first. People are left as they come:
 * the core has searched them, also by reason and former name, which their line may not show.
 */
export function matching(items: readonly PaletteItem[], query: string): readonly PaletteItem[] {
  const wanted = query.trim().toLowerCase();
  if (wanted === '') return items;
  const parts = wanted.split(/\s+/);
  const fits = (item: PaletteItem): boolean => {
    const text = `${item.words} ${item.hint ?? ''}`.toLowerCase();
    return item.group === 'People' || parts.every((part) => text.includes(part));
  };
  const rank = (item: PaletteItem): number => (item.words.toLowerCase().startsWith(wanted) ? 0 : 1);
  return items.filter(fits).toSorted((one, other) => rank(one) - rank(other));
}

/** The same items with each group in one piece, in the order in which its first item comes. */
export function grouped(items: readonly PaletteItem[]): readonly (readonly [string, readonly PaletteItem[]])[] {
  return [...Map.groupBy(items, (item) => item.group)];
}
