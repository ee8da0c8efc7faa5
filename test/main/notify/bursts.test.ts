// What is said on this machine: one notice for what happens together, one sound a burst, and nothing when it is to be quiet.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createBus } from '../../../src/main/lib/bus.ts';
import { createNotify, type Notify, type Shown } from '../../../src/main/notify/notify.ts';
import { createQuiet } from '../../../src/main/notify/quiet.ts';
import { DEFAULT_SETTINGS } from '../../../src/main/settings/settings.ts';
import type { Settings } from '../../../src/shared/model.ts';
import type { Notice } from '../../../src/shared/notice.ts';
import { createDiscordWorld, type DiscordWorld } from '../../helpers/discord.ts';
import { createFakeClock, type FakeClock } from '../../helpers/fake-clock.ts';
import { act, CHANNEL, person, row } from '../../helpers/ledger.ts';

const NOON = new Date(2026, 10, 20, 12).getTime();
const ALERT: Notice = {
  kind: 'alert',
  channelId: null,
  severity: 'warning',
  title: 'Disk',
  text: '',
  at: NOON,
  sameAs: 'disk',
};
let clock: FakeClock;
let world: DiscordWorld;
let notify: Notify;
let settings: Settings;
let shown: Shown[];
let isOnAir: boolean | null;
let stop: () => Promise<void>;
beforeEach(() => {
  clock = createFakeClock(NOON);
  // Nothing is sent: no webhook is set.
  world = createDiscordWorld(clock, 1);
  shown = [];
  isOnAir = false;
  settings = {
    ...DEFAULT_SETTINGS,
    noticeWays: { ...DEFAULT_SETTINGS.noticeWays, ban: ['system', 'sound'], lift: ['system'] },
  };
  notify = createNotify({ ...world, settings: () => settings, show: (notice) => void shown.push(notice) });
  stop = notify.follow(() => Promise.resolve(isOnAir));
});
afterEach(async () => {
  await stop();
  world.close();
});
const titles = (): readonly string[] => shown.map(({ title }) => title);
const ways = (): unknown => notify.recent(0).notices.map((notice) => notice.ways);
const ban = (number: number, source: 'eventsub' | 'app' | 'import' = 'eventsub'): unknown =>
  world.ledger.apply(CHANNEL, [act(source, 'ban', person(number), number, { reason: 'spam' })]);

describe('new entries', () => {
  it('are one notice, which counts on, and sound once a burst', async () => {
    ban(1);
    await clock.advance(3_000);
    expect(shown).toMatchObject([{ title: 'User1 was banned by Mod_User', text: 'Owner: spam', severity: 'info' }]);
    for (let number = 2; number <= 37; number += 1) ban(number);
    await clock.advance(12_000);
    for (let number = 38; number <= 40; number += 1) ban(number);
    await clock.advance(12_000);
    expect(titles()).toEqual(['User1 was banned by Mod_User', '37 bans in Owner', '40 bans in Owner']);
    expect(new Set(shown.map(({ sameAs }) => sameAs)).size).toBe(1);
    expect(ways()).toEqual([['system', 'sound'], ['system'], ['system']]);
    await clock.advance(40_000);
    ban(41);
    await clock.advance(3_000);
    expect(titles()).toHaveLength(4);
    expect(ways()).toContainEqual(['system', 'sound']);
  });

  it('of kinds that nobody wants, found, imported or made here are not said', async () => {
    world.ledger.apply(CHANNEL, [act('eventsub', 'timeout', person(1), 1, { ends: 600 })]);
    world.ledger.apply(CHANNEL, [row(person(2), -90_000)]);
    ban(3, 'import');
    ban(4, 'app');
    await clock.advance(5_000);
    expect(notify.recent(0).notices).toEqual([]);
    settings = { ...settings, noticeOwnActs: true };
    ban(5, 'app');
    await clock.advance(3_000);
    expect(titles()).toEqual(['User5 was banned by Mod_User']);
  });
});

describe('a notice from elsewhere', () => {
  it('takes the ways that settings and itself allow', async () => {
    notify.deliver(ALERT);
    notify.deliver({ ...ALERT, ways: { system: false, discord: false } });
    settings = { ...settings, noticeWays: {} };
    notify.deliver(ALERT);
    await clock.settle();
    expect(ways()).toEqual([['system', 'sound'], [], []]);
    expect(shown).toHaveLength(1);
  });

  it('is told although nothing can be written', async () => {
    const broken = { ...world.discord, enqueue: () => world.db.sqlite.exec('INSERT INTO nowhere VALUES (1)') };
    const other = createNotify({
      ...world,
      bus: createBus(() => undefined),
      settings: () => settings,
      discord: broken,
    });
    other.deliver(ALERT);
    await clock.settle();
    expect(other.recent(0).notices).toMatchObject([{ title: 'Disk', ways: ['system', 'sound'] }]);
    expect(world.log.lines).toContain('warn a notice could not be queued for Discord');
  });
});

describe('quiet', () => {
  it('keeps everything but danger still, in its hours', async () => {
    settings = { ...settings, quietHours: [{ from: '11:00', to: '13:00' }] };
    notify.deliver(ALERT);
    notify.deliver({ ...ALERT, severity: 'danger' });
    await clock.settle();
    expect(ways()).toEqual([[], ['system', 'sound']]);
    settings = { ...settings, quietLetsDanger: false };
    notify.deliver({ ...ALERT, severity: 'danger' });
    await clock.advance(3_600_000);
    notify.deliver(ALERT);
    await clock.settle();
    expect(ways()).toEqual([[], ['system', 'sound'], [], ['system', 'sound']]);
    expect(shown).toHaveLength(2);
  });

  it('while streaming holds on when Twitch can’t be asked, for a while', async () => {
    const isQuiet = createQuiet({
      clock,
      settings: () => ({ quietHours: [], quietOnAir: true, quietLetsDanger: true }),
      isOnAir: () => Promise.resolve(isOnAir),
    });
    isOnAir = null;
    expect(await isQuiet('info')).toBe(false);
    isOnAir = true;
    expect(await isQuiet('info')).toBe(true);
    isOnAir = null;
    await clock.advance(10 * 60_000);
    expect(await isQuiet('warning')).toBe(true);
    expect(await isQuiet('danger')).toBe(false);
    await clock.advance(10 * 60_000);
    expect(await isQuiet('warning')).toBe(false);
    isOnAir = false;
    expect(await isQuiet('info')).toBe(false);
  });
});
