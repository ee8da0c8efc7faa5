// Several acts of ours on one person within a second or two: answers name whole seconds, our clock is off, events come late,
// between answers, or never. What the last answer said holds at once, and every act ends up with its own event.
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { createIntents, datesOf, type ActKind } from '../../../src/main/actions/intents.ts';
import type { ActSeen } from '../../../src/main/bans/observation.ts';
import { act, at, CHANNEL, createLedgerWorld, MOD, person, START, type LedgerWorld } from '../../helpers/ledger.ts';

const SEED = Number(process.env['MODKEEP_SEED'] ?? 20_261_120);
const RUNS = process.env['MODKEEP_LONG'] === '1' ? 10_000 : 100;
const MINUTE_MS = 60_000;
const user = person(1);

/** One act of ours: what is asked, and how many ms pass until it is sent, done at Twitch, answered and told by event. */
const anAct = fc.record({
  prefers: fc.constantFrom<ActKind>('ban', 'ban', 'timeout'),
  endsIt: fc.boolean(),
  pause: fc.integer({ min: 1, max: 250 }),
  way: fc.integer({ min: 2, max: 60 }),
  back: fc.integer({ min: 2, max: 60 }),
  eventAfter: fc.option(fc.integer({ min: 2, max: 900 }), { freq: 6 }),
});
const aLife = fc.record({
  /** By how much our clock is ahead of Twitch's, ms. */
  ahead: fc.integer({ min: -450, max: 450 }),
  begins: fc.integer({ min: 0, max: 999 }),
  acts: fc.array(anAct, { minLength: 2, maxLength: 6 }),
});
type Life = typeof aLife extends fc.Arbitrary<infer L> ? L : never;

interface Step {
  readonly time: number;
  run(): void;
}

/** Plays a life as it arrives here and gives the true history, oldest first, with what was seen after each answer. */
function play(world: LedgerWorld, { ahead, begins, acts }: Life) {
  const intents = createIntents(world.db);
  const ours = (time: number): number => time + ahead;
  const steps: Step[] = [];
  const truth: string[] = [];
  const states: { shown: string[]; true: string[] }[] = [];
  let held = null as ActKind | null;
  let time = at(10) + begins;
  const tell = (seen: ActSeen, also?: () => void): void => world.ledger.apply(CHANNEL, [seen], also) as never;
  for (const [index, { prefers, endsIt, pause, way, back, eventAfter }] of acts.entries()) {
    // Twitch refuses a ban over a ban.
    const kind: ActKind =
      held === 'ban' || (held !== null && endsIt) ? (held === 'ban' ? 'unban' : 'untimeout') : prefers;
    const isEnd: boolean = kind === 'unban' || kind === 'untimeout';
    held = isEnd ? null : kind;
    const sent = (time += pause);
    const done = (time += way);
    const answered = (time += back);
    const reason = isEnd ? '' : `reason ${index}`;
    const ends = kind === 'timeout' ? done + 10 * MINUTE_MS : null;
    const now = held;
    truth.push(`${kind === 'unban' ? 'unbanned' : kind === 'untimeout' ? 'lifted' : kind} ${reason} ${done - START}`);
    const common = { type: 'act', kind, user, moderator: MOD, expiresAt: ends, rawExpiresAt: null, reason } as const;
    const actId = `act-${index}-${(index * 7919) % 13}`;
    let starting: ReturnType<typeof intents.starting> = { startedAt: 0 };
    steps.push({
      time: sent,
      run() {
        starting = intents.starting(CHANNEL, user.id, ours(sent));
        const intent = { actId, channelId: CHANNEL, userId: user.id, kind, accountId: MOD.id, reason, ...starting };
        intents.begin({ ...intent, durationSeconds: kind === 'timeout' ? 600 : null });
      },
    });
    if (eventAfter !== null)
      steps.push({
        time: done + eventAfter,
        run: () => tell({ ...common, source: 'eventsub', key: `event-${index}`, at: done }),
      });
    steps.push({
      time: answered,
      run() {
        const to = Math.max(ours(answered), starting.startedAt);
        const named = done - (done % 1000);
        const dates = datesOf({ kind, ...starting }, { createdAt: named }, 'answer', to);
        const end = ends === null ? null : ends - (ends % 1000);
        tell(
          {
            ...common,
            source: 'app',
            key: actId,
            ...dates,
            isLocalTime: isEnd,
            expiresAt: end,
          },
          () => intents.finish(actId, { state: 'failed', error: { code: 'CANCELLED', error: '' } as never }, to),
        );
        states.push({ shown: world.list(), true: now === null ? [] : [`user1 ${now}`] });
      },
    });
  }
  for (const step of steps.toSorted((a, b) => a.time - b.time)) {
    world.clock.jump(ours(step.time) - world.clock.now());
    step.run();
  }
  return { truth, states, isWhole: acts.every(({ eventAfter }) => eventAfter !== null) };
}

function told(world: LedgerWorld): string[] {
  return world.db.sqlite
    .prepare<[], string>(`SELECT kind || ' ' || reason || ' ' || (at - ${START}) FROM entry ORDER BY at, seq`)
    .pluck()
    .all();
}
const withoutTimes = (lines: readonly string[]): string[] => lines.map((line) => line.replace(/ -?\d+$/, ''));

test('what was answered last holds, and the history keeps the order of our requests', () => {
  const property = fc.property(aLife, (life) => {
    const world = createLedgerWorld();
    try {
      const { truth, states, isWhole } = play(world, life);
      for (const state of states) expect(state.shown).toEqual(state.true);
      expect(withoutTimes(told(world))).toEqual(withoutTimes(truth));
      if (isWhole) expect(told(world)).toEqual(truth);
    } finally {
      world.close();
    }
  });
  fc.assert(property, { seed: SEED, numRuns: RUNS });
}, 600_000);

test('a time within the second that Twitch named', () => {
  const begun = (createdAt: number, startedAt: number): number =>
    datesOf({ kind: 'ban', startedAt }, { createdAt }, 'answer', startedAt + 50).at;
  expect(begun(5_000, 5_300)).toBe(5_300);
  expect(begun(5_000, 4_900)).toBe(5_000);
  expect(begun(5_000, 6_200)).toBe(5_999);
  expect(begun(5_123, 5_300)).toBe(5_123);
});

test('an act begins after what is known of the person, also where Twitch’s clock is ahead of what is known of it', () => {
  const world = createLedgerWorld();
  onTestFinished(() => world.close());
  const intents = createIntents(world.db);
  const heard = (seconds: number): void => void world.ledger.apply(CHANNEL, [act('eventsub', 'ban', user, seconds)]);
  expect(intents.starting(CHANNEL, user.id, at(0)).startedAt).toBe(at(0));
  heard(-1);
  expect(intents.starting(CHANNEL, user.id, at(0)).startedAt).toBe(at(0));
  heard(0.3);
  expect(intents.starting(CHANNEL, user.id, at(0)).startedAt).toBe(at(0.301));
  // What is further ahead than any clock is off was dated by nobody who can be believed.
  heard(60);
  expect(intents.starting(CHANNEL, user.id, at(0)).startedAt).toBe(at(0.301));
});
