// Fault 24, seen from the whole app: the database can't grow any more while people go on banning. Reading works, an act is
// refused by name and never repeated, and as soon as there is room the record catches up by itself.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Sqlite } from '../../src/main/db/connection.ts';
import { startTestCore, type TestCore } from '../helpers/core.ts';
import { fill, makeRoom, watchWriters } from '../helpers/full-disk.ts';
import { score } from '../helpers/score.ts';
import { startTestSimulator, type TestSimulator } from '../helpers/simulator.ts';

const CHANNEL = '1000';
const BANS = 40;

let simulator: TestSimulator;
let core: TestCore;
let writers: readonly Sqlite[];

let unwatch: () => void;
beforeAll(async () => {
  ({ writers, unwatch } = watchWriters());
  simulator = await startTestSimulator({ world: 'size:60' });
  core = await startTestCore(simulator);
  await core.signIn('bigchannel');
  await core.until(
    () => core.call('channels.list', {}),
    ({ channels }) =>
      channels.some(({ id, status }) => id === CHANNEL && status.lastCompleteReadAt !== null && status.live === 'live'),
  );
});
afterAll(async () => {
  unwatch();
  await core.stop();
  await simulator.stop();
});

/** Whether the list says who is really restricted. */
async function isTrue(): Promise<boolean> {
  const truth = (await simulator.control.truth(CHANNEL)).map(({ userId }) => userId).toSorted();
  const { total } = await core.call('bans.list', { channelId: CHANNEL, limit: 100 });
  const { bans } = await core.call('bans.list', { channelId: CHANNEL, limit: 500 });
  return (
    total === truth.length &&
    bans
      .map(({ userId }) => userId)
      .toSorted()
      .join() === truth.join()
  );
}

test('a full disk stops writing and nothing else, and what was missed is caught up', { timeout: 120_000 }, async () => {
  const writer = writers.at(-1)!;
  const moderatorId = simulator.world.moderators[0]!.id;
  const people: string[] = [];
  for (let index = 0; index < BANS; index += 1) people.push((await simulator.control.crowd(500 + index)).id);
  expect(await isTrue()).toBe(true);

  fill(writer);
  for (const userId of people)
    await simulator.control.ban({ channelId: CHANNEL, moderatorId, userId, reason: 'x'.repeat(400) });
  await core.until(
    () => core.log.lines.join('\n'),
    (lines) => lines.includes('error') || lines.includes('warn'),
  );
  expect(await isTrue()).toBe(false);
  const acts = (await simulator.control.acts()).length;
  const refusal = await core.refused('bans.create', {
    channelId: CHANNEL,
    user: { id: (await simulator.control.crowd(900)).id },
    reason: 'y'.repeat(400),
    actId: crypto.randomUUID(),
  });
  expect(refusal.code).toBe('DATABASE_FULL');
  // Its intent may just have found room before it was sent: then it was sent once, and the refusal says so.
  const sent = (await simulator.control.acts()).length - acts;
  expect(sent).toBe('happened' in refusal.details ? 1 : 0);
  expect((await core.call('history.list', { channelId: CHANNEL, limit: 10 })).entries).toBeDefined();

  makeRoom(writer);
  await core.until(isTrue, (isSo) => isSo);
  const { entries } = await core.call('history.list', { channelId: CHANNEL, limit: 100 });
  const told = entries.filter(({ userId }) => people.includes(userId)).length;
  score('disk-full', { bad: BANS - told, of: BANS });
  expect(told).toBe(BANS);
  await core.until(
    () => core.call('app.get', {}),
    ({ readOnlySince }) => readOnlySince === null,
  );
});

test('what Twitch did is not called refused when only writing it down has failed', async () => {
  const writer = writers.at(-1)!;
  const { id } = await simulator.control.crowd(950);
  const acts = (await simulator.control.acts()).length;
  const isHeld = async (): Promise<boolean> =>
    (await core.call('bans.list', { channelId: CHANNEL, limit: 500 })).bans.some(({ userId }) => userId === id);
  await simulator.control.setDelays({ helixMs: 300 });
  const refusal = core.refused('bans.create', { channelId: CHANNEL, user: { id }, actId: crypto.randomUUID() });
  await core.until(
    async () => (await simulator.control.requests({ path: 'moderation/bans' })).at(-1)?.body,
    (body) => JSON.stringify(body ?? '').includes(id),
  );
  writer.pragma('query_only = 1');
  expect(await refusal).toMatchObject({ code: 'DATABASE_FULL', details: { happened: true } });
  expect((await simulator.control.acts()).length).toBe(acts + 1);
  writer.pragma('query_only = 0');
  await simulator.control.setDelays({ helixMs: 0 });
  await core.until(isHeld, (isSo) => isSo);
});
