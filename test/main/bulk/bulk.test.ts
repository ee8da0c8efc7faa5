// Bulk jobs against the simulated Twitch: what a dry run finds, what a run does, and what a rollback brings back.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestSimulator, type TestSimulator } from '../../helpers/simulator.ts';
import type { TestCore } from '../../helpers/core.ts';
import { actsByPerson, rowsOf, startBroadcaster, until, untilState, wholeFile } from './world.ts';

let simulator: TestSimulator;
let core: TestCore;
let channelId: string;
let counter = 0;

beforeAll(async () => {
  simulator = await startTestSimulator({ world: 'size:20', rateLimit: 100_000 });
  await simulator.control.setBanLimit({ max: 100_000, windowMs: 1_000 });
  channelId = simulator.world.broadcaster!.id;
  core = await startBroadcaster(simulator);
});
afterAll(async () => {
  await core.stop();
  await simulator.stop();
});
beforeEach(() => simulator.control.clearJournal());
afterEach(async () => {
  await simulator.control.clearFaults();
  await core.call('killSwitch.set', { on: false });
});

const stranger = () => simulator.control.addUser({ login: `bulk_stranger${(counter += 1)}` });
const strangers = (count: number) => Promise.all(Array.from({ length: count }, stranger));
const banElsewhere = (userId: string, durationSeconds?: number, reason = 'by hand') =>
  simulator.control.ban({
    channelId,
    moderatorId: channelId,
    userId,
    reason,
    ...(durationSeconds === undefined ? {} : { durationSeconds }),
  });
const truthOf = async (userId: string) =>
  (await simulator.control.truth(channelId)).find((ban) => ban.userId === userId);

async function planned(input: Omit<Parameters<typeof core.call<'bulk.prepare'>>[1], 'channelId'>) {
  const { bulk } = await core.call('bulk.prepare', { channelId, ...input });
  return untilState(core, bulk.id, 'planned', 'failed', 'cancelled');
}
async function carriedOut(bulkId: string, count?: number) {
  await core.call('bulk.start', count === undefined ? { bulkId } : { bulkId, count });
  return untilState(core, bulkId, 'completed', 'paused', 'failed');
}

test('a dry run says of every line what it would do, and acts on nobody', async () => {
  const [free, banned, timedOut, guarded] = await strangers(4);
  await banElsewhere(banned!.id);
  await banElsewhere(timedOut!.id, 600);
  await core.call('protected.add', { channelId, user: { id: guarded!.id }, note: 'friend' });
  const moderator = simulator.world.moderators[0]!;
  await simulator.control.clearJournal();
  const text = [
    'id,login,duration,reason',
    `${free!.id},,,rude`,
    `,${banned!.login},,`,
    `${timedOut!.id},,,`,
    `${guarded!.id},,,`,
    `${channelId},,,`,
    `,${moderator.login},,`,
    ',nobody_by_this_name,,',
    `,${free!.login.toUpperCase()},,`,
    'not an id,,,',
    `${banned!.id},,60,`,
  ].join('\n');
  const bulk = await planned({ source: { kind: 'text', text }, act: { kind: 'ban' } });
  expect((await rowsOf(core, bulk.id)).map((row) => [row.line, row.plan])).toEqual([
    [2, 'act'],
    [3, 'already_banned'],
    [4, 'act'],
    [5, 'protected'],
    [6, 'owner'],
    [7, 'moderator'],
    [8, 'not_found'],
    [9, 'duplicate'],
    [10, 'bad_row'],
    [11, 'duplicate'],
  ]);
  expect(bulk).toMatchObject({
    state: 'planned',
    total: 10,
    checked: { banned: true, moderators: true },
    needsCount: false,
  });
  expect(bulk.plans).toMatchObject({ act: 2, already_banned: 1, duplicate: 2, bad_row: 1, new: 0 });
  // The timeout asks for a ban as well; whoever does not act is not counted.
  expect(bulk.acts).toEqual({ ban: 2 });
  expect(await simulator.control.acts()).toEqual([]);
});

