// What the palette offers and finds: acts only where they are possible, people as the core found them.
import { describe, expect, it } from 'vitest';
import {
  actItems,
  channelItems,
  frameItems,
  grouped,
  matching,
  peopleItems,
  type PaletteDeeds,
} from '../../../../src/renderer/features/palette/commands.ts';
import { SETTINGS_SECTIONS } from '../../../../src/renderer/lib/settings-sections.ts';
import { makeBan, makeChannel } from '../../fixture-world.ts';

const done: string[] = [];
const deeds = new Proxy({} as PaletteDeeds, {
  get: (_target, name) => (argument: unknown) => void done.push(`${String(name)} ${String(argument)}`),
});
const all = { mayAudit: true, mayCount: true, maySync: true, mayAct: true, mayAdd: true, isKilled: false };
const words = (items: readonly { words: string }[]) => items.map((item) => item.words);

describe('the palette', () => {
  it('offers only what is possible for the person in view', () => {
    const banned = { canBan: false, canTimeOut: false, ending: 'unban', why: null } as const;
    expect(words(actItems('A', banned, [60], deeds))).toEqual(['Unban A']);
    const held = { canBan: true, canTimeOut: true, ending: 'end-timeout', why: null } as const;
    expect(words(actItems('A', held, [60, 600, 60], deeds))).toEqual([
      'End timeout of A',
      'Ban A',
      'Time out A for 1m',
      'Time out A for 10m',
    ]);
    expect(actItems('A', { ...held, why: 'no' }, [60], deeds)).toEqual([]);
    expect(actItems(null, held, [60], deeds)).toEqual([]);
  });

  it('leaves out what may not be done', () => {
    const readOnly = {
      mayAudit: false,
      mayCount: false,
      maySync: false,
      mayAct: false,
      mayAdd: false,
      isKilled: false,
    };
    const inSettings = words(frameItems(deeds, readOnly)).filter((one) => one.startsWith('Settings: '));
    expect(inSettings).toHaveLength(SETTINGS_SECTIONS.length);
    expect(words(frameItems(deeds, readOnly)).filter((one) => !inSettings.includes(one))).toEqual([
      'Bans',
      'Scheduled lifts',
      'Activity',
      'Bulk',
      'Moderators',
      'Who may do what',
      'Protected people',
      'Health',
      'Log',
      'Settings',
      'Help',
      'How this list is read',
      'Show the keys',
    ]);
    expect(words(frameItems(deeds, { ...all, isKilled: true }))).toContain('Start acting again');
  });

  it('finds by every word, beginnings first, and leaves people to the core', () => {
    const items = [...channelItems([makeChannel('1', 'Big Sync', 'moderator')], deeds), ...frameItems(deeds, all)];
    expect(words(matching(items, 'sync'))).toEqual(['Sync this channel', 'Big Sync']);
    expect(words(matching(items, 'ACT name'))).toEqual(['Act on a name']);
    expect(words(matching(items, 'brakes'))).toEqual(['Settings: Limits']);
    expect(matching(items, 'zzz')).toEqual([]);
    const people = peopleItems([makeBan(1, 'Renamed', 'renamed', 'ban', '', 0, 60, 0)], deeds.person);
    expect(words(matching(people, 'oldname'))).toEqual(['Renamed']);
  });

  it('runs what it says', () => {
    done.length = 0;
    for (const item of matching(frameItems(deeds, all), 'stop all')) item.run();
    for (const item of channelItems([makeChannel('1', 'A', 'moderator')], deeds)) item.run();
    expect(done).toEqual(['killSwitch true', 'channel 1']);
  });

  it('keeps each group in one piece', () => {
    const items = [...frameItems(deeds, all), ...channelItems([makeChannel('1', 'A', 'moderator')], deeds)];
    expect(grouped([...items, ...items.slice(0, 1)]).map(([group]) => group)).toEqual([
      'Go to',
      'Settings',
      'Do',
      'Channels',
    ]);
  });
});
