// Long lists: they come in parts, are read in short strokes, and every line is accounted for. And a moderator's bulk job,
// which says what nobody can look up.
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCollect } from '../../../src/main/bulk/collect.ts';
import { createBulkStore } from '../../../src/main/bulk/store.ts';
import { createBus } from '../../../src/main/lib/bus.ts';
import { createTempDir, openTestDatabase } from '../../helpers/db.ts';
import { startTestCore, type TestCore } from '../../helpers/core.ts';
import { startTestSimulator, type TestSimulator } from '../../helpers/simulator.ts';
import { actsByPerson, rowsOf, startBroadcaster, until, untilState } from './world.ts';

/** What a stroke may write at most, so that it stays well below 8 ms: `npm run bench -- --case stall` measures that. */
const STROKE_ROWS = 200;
const ROWS = process.env['MODKEEP_LONG'] === '1' ? 1_000_000 : 20_000;

let simulator: TestSimulator;
let core: TestCore;
let channelId: string;
beforeAll(async () => {
  simulator = await startTestSimulator({ world: 'size:10', rateLimit: 100_000 });
  await simulator.control.setBanLimit({ max: 100_000, windowMs: 1_000 });
  channelId = simulator.world.broadcaster!.id;
  core = await startBroadcaster(simulator);
});
afterAll(async () => {
  await core.stop();
  await simulator.stop();
});

test('an upload in parts, cut anywhere: none is taken twice, none may be missing', async () => {
  const people = await Promise.all(Array.from({ length: 1_200 }, (_, index) => simulator.control.crowd(5_000 + index)));
  const text = `id,reason\r\n${people.map(({ id }, index) => `${index % 100 === 7 ? 'x y' : id},"line, ""${index}"""`).join('\r\n')}`;
  const { bulk } = await core.call('bulk.prepare', {
    channelId,
    source: { kind: 'upload', name: 'big.csv' },
    act: { kind: 'ban' },
  });
  expect(bulk).toMatchObject({ state: 'collecting', source: 'big.csv', jobId: null });
  const bulkId = bulk.id;
  const parts: string[] = [];
  for (let at = 0; at < text.length; at += 7_777) parts.push(text.slice(at, at + 7_777));
  for (const [part, piece] of parts.entries()) {
    await core.call('bulk.addRows', { bulkId, part, text: piece });
    if (part === 1) await core.call('bulk.addRows', { bulkId, part, text: piece });
  }
  const missing = { bulkId, part: parts.length + 1, text: 'x' };
  expect(await core.refused('bulk.addRows', missing)).toMatchObject({
    code: 'INVALID_REQUEST',
    details: { field: 'part' },
  });
  expect(await core.refused('bulk.addRows', { bulkId, part: parts.length, rows: [{ user: '5' }] })).toMatchObject({
    code: 'INVALID_REQUEST',
  });
  expect(await core.refused('bulk.start', { bulkId })).toMatchObject({ code: 'CONFLICT' });
  await core.call('bulk.check', { bulkId });
  const plan = await untilState(core, bulkId, 'planned', 'failed', 'cancelled');
  expect(plan).toMatchObject({ state: 'planned', total: 1_200, plans: { bad_row: 12, act: 1_188 } });
  const rows = await rowsOf(core, bulkId);
  expect(rows.map((row) => row.line)).toEqual(rows.map((_, index) => index + 2));
  expect(rows[8]).toMatchObject({ line: 10, plan: 'act', reason: 'line, "8"' });
  expect(rows[7]).toMatchObject({ line: 9, plan: 'bad_row', code: 'bad_user' });
  expect(await core.refused('bulk.addRows', { bulkId, part: parts.length, text: 'x' })).toMatchObject({
    code: 'CONFLICT',
  });
  const page = await core.call('bulk.result', { bulkId, plan: 'bad_row', limit: 5, offset: 5 });
  expect(page.rows.map((row) => row.line)).toEqual([509, 609, 709, 809, 909]);

  const again = await core.call('bulk.check', { bulkId });
  expect(again.bulk.state).toBe('planned');
  expect(await untilState(core, bulkId, 'planned')).toMatchObject({ plans: { bad_row: 12, act: 1_188, new: 0 } });
});

