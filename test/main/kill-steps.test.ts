// kill -9 of the whole core right after each single commit of its database, and right after each single answer of Twitch,
// of a short session with everything in it: afterwards the record is the truth, whichever step it was.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTempDir } from '../helpers/db.ts';
import { startKillableCore, type KillableCore } from '../helpers/killable-core.ts';
import type { Steps } from '../helpers/self-kill.ts';
import { startTestSimulator, type TestSimulator } from '../helpers/simulator.ts';
import { score } from '../helpers/score.ts';
import { filesOf, readRecord, type AckedAct } from './kill-record.ts';
import { misjudged } from './kill-doubt.ts';
import { problemsOf } from './kill-judge.ts';
import { comesToRest, signIn, whatHappened } from './kill-rest.ts';

const LONG = process.env['MODKEEP_LONG'] === '1';
/** Of each kind of step, spread over the session; every single one in the long form. */
const SAMPLE = 3;
const ROUNDS_PER_CHECK = LONG ? 5 : 3;

let simulator: TestSimulator;
const folder = createTempDir();
beforeAll(async () => {
  simulator = await startTestSimulator({ world: 'size:20', rateLimit: 100_000 });
  await simulator.control.setBanLimit({ max: 100_000, windowMs: 1_000 });
});
afterAll(async () => {
  await simulator.stop();
  folder.remove();
});

interface Session {
  readonly channelId: string;
  readonly core: KillableCore;
  readonly acked: AckedAct[];
  /** The next person whom nothing has happened to. */
  readonly stranger: () => Promise<string>;
}

async function create({ core, channelId, acked }: Session, userId: string, durationSeconds?: number): Promise<void> {
  const actId = crypto.randomUUID();
  const length = durationSeconds === undefined ? {} : { durationSeconds };
  const reply = await core.ask('bans.create', { channelId, user: { id: userId }, reason: actId, actId, ...length });
  if (reply?.ok) acked.push({ actId, entryId: reply.value.entryId, userId, kind: 'restriction' });
}

async function revoke({ core, channelId, acked }: Session, userId: string): Promise<void> {
  const actId = crypto.randomUUID();
  const reply = await core.ask('bans.revoke', { channelId, userId, expect: 'either', actId });
  if (reply?.ok) acked.push({ actId, entryId: reply.value.entryId, userId, kind: 'ending' });
}

/** Asks until it is so, or until nobody answers any more. */
async function waitFor<T>(
  ask: () => Promise<{ ok: true; value: T } | { ok: false } | null>,
  isSo: (value: T) => boolean,
) {
  for (const end = Date.now() + 20_000; Date.now() < end; await sleep(25)) {
    const reply = await ask();
    if (reply === null || (reply.ok && isSo(reply.value))) return;
  }
  throw new Error('still not so after 20 s');
}

/** Everything that happens in a channel, as short as it can be; goes on with Twitch's side when the core is dead. */
async function goThrough(session: Session): Promise<void> {
  const { core, channelId, stranger } = session;
  const moderatorId = simulator.world.moderators[0]!.id;
  const chat = simulator.control;
  await core.ready;
  await waitFor(
    () => core.ask('channels.list', {}),
    ({ channels }) => channels[0]?.status.live === 'live',
  );
  const [banned, held, own, freed, brief] = [
    await stranger(),
    await stranger(),
    await stranger(),
    await stranger(),
    await stranger(),
  ];
  await chat.ban({ channelId, moderatorId, userId: banned });
  await chat.ban({ channelId, moderatorId, userId: held, durationSeconds: 900 });
  await create(session, brief, 1);
  await create(session, own);
  await create(session, freed, 600);
  await revoke(session, own);
  await revoke(session, freed);
  await chat.unban({ channelId, moderatorId, userId: banned });
  const sync = await core.ask('sync.start', { channelId, force: true });
  if (sync?.ok) {
    const { jobId } = sync.value;
    await waitFor(
      () => core.ask('sync.get', { jobId }),
      ({ status }) => status === 'completed',
    );
  }
  await actOnMany(session);
  const reader = { channelId, userId: brief };
  await waitFor(
    () => core.ask('history.list', reader),
    ({ entries }) => entries.length === 0 || entries.some(({ kind }) => kind === 'expired'),
  );
}

