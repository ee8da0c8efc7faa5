// Fault 24 where no list can be read: what a full disk and a broken connection let go unheard is a gap, and nobody is told
// that the channel is heard while it is not.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Sqlite } from '../../src/main/db/connection.ts';
import { startTestCore, type TestCore } from '../helpers/core.ts';
import { makeRoom, protect, watchWriters } from '../helpers/full-disk.ts';
import { startTestSimulator, type TestSimulator } from '../helpers/simulator.ts';

const CHANNEL = '1000';
let simulator: TestSimulator;
let core: TestCore;
let writer: Sqlite;
let unwatch: () => void;

beforeAll(async () => {
  const watched = watchWriters();
  unwatch = watched.unwatch;
  simulator = await startTestSimulator({ world: 'size:20' });
  core = await startTestCore(simulator);
  await core.signIn(simulator.world.moderators[0]!.login);
  await core.until(status, (now) => now?.live === 'live');
  writer = watched.writers.at(-1)!;
});
afterAll(async () => {
  unwatch();
  await core.stop();
  await simulator.stop();
});

const status = async () => (await core.call('channels.list', {})).channels.find(({ id }) => id === CHANNEL)?.status;
const history = () => core.call('history.list', { channelId: CHANNEL, limit: 100 });
const ban = async (login: string): Promise<string> => {
  const { id } = await simulator.control.addUser({ login });
  await simulator.control.ban({
    channelId: CHANNEL,
    moderatorId: simulator.world.moderators[1]!.id,
    userId: id,
    reason: '',
  });
  return id;
};

test('what is kept is told afterwards without a gap, what is not is told as one', { timeout: 60_000 }, async () => {
  protect(writer);
  const kept = await ban('kept_in_memory');
  await core.until(status, (now) => now?.live === 'lost');
  expect((await core.call('app.get', {})).readOnlySince).not.toBeNull();
  makeRoom(writer);
  await core.until(status, (now) => now?.live === 'live');
  const whole = await history();
  expect(whole.entries.filter(({ userId }) => userId === kept)).toHaveLength(1);
  expect(whole.gaps).toEqual([]);

  protect(writer);
  await ban('kept_again');
  await core.until(status, (now) => now?.live === 'lost');
  await simulator.control.configureSockets({ isAccepting: false });
  await simulator.control.closeSockets({});
  const unheard = await ban('told_to_nobody');
  await simulator.control.configureSockets({ isAccepting: true });
  makeRoom(writer);
  await core.until(status, (now) => now?.live === 'live');
  const { entries, gaps } = await core.until(history, (now) => now.gaps.length > 0);
  expect(gaps).toMatchObject([{ channelId: CHANNEL, reason: 'write_failed' }]);
  expect(entries.some(({ userId }) => userId === unheard)).toBe(false);
});