test('rows in parts: lines rise, and each keeps its own', async () => {
  const { bulk } = await core.call('bulk.prepare', { channelId, source: { kind: 'upload' }, act: { kind: 'ban' } });
  const bulkId = bulk.id;
  await core.call('bulk.addRows', { bulkId, part: 0, rows: [{ user: '1' }, { line: 10, user: 'x y' }, { user: '2' }] });
  const falling = { bulkId, part: 1, rows: [{ line: 11, user: '3' }] };
  expect(await core.refused('bulk.addRows', falling)).toMatchObject({ details: { field: 'rows.0.line' } });
  expect((await rowsOf(core, bulkId)).map((row) => [row.line, row.plan])).toEqual([
    [1, 'new'],
    [10, 'bad_row'],
    [11, 'new'],
  ]);
  expect((await core.call('bulk.cancel', { bulkId })).bulk.state).toBe('cancelled');
  expect(await core.refused('bulk.addRows', { ...falling, rows: [{ user: '3' }] })).toMatchObject({ code: 'CONFLICT' });
});

test('unreasonable wishes are refused with their field', async () => {
  const source = { kind: 'selection' as const, userIds: ['5'] };
  expect(
    await core.refused('bulk.prepare', { channelId, source, act: { kind: 'ban', durationSeconds: 5 } }),
  ).toMatchObject({
    details: { field: 'act.durationSeconds' },
  });
  expect(await core.refused('bulk.prepare', { channelId: '4', source, act: { kind: 'ban' } })).toMatchObject({
    code: 'NOT_FOUND',
  });
  const { bulk } = await core.call('bulk.prepare', {
    channelId,
    source: { kind: 'text', text: 'no one at all' },
    act: { kind: 'timeout' },
  });
  expect(await untilState(core, bulk.id, 'planned')).toMatchObject({ plans: { bad_row: 1 } });
  expect(await core.refused('bulk.start', { bulkId: bulk.id })).toMatchObject({ code: 'INVALID_REQUEST' });
  const key = { kind: 'key' as const, keyId: 'k', name: 'dock', rights: ['view_reports' as const] };
  expect(await core.refused('bulk.start', { bulkId: bulk.id }, key)).toMatchObject({ code: 'FORBIDDEN' });
});

test(`${ROWS} lines are read in short strokes, and every bad one is reported`, async () => {
  const folder = createTempDir();
  const db = openTestDatabase({ path: join(folder.dir, 'modkeep.db') });
  const store = createBulkStore({ db, bus: createBus(() => undefined), now: Date.now });
  const strokes: number[] = [];
  const timed = {
    ...store,
    add(id: string, rows: Parameters<typeof store.add>[1]) {
      strokes.push(rows.length);
      store.add(id, rows);
    },
  };
  const collect = createCollect({
    store: timed,
    listed: () => Promise.resolve([]),
    inHistory: () => Promise.resolve([]),
    twitchNow: Date.now,
    requireReason: () => false,
  });
  const bulk = store.create({ channelId: '1', source: 'big.csv', actor: null, rollbackOf: null });
  collect.openUpload(bulk.id, { kind: 'ban' });
  let bad = 0;
  for (let part = 0, at = 0; at < ROWS; part += 1) {
    let text = part === 0 ? 'id,duration,reason\r\n' : '';
    for (; text.length < 40_000 && at < ROWS; at += 1) {
      const isBad = at % 5_000 === 77;
      if (isBad) bad += 1;
      text += isBad ? `${at + 1},never,x\r\n` : `${at + 1},${at % 2 === 0 ? '' : '10m'},"reason ${at}"\r\n`;
    }
    await collect.addPart({ bulkId: bulk.id, part, text });
  }
  await collect.endUpload(bulk.id);
  const { total, facts } = store.find(bulk.id)!;
  expect({ total, ...facts.plans }).toEqual({ total: ROWS, bad_row: bad, new: ROWS - bad });
  expect((await store.matching(bulk.id, -1, { plan: 'bad_row' }, 2)).map((row) => [row.line, row.code])).toEqual([
    [79, 'bad_duration'],
    [5_079, 'bad_duration'],
  ]);
  // The rare ones are looked for in strokes of 2 000 rows, and others have their turn in between.
  let turns = 0;
  let isOver = false;
  const count = (): void => void (isOver || ((turns += 1), setImmediate(count)));
  setImmediate(count);
  expect(await store.matching(bulk.id, -1, { plan: 'bad_row' }, ROWS)).toHaveLength(bad);
  isOver = true;
  expect(turns).toBeGreaterThanOrEqual(ROWS / 2_000 - 1);
  expect(Math.max(...strokes)).toBeLessThanOrEqual(STROKE_ROWS);
  db.close();
  folder.remove();
}, 600_000);

