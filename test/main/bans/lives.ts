// One random life, delivered badly to a real ledger, and what the record then says wrongly. Knows nothing of how many
// lives are tried or who drew them.
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
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
  type LedgerWorldOptions,
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

type User = ReturnType<typeof person>;

export const lifePlans: fc.Arbitrary<StepPlan[]> = fc.array(stepPlan, { minLength: 1, maxLength: 8 });

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
/** A fresh database now and then, or the tables grow and every life takes longer. */
const LIVES_PER_WORLD = 1_000;

/** Something that reaches us at a moment (seconds from the start). */
interface Delivery {
  readonly at: number;
  readonly deliver: (world: World) => readonly Observation[];
}

interface World extends Omit<LedgerWorld, 'history'> {
  readonly find: (userId: string) => { at: number; seen: number; kind: string } | undefined;
  readonly historyOf: (userId: string) => { kind: string; at: number; by: string | null }[];
  readonly forget: (userId: string) => void;
}

export interface Lives {
  /** What the record says wrongly after this life; null when it is the truth. */
  wrong(eventful: readonly StepPlan[]): string | null;
  close(): void;
}

/** `options`: another ledger than the real one, to plant a fault. */
export function createLives(options: LedgerWorldOptions = {}): Lives {
  let world: World | null = null;
  let used = 0;
  return {
    wrong(eventful) {
      used += 1;
      if (world === null || used % LIVES_PER_WORLD === 0) {
        world?.close();
        world = openWorld(options);
      }
      // Late news comes in before the story is judged.
      const plans = [...eventful, ...QUIET];
      return differenceOf(plans, tell(plans, world, person(used)));
    },
    close: () => world?.close(),
  };
}

/** Statements are prepared once for each world: a million lives ask a dozen times each. */
function openWorld(options: LedgerWorldOptions): World {
  const world = createLedgerWorld({ ...options, watchedSince: START - 3_600_000 });
  const { sqlite } = world.db;
  const find = sqlite.prepare<[string], { at: number; seen: number; kind: string }>(
    'SELECT at, first_seen_at AS seen, kind FROM ban WHERE user_id = ?',
  );
  const entries = sqlite.prepare<[string], { kind: string; at: number; by: string | null }>(
    'SELECT kind, at, moderator_id AS "by" FROM entry WHERE user_id = ? ORDER BY at, seq',
  );
  const forget = sqlite.prepare<[string]>('DELETE FROM ban WHERE user_id = ?');
  return {
    ...world,
    find: (userId) => find.get(userId),
    historyOf: (userId) => entries.all(userId),
    forget: (userId) => void forget.run(userId),
  };
}

function eventOf(user: User, told: TrueAct): Observation {
  const ends = told.ends === null ? {} : { ends: told.ends };
  return act('eventsub', told.kind, user, told.at + 0.05, { key: `e-${user.id}-${told.index}`, ...ends });
}

function deliveries(plans: readonly StepPlan[], user: User): Delivery[] {
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
        const current = into.find(user.id);
        const isOld = current !== undefined && current.at < at(read.at) - 5_000 && current.seen < at(read.at);
        return held === undefined && read.isWhole && isOld ? [gone(into, user, read.at, before ?? 0)] : [];
      },
    });
    if (read.isWhole) lastWhole = read.at;
  }
  return all.toSorted((a, b) => a.at - b.at);
}

interface Told {
  readonly history: readonly { kind: string; at: number; by: string | null }[];
  readonly list: string | null;
  /** Everything that was heard, heard once more, changed nothing. */
  readonly isSettled: boolean;
}

function tell(plans: readonly StepPlan[], into: World, user: User): Told {
  into.clock.jump(START - into.clock.now());
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
  const history = into.historyOf(user.id);
  for (const item of inbox) {
    const seen = item.deliver(into).filter((observation) => observation.type === 'act');
    if (seen.length > 0) into.ledger.apply(CHANNEL, seen);
  }
  const list = into.find(user.id)?.kind ?? null;
  const isSettled = isDeepStrictEqual(into.historyOf(user.id), history);
  into.forget(user.id);
  return { history, list, isSettled };
}

function differenceOf(plans: readonly StepPlan[], { history, list, isSettled }: Told): string | null {
  const wanted = expectList(plans);
  if (list !== wanted) return `the list says ${list} instead of ${wanted}`;
  if (!isSettled) return 'hearing everything again changed the history';
  const told = history.map(({ kind, at: ms, by }) => ({ kind, isNamed: by === MOD.id, at: (ms - START) / 1000 }));
  const expected = expectHistory(plans);
  const isSame =
    told.length === expected.length &&
    expected.every((line, index) => {
      const one = told[index]!;
      return one.kind === line.kind && one.isNamed === line.isNamed && one.at >= line.from && one.at <= line.to;
    });
  return isSame ? null : `the history says ${JSON.stringify(told)} instead of ${JSON.stringify(expected)}`;
}
