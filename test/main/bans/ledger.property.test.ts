// Whatever is lost, late, doubled or read halfway: the list is the truth and the history says each act once.
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import type { Observation } from '../../../src/main/bans/observation.ts';
import {
  act,
  at,
  CHANNEL,
  createLedgerWorld,
  gone,
  MOD,
  person,
  row,
  START,
  until,
  type LedgerWorld,
} from '../../helpers/ledger.ts';
import {
  expectHistory,
  expectList,
  live,
  reads,
  STEP,
  stepPlan,
  type StepPlan,
  type TrueAct,
} from './moderation-model.ts';

const CASES = process.env['MODKEEP_LONG'] === '1' ? 1_000_000 : 20_000;
const SEED = Number(process.env['MODKEEP_SEED'] ?? 20_261_120);
const QUIET: readonly StepPlan[] = Array.from({ length: 5 }, () => ({
  wish: 'nothing',
  steps: 0,
  tenths: 0,
  isHeard: false,
  isHeardTwice: false,
  late: 0,
  isOurs: false,
  read: 'none',
}));
/** A fresh database now and then keeps the long run from slowing down. */
const CASES_PER_WORLD = 2_000;

let world: LedgerWorld | null = null;
let used = 0;
function freshPerson(): { world: LedgerWorld; user: ReturnType<typeof person> } {
  used += 1;
  if (world === null || used % CASES_PER_WORLD === 0) {
    world?.close();
    world = createLedgerWorld({ watchedSince: START - 3_600_000 });
  }
  return { world, user: person(used) };
}
afterAll(() => world?.close());

/** Something that reaches us at a moment (seconds from the start). */
interface Delivery {
  readonly at: number;
  readonly deliver: (world: LedgerWorld) => readonly Observation[];
}

function eventOf(user: ReturnType<typeof person>, told: TrueAct): Observation {
  const ends = told.ends === null ? {} : { ends: told.ends };
  return act('eventsub', told.kind, user, told.at + 0.05, { key: `e-${user.id}-${told.index}`, ...ends });
}

function deliveries(plans: readonly StepPlan[], user: ReturnType<typeof person>): Delivery[] {
  const { acts, restrictions } = live(plans);
  const all: Delivery[] = [];
  for (const told of acts) {
    const { plan } = told;
    if (plan.isOurs) {
      const isEnding = told.kind === 'unban' || told.kind === 'untimeout';
      const seen = act('app', told.kind, user, isEnding ? told.at : Math.floor(told.at), {
        key: `a-${user.id}-${told.index}`,
        isLocalTime: isEnding,
        ...(told.ends === null ? {} : { ends: told.ends }),
      });
      all.push({ at: told.at + 0.2, deliver: () => [seen] });
    }
    if (!plan.isHeard) continue;
    const seen = eventOf(user, told);
    all.push({ at: told.at + 0.1 + plan.late * STEP, deliver: () => [seen] });
    if (plan.isHeardTwice) all.push({ at: told.at + 3 + plan.late * STEP, deliver: () => [seen] });
  }
  let lastWhole: number | null = null;
  for (const read of reads(plans)) {
    const held = restrictions.find(({ start, over }) => start.at < read.at && over > read.at)?.start;
    const before = lastWhole;
    all.push({
      at: read.at,
      deliver: (into) => {
        if (held !== undefined && read.sees) {
          return [
            row(user, held.at, held.ends === null ? '' : until(held.ends), {
              seenAt: at(read.at),
              notBefore: before === null ? null : at(before),
            }),
          ];
        }
        const current = into.db.sqlite
          .prepare<[string], { at: number; seen: number }>(
            'SELECT at, first_seen_at AS seen FROM ban WHERE user_id = ?',
          )
          .get(user.id);
        const isOld = current !== undefined && current.at < at(read.at) - 5_000 && current.seen < at(read.at);
        return held === undefined && read.isWhole && isOld ? [gone(into, user, read.at, before ?? 0)] : [];
      },
    });
    if (read.isWhole) lastWhole = read.at;
  }
  return all.toSorted((a, b) => a.at - b.at);
}

async function run(plans: readonly StepPlan[]): Promise<{ history: string[]; list: string | null; again: boolean }> {
  const { world: into, user } = freshPerson();
  const base = into.clock.now();
  into.clock.jump(START - base);
  const inbox = deliveries(plans, user);
  for (const item of inbox) {
    into.clock.jump(Math.max(0, at(item.at) - into.clock.now()));
    into.ledger.expireDue();
    const seen = item.deliver(into);
    if (seen.length > 0) into.ledger.apply(CHANNEL, seen);
  }
  const end = at(plans.length * STEP + 10);
  into.clock.jump(Math.max(0, end - into.clock.now()));
  into.ledger.expireDue();
  const history = historyOf(into, user.id);
  for (const item of inbox) {
    const seen = item.deliver(into).filter((observation) => observation.type === 'act');
    if (seen.length > 0) into.ledger.apply(CHANNEL, seen);
  }
  const list =
    into.db.sqlite.prepare<[string], string>('SELECT kind FROM ban WHERE user_id = ?').pluck().get(user.id) ?? null;
  const again = JSON.stringify(historyOf(into, user.id)) === JSON.stringify(history);
  into.db.sqlite.prepare('DELETE FROM ban WHERE user_id = ?').run(user.id);
  return { history, list, again };
}

function historyOf(into: LedgerWorld, userId: string): string[] {
  return into.db.sqlite
    .prepare<[string], { kind: string; at: number; by: string | null }>(
      'SELECT kind, at, moderator_id AS "by" FROM entry WHERE user_id = ? ORDER BY at, seq',
    )
    .all(userId)
    .map((entry) => JSON.stringify({ kind: entry.kind, at: (entry.at - START) / 1000, isNamed: entry.by === MOD.id }));
}

test(`${CASES} random lives, told badly, end in the truth (seed ${SEED})`, { timeout: 3_600_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(stepPlan, { minLength: 1, maxLength: 8 }), async (eventful) => {
      // Late news comes in before the story is judged.
      const plans = [...eventful, ...QUIET];
      const { history, list, again } = await run(plans);
      expect(list).toBe(expectList(plans));
      const told = history.map((line) => JSON.parse(line) as { kind: string; at: number; isNamed: boolean });
      const expected = expectHistory(plans);
      expect(told.map(({ kind, isNamed }) => ({ kind, isNamed }))).toEqual(
        expected.map(({ kind, isNamed }) => ({ kind, isNamed })),
      );
      for (const [index, line] of expected.entries()) {
        expect(told[index]!.at).toBeGreaterThanOrEqual(line.from);
        expect(told[index]!.at).toBeLessThanOrEqual(line.to);
      }
      expect(again).toBe(true);
    }),
    { numRuns: CASES, seed: SEED },
  );
});