test('as a moderator nobody can look: the dry run says so, and the events tell what came of it', async () => {
  const other = await startTestSimulator({ world: 'size:10', rateLimit: 100_000 });
  await other.control.setBanLimit({ max: 100_000, windowMs: 1_000 });
  const { id } = other.world.broadcaster!;
  const moderating = await startTestCore(other);
  await moderating.signIn(other.world.moderators[0]!.login);
  await until(
    () => moderating.call('channels.list', {}),
    ({ channels }) => channels.some((channel) => channel.id === id && channel.status.live === 'live'),
  );
  const people = await Promise.all([0, 1, 2].map((index) => other.control.crowd(700 + index)));
  await other.control.ban({ channelId: id, moderatorId: id, userId: people[0]!.id });
  await other.control.clearJournal();
  const { bulk } = await moderating.call('bulk.prepare', {
    channelId: id,
    source: { kind: 'selection', userIds: people.map((person) => person.id) },
    act: { kind: 'ban' },
  });
  expect(await untilState(moderating, bulk.id, 'planned')).toMatchObject({
    checked: { banned: false, moderators: false },
    plans: { act: 3 },
  });
  await other.control.addFault({
    match: { path: 'moderation/bans', method: 'POST' },
    nth: 2,
    effect: 'perform',
    transport: 'reset',
  });
  await moderating.call('bulk.start', { bulkId: bulk.id });
  await untilState(moderating, bulk.id, 'completed');
  expect((await rowsOf(moderating, bulk.id)).map((row) => [row.state, row.code, row.verified])).toEqual([
    ['failed', 'already_banned', null],
    ['done', null, null],
    ['done', null, null],
  ]);
  expect([...(await actsByPerson(other)).values()]).toEqual([['ban'], ['ban']]);
  const { bulk: back } = await moderating.call('bulk.rollback', { bulkId: bulk.id });
  await untilState(moderating, back.id, 'planned');
  await moderating.call('bulk.start', { bulkId: back.id });
  expect(await untilState(moderating, back.id, 'completed')).toMatchObject({ results: { done: 2 } });
  const truth = (await other.control.truth(id)).map((ban) => ban.userId);
  expect(people.map((person) => truth.includes(person.id))).toEqual([true, false, false]);

  // Who is known here as banned is not let in by ending timeouts: Twitch would lift either. Nor is who is banned meanwhile.
  const timedOut = await other.control.crowd(710);
  const latest = await other.control.crowd(711);
  await other.control.clearJournal();
  const { bulk: ending } = await moderating.call('bulk.prepare', {
    channelId: id,
    source: { kind: 'selection', userIds: [people[0]!.id, latest.id, timedOut.id] },
    act: { kind: 'untimeout' },
  });
  await untilState(moderating, ending.id, 'planned');
  expect((await rowsOf(moderating, ending.id)).map((row) => row.plan)).toEqual(['is_ban', 'act', 'act']);
  await other.control.ban({ channelId: id, moderatorId: id, userId: latest.id });
  await until(
    () => moderating.call('bans.list', { channelId: id, search: latest.login }),
    ({ total }) => total === 1,
  );
  await moderating.call('bulk.start', { bulkId: ending.id });
  await untilState(moderating, ending.id, 'completed');
  expect((await rowsOf(moderating, ending.id)).map((row) => [row.state, row.code])).toEqual([
    ['skipped', null],
    ['skipped', 'is_ban'],
    ['failed', 'not_banned'],
  ]);
  const stillHeld = (await other.control.truth(id)).map((ban) => ban.userId);
  expect([people[0]!.id, latest.id].every((userId) => stillHeld.includes(userId))).toBe(true);

  // Rights are asked in main, at the start and for every row.
  await moderating.call('moderators.setPermissions', {
    userId: other.world.moderators[0]!.id,
    permissions: ['view_reports'],
  });
  const { bulk: third } = await moderating.call('bulk.prepare', {
    channelId: id,
    source: { kind: 'selection', userIds: [people[1]!.id] },
    act: { kind: 'ban' },
  });
  await untilState(moderating, third.id, 'planned');
  expect(await moderating.refused('bulk.start', { bulkId: third.id })).toMatchObject({
    code: 'FORBIDDEN',
    details: { required_right: 'manage_bans' },
  });
  await moderating.stop();
  await other.stop();
}, 120_000);