async function actOnMany({ core, channelId, stranger }: Session): Promise<void> {
  const people = [await stranger(), await stranger(), await stranger()];
  const lines = people.map((id) => `${id},,row ${crypto.randomUUID()}`);
  const text = `id,duration,reason\r\n${lines.join('\r\n')}\r\n`;
  const prepared = await core.ask('bulk.prepare', {
    channelId,
    source: { kind: 'text', name: 'raid.csv', text },
    act: { kind: 'ban' },
  });
  if (!prepared?.ok) return;
  const bulkId = prepared.value.bulk.id;
  const isIn = (state: string): Promise<void> =>
    waitFor(
      () => core.ask('bulk.get', { bulkId }),
      ({ bulk }) => bulk.state === state && bulk.jobId === null,
    );
  await isIn('planned');
  await core.ask('bulk.start', { bulkId, count: people.length });
  await isIn('completed');
}

/** One session that kills itself at a step. Gives what it did when that step never came. */
async function round(session: Omit<Session, 'core'>, killAt?: string): Promise<Steps | null> {
  const core = startKillableCore(simulator.port, folder.dir, killAt);
  await goThrough({ ...session, core });
  const steps = await core.steps();
  core.kill();
  await core.exited;
  return steps;
}

/** Where to kill: numbers from 1 to `count`, all of them or a few. */
function* steps(count: number): Generator<number> {
  const many = LONG ? count : SAMPLE;
  for (let index = 1; index <= many; index += 1) yield LONG ? index : Math.ceil((index * count) / (many + 1));
}

test(
  'killed after every commit and after every answer of Twitch: nothing is lost, doubled or made up',
  async () => {
    const { id: channelId, login } = simulator.world.broadcaster!;
    const first = startKillableCore(simulator.port, folder.dir);
    await first.ready;
    await signIn(simulator, first, login);
    await first.close();
    let people = 0;
    const stranger = async (): Promise<string> => (await simulator.control.crowd(500 + (people += 1))).id;
    const session = { channelId, stranger, acked: [] as AckedAct[] };

    const whole = await round(session);
    const plan = [...steps(whole!.commit)].map((step) => `commit:${step}`);
    plan.push(...[...steps(whole!.answer)].map((step) => `answer:${step}`));
    const seen = new Set<string>();
    let since: string[] = [];
    let killed = 0;
    for (const [index, killAt] of plan.entries()) {
      if ((await round(session, killAt)) === null) killed += 1;
      since.push(killAt);
      if (since.length < ROUNDS_PER_CHECK && index < plan.length - 1) continue;
      await comesToRest(simulator, folder.dir, channelId);
      const record = readRecord(folder.dir);
      const happened = await whatHappened(simulator, channelId, session.acked);
      const problems = [...problemsOf(record, happened), ...misjudged(record, happened)].filter(
        (one) => !seen.has(one),
      );
      if (problems.length > 0) console.error(`after ${since.join(', ')}\n${filesOf(problems, record, happened)}`);
      for (const problem of problems) seen.add(problem);
      since = [];
    }
    score('kill-steps', { bad: seen.size, of: plan.length, note: `steps of a session: ${JSON.stringify(whole)}` });
    if (LONG)
      console.info(
        `${plan.length} rounds, ${killed} killed, ${seen.size} bad; steps of a session: ${JSON.stringify(whole)}`,
      );
    expect([...seen]).toEqual([]);
    expect(session.acked.length).toBeGreaterThan(plan.length);
    expect(killed).toBeGreaterThan(plan.length * 0.8);
  },
  LONG ? 3_600_000 : 300_000,
);