test('a run does each row once, through the same record as a single act, and looks at the end', async () => {
  const people = await strangers(30);
  await banElsewhere(people[1]!.id, 3_000, 'earlier');
  await simulator.control.clearJournal();
  const bulk = await planned({
    source: {
      kind: 'rows',
      rows: people.map(({ id }, index) => ({ user: id, ...(index === 0 ? { duration: '10m' } : {}) })),
    },
    act: { kind: 'ban', reason: 'raid' },
  });
  expect(bulk.needsCount).toBe(true);
  expect(await core.refused('bulk.start', { bulkId: bulk.id })).toMatchObject({
    details: { field: 'count', limit: 30 },
  });
  expect(await core.refused('bulk.start', { bulkId: bulk.id, count: 29 })).toMatchObject({ code: 'INVALID_REQUEST' });
  const done = await carriedOut(bulk.id, 30);
  expect(done).toMatchObject({
    state: 'completed',
    halted: null,
    differing: 0,
    results: { done: 30, waiting: 0, sent: 0 },
  });
  const acts = await actsByPerson(simulator);
  expect(people.map(({ id }) => acts.get(id))).toEqual(people.map((_, index) => (index === 0 ? ['timeout'] : ['ban'])));
  const rows = await rowsOf(core, bulk.id);
  expect(rows.every((row) => row.verified === true && row.entryId !== null)).toBe(true);
  expect(rows[1]!.before).toMatchObject({ kind: 'timeout', reason: 'earlier' });
  const audit = (await core.call('audit.list', { targetId: people[2]!.id })).data;
  expect(audit).toMatchObject([{ action: 'ban_user', reason: 'raid', metadata: { bulkId: bulk.id } }]);
  expect(await core.refused('bulk.start', { bulkId: bulk.id, count: 30 })).toMatchObject({ code: 'CONFLICT' });
});

test('a rollback restores kind and end of everybody it had touched, and of nobody else', async () => {
  const [none, timedOut, laterLifted, laterBanned, already, out, timedLonger] = await strangers(7);
  await banElsewhere(timedOut!.id, 3_000, 'earlier');
  await banElsewhere(already!.id, undefined, 'old ban');
  await banElsewhere(timedLonger!.id, 5_000, 'long one');
  const ends = {
    timedOut: (await truthOf(timedOut!.id))!.expiresAt!,
    timedLonger: (await truthOf(timedLonger!.id))!.expiresAt!,
  };
  const bulk = await planned({
    source: {
      kind: 'rows',
      rows: [none, timedOut, laterLifted, laterBanned, already, out, timedLonger].map((person) => ({
        id: person!.id,
        ...(person === out || person === laterBanned || person === timedLonger ? { duration: '600' } : {}),
      })),
    },
    act: { kind: 'ban', reason: 'raid' },
  });
  expect(await carriedOut(bulk.id)).toMatchObject({ state: 'completed', results: { done: 6 } });
  await simulator.control.unban({ channelId, moderatorId: channelId, userId: laterLifted!.id });
  await banElsewhere(laterBanned!.id, undefined, 'somebody else');
  await simulator.control.clearJournal();

  const { bulk: back } = await core.call('bulk.rollback', { bulkId: bulk.id });
  const plan = await untilState(core, back.id, 'planned', 'failed');
  expect(plan).toMatchObject({
    rollbackOf: bulk.id,
    changes: ['date', 'moderator'],
    plans: { act: 5, not_banned: 1, changed_since: 1 },
  });
  const done = await carriedOut(back.id);
  expect(done).toMatchObject({ state: 'completed', differing: 0, results: { done: 5, waiting: 0 } });

  expect(await truthOf(none!.id)).toBeUndefined();
  expect(await truthOf(laterLifted!.id)).toBeUndefined();
  expect(await truthOf(out!.id)).toBeUndefined();
  expect(await truthOf(laterBanned!.id)).toMatchObject({ kind: 'ban', reason: 'somebody else' });
  expect(await truthOf(already!.id)).toMatchObject({ kind: 'ban', reason: 'old ban' });
  const restored = { timedOut: (await truthOf(timedOut!.id))!, timedLonger: (await truthOf(timedLonger!.id))! };
  expect(restored).toMatchObject({ timedOut: { reason: 'earlier' }, timedLonger: { reason: 'long one' } });
  expect(Math.abs(restored.timedOut.expiresAt! - ends.timedOut)).toBeLessThanOrEqual(2_000);
  expect(Math.abs(restored.timedLonger.expiresAt! - ends.timedLonger)).toBeLessThanOrEqual(2_000);
  const acts = await actsByPerson(simulator);
  expect([...acts.keys()].toSorted()).toEqual([none!.id, timedOut!.id, out!.id, timedLonger!.id].toSorted());
});

test('letting many in, and taking that back: bans with their reasons, timeouts with their ends', async () => {
  const [banned, timedOut, free] = await strangers(3);
  await banElsewhere(banned!.id, undefined, 'why it was');
  await banElsewhere(timedOut!.id, 2_000, 'for a while');
  const end = (await truthOf(timedOut!.id))!.expiresAt!;
  const userIds = [banned!.id, timedOut!.id, free!.id];
  const careful = await planned({ source: { kind: 'selection', userIds }, act: { kind: 'untimeout' } });
  expect((await rowsOf(core, careful.id)).map((row) => row.plan)).toEqual(['is_ban', 'act', 'not_banned']);
  const bulk = await planned({ source: { kind: 'selection', userIds }, act: { kind: 'unban' } });
  expect(await carriedOut(bulk.id)).toMatchObject({ state: 'completed', results: { done: 2 } });
  expect((await rowsOf(core, bulk.id)).map((row) => row.kind)).toEqual(['unban', 'untimeout', 'unban']);
  const { bulk: back } = await core.call('bulk.rollback', { bulkId: bulk.id });
  await untilState(core, back.id, 'planned');
  expect(await carriedOut(back.id)).toMatchObject({ state: 'completed', results: { done: 2 } });
  expect(await truthOf(banned!.id)).toMatchObject({ kind: 'ban', reason: 'why it was' });
  const again = (await truthOf(timedOut!.id))!;
  expect(again).toMatchObject({ kind: 'timeout', reason: 'for a while' });
  expect(Math.abs(again.expiresAt! - end)).toBeLessThanOrEqual(2_000);
});

