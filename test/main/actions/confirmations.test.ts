// Whether Twitch has shown what it answered: by its event, by its list, not at all, and across a restart.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startTestCore, type TestCore } from '../../helpers/core.ts';
import { createTempDir, openTestDatabase } from '../../helpers/db.ts';
import { createShiftedClock } from '../../helpers/shifted-clock.ts';
import { startTestSimulator, type TestSimulator } from '../../helpers/simulator.ts';
import { createMemoryVault } from '../../../src/main/accounts/vault-memory.ts';
import { createLatencies } from '../../../src/main/actions/latency.ts';

let simulator: TestSimulator;
let core: TestCore;
let channelId: string;
let folder: ReturnType<typeof createTempDir>;
let clock: ReturnType<typeof createShiftedClock>;
let vault: ReturnType<typeof createMemoryVault>;
let counter = 0;
const newAct = (): string => crypto.randomUUID();

beforeAll(async () => {
  simulator = await startTestSimulator({ world: 'size:20' });
  // Longer than the tests let pass: otherwise the feed would take the time that passed for a silence.
  await simulator.control.configureSockets({ keepaliveSeconds: 600 });
  channelId = simulator.world.broadcaster!.id;
  folder = createTempDir();
  vault = createMemoryVault();
  clock = createShiftedClock();
  core = await open();
  await core.signIn(simulator.world.broadcaster!.login);
  await live();
});
afterAll(async () => {
  await core.stop();
  await simulator.stop();
  folder.remove();
});

/** What was left not confirmed is shown by the list, so that the next test begins with nothing. */
afterEach(async () => {
  await simulator.control.clearFaults();
  for (let round = 0; round < 3 && (await unconfirmed()).length > 0; round += 1) await wait(20_000);
  await core.until(unconfirmed, (acts) => acts.length === 0);
}, 30_000);

const open = () => startTestCore(simulator, { dataDir: folder.dir, vault, clock });
const live = () =>
  core.until(
    () => core.call('channels.list', {}),
    ({ channels }) => channels[0]?.status.lastCompleteReadAt != null && channels[0].status.live === 'live',
  );
const stranger = () => simulator.control.addUser({ login: `shown${(counter += 1)}` });
const act = async (userId: string, durationSeconds?: number) =>
  core.call('bans.create', {
    channelId,
    user: { id: userId },
    actId: newAct(),
    ...(durationSeconds === undefined ? {} : { durationSeconds }),
  });
const unconfirmed = async () => (await core.call('acts.unconfirmed', {})).acts;
/** The event of an act is in the history, whoever else has shown it too. */
const heard = (entryId: string) =>
  core.until(history, (entries) => entries.some(({ id, sources }) => id === entryId && sources.includes('eventsub')));
const history = async () => (await core.call('history.list', { channelId, limit: 20 })).entries;
const latency = () => core.call('acts.latency', {});
/** No event is delivered and the list does not say so either, until `clear`. */
async function withhold() {
  await simulator.control.orderDelivery({ mode: 'lose', count: 1 });
  await simulator.control.addFault({
    match: { path: 'moderation/banned' },
    times: 0,
    answer: { status: 503, body: {} },
  });
}
async function wait(ms: number) {
  clock.pass(ms);
  await simulator.control.advance(ms);
}

test('an act whose event comes is confirmed, with both latencies on record', async () => {
  const { id } = await stranger();
  await act(id);
  const { hour, day } = await core.until(latency, (figures) => figures.hour.confirmation.count === 1);
  expect(hour.call.count).toBe(1);
  expect(hour.call.p99).toBeGreaterThanOrEqual(hour.call.p50!);
  expect(day).toEqual(hour);
  expect(await unconfirmed()).toEqual([]);
});

test('an event that does not come within 30 s is said so, and the list confirms it when it can be read', async () => {
  const { id } = await stranger();
  await withhold();
  const { entryId } = await act(id);
  expect(await unconfirmed()).toEqual([]);
  await wait(31_000);
  const [shown] = await core.until(unconfirmed, (acts) => acts.length > 0);
  expect(shown).toMatchObject({ entryId, userId: id, kind: 'ban', state: 'missing' });
  expect((await latency()).hour.unconfirmed).toBe(1);
  await simulator.control.clearFaults();
  await wait(20_000);
  await core.until(unconfirmed, (acts) => acts.length === 0);
  // A list that shows it is no event: it says nothing of the feed's speed.
  expect((await latency()).hour).toMatchObject({ unconfirmed: 0, confirmation: { count: 1 } });
}, 30_000);

test('an unban is confirmed by a list without the person', async () => {
  const { id } = await stranger();
  const { entryId } = await act(id);
  await heard(entryId);
  await withhold();
  await core.call('bans.revoke', { channelId, userId: id, actId: newAct() });
  await wait(31_000);
  await core.until(unconfirmed, (acts) => acts.some(({ kind }) => kind === 'unban'));
  await simulator.control.clearFaults();
  await wait(20_000);
  await core.until(unconfirmed, (acts) => acts.length === 0);
}, 30_000);

test('what was not confirmed is so after a restart too, and a feed that was not whole is never blamed', async () => {
  const [first, second] = [await stranger(), await stranger()];
  await withhold();
  await act(first.id);
  await wait(31_000);
  await core.until(unconfirmed, (acts) => acts.length === 1);
  await withhold();
  await act(second.id);
  await core.stop();
  core = await open();
  expect(await unconfirmed()).toMatchObject([{ userId: first.id, state: 'missing' }]);
  await wait(31_000);
  expect(await core.until(unconfirmed, (acts) => acts.length === 2)).toMatchObject([
    { userId: second.id, state: 'unheard' },
    { userId: first.id, state: 'missing' },
  ]);
}, 30_000);

test('a timeout that is over is not asked about any longer', async () => {
  const { id } = await stranger();
  await withhold();
  await act(id, 40);
  await wait(31_000);
  await core.until(unconfirmed, (acts) => acts.length === 1);
  await wait(10_000);
  await core.until(unconfirmed, (acts) => acts.length === 0);
}, 30_000);

test('percentiles are exact, by nearest rank', () => {
  const db = openTestDatabase();
  const add = db.sqlite.prepare(
    `INSERT INTO act_intent (act_id, channel_id, user_id, kind, account_id, reason, state, started_at, answered_at, latency_ms)
     VALUES (?, '1', '2', 'ban', '1', '', 'done', 0, ?, ?)`,
  );
  const now = 100 * 86_400_000;
  for (let index = 1; index <= 200; index += 1) add.run(`in-${index}`, now - index, ((index * 7) % 200) + 1);
  add.run('too-old', now - 2 * 3_600_000, 9_999);
  const { hour, day } = createLatencies(db, () => now).read();
  expect(hour.call).toEqual({ count: 200, p50: 100, p95: 190, p99: 198 });
  expect(day.call).toEqual({ count: 201, p50: 101, p95: 191, p99: 199 });
  expect(hour.confirmation).toEqual({ count: 0, p50: null, p95: null, p99: null });
  db.close();
});