test('the list as a file, CSV and JSON, comes back as it was', async () => {
  const people = await strangers(3);
  await banElsewhere(people[0]!.id, undefined, '=HYPERLINK("x"), "quoted"\nnext line');
  await banElsewhere(people[1]!.id, 86_400, "'tis");
  const wanted = new Map((await simulator.control.truth(channelId)).map((ban) => [ban.userId, ban]));
  await until(
    () => core.call('bans.list', { channelId }),
    ({ total }) => total === wanted.size,
  );
  for (const format of ['csv', 'json'] as const) {
    const text = await wholeFile((cursor) =>
      core.call('bans.export', { channelId, format, ...(cursor === undefined ? {} : { cursor }) }),
    );
    if (format === 'json') expect(JSON.parse(text)).toHaveLength(wanted.size);
    else expect(text).toContain(`"'=HYPERLINK(""x""), ""quoted""\nnext line"`);
    const bulk = await planned({ source: { kind: 'text', name: `list.${format}`, text }, act: { kind: 'ban' } });
    const rows = await rowsOf(core, bulk.id);
    expect(rows).toHaveLength(wanted.size);
    for (const row of rows) {
      const truth = wanted.get(row.userId!)!;
      expect([row.kind, row.reason, row.until]).toEqual([
        truth.kind,
        truth.reason,
        truth.expiresAt === null ? null : `${new Date(truth.expiresAt).toISOString().slice(0, 19)}.000Z`,
      ]);
    }
  }
});

test('a file counts once against the brake on exports, however many pages it has, and a tripped brake refuses it', async () => {
  const people = await strangers(30);
  const reason = 'r'.repeat(500);
  const rows = Array.from({ length: 150 }, (_, index) => ({ id: people[index % 30]!.id, reason }));
  const bulk = await planned({ source: { kind: 'rows', rows }, act: { kind: 'timeout', durationSeconds: 60 } });
  expect(bulk.acts).toEqual({ timeout: 30 });
  await core.call('settings.set', { brakeOverrides: { export: { max: 50, windowSeconds: 3_600 } } });
  const left = async () =>
    (await core.call('limits.get', {})).brakes.find(({ brake }) => brake === 'export')!.remaining;
  const before = await left();
  const cursors: (string | undefined)[] = [];
  await wholeFile((cursor) => {
    cursors.push(cursor);
    return core.call('bulk.export', { bulkId: bulk.id, ...(cursor === undefined ? {} : { cursor }) });
  });
  expect(cursors.length).toBeGreaterThan(1);
  expect(await left()).toBe(before - 1);
  await core.call('settings.set', { brakeOverrides: { export: { max: 1, windowSeconds: 3_600 } } });
  const tripped = { code: 'RATE_LIMIT_EXCEEDED', details: { brake: 'export' } };
  expect(await core.refused('bulk.export', { bulkId: bulk.id })).toMatchObject(tripped);
  expect(await core.refused('bans.export', { channelId })).toMatchObject(tripped);
  // The pages after the first belong to a file that was let through.
  expect((await core.call('bulk.export', { bulkId: bulk.id, cursor: cursors[1]! })).text).not.toBe('');
  await core.call('settings.set', { brakeOverrides: {} });
});

test('a filter of the list, and one of the history', async () => {
  const people = await strangers(3);
  for (const { id } of people) await banElsewhere(id, 900, 'filtered out');
  await until(
    () => core.call('bans.list', { channelId, reason: 'filtered out' }),
    ({ total }) => total === 3,
  );
  await simulator.control.unban({ channelId, moderatorId: channelId, userId: people[2]!.id });
  await until(
    () => core.call('bans.list', { channelId, reason: 'filtered out' }),
    ({ total }) => total === 2,
  );
  const now = await planned({ source: { kind: 'filter', filter: { reason: 'filtered out' } }, act: { kind: 'ban' } });
  expect(now.plans).toMatchObject({ act: 2 });
  const filter = { kinds: ['timeout' as const], search: 'filtered out', moderatorId: channelId };
  const ever = await planned({ source: { kind: 'history', filter }, act: { kind: 'untimeout' } });
  expect(ever.plans).toMatchObject({ act: 2, not_banned: 1 });
});
