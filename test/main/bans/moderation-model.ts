// An independent model of one person's fate in one channel, and of how little of it may reach us. Written from what
// the words mean, not from how the ledger works: it never looks at src/main/bans.
import fc from 'fast-check';

/** Seconds. Acts fall on 20 s steps, reads 10 s after them, so that no rule hangs on a split second. */
export const STEP = 20;
/** Seconds by which a clock of ours may be off. */
const CLOCK_SLACK = 15;

export type Wish = 'ban' | 'timeout' | 'end' | 'nothing';
export interface StepPlan {
  readonly wish: Wish;
  /** Steps a timeout lasts, plus 5 s. */
  readonly steps: number;
  /** Fraction of a second, as tenths. */
  readonly tenths: number;
  readonly isHeard: boolean;
  readonly isHeardTwice: boolean;
  /** Steps an event is late. */
  readonly late: number;
  readonly isOurs: boolean;
  /** What the reader does after this step: nothing, a whole list, or a list cut short (before or after this row). */
  readonly read: 'none' | 'whole' | 'part' | 'missed';
}

export const stepPlan: fc.Arbitrary<StepPlan> = fc.record({
  wish: fc.constantFrom<Wish>('ban', 'timeout', 'timeout', 'end', 'nothing', 'nothing'),
  steps: fc.integer({ min: 0, max: 5 }),
  tenths: fc.integer({ min: 0, max: 9 }),
  isHeard: fc.boolean(),
  isHeardTwice: fc.boolean(),
  late: fc.constantFrom(0, 0, 0, 1, 2, 4),
  isOurs: fc.constantFrom(false, false, true),
  read: fc.constantFrom('none', 'none', 'whole', 'whole', 'part', 'missed'),
});

export interface TrueAct {
  readonly kind: 'ban' | 'timeout' | 'unban' | 'untimeout';
  readonly at: number;
  readonly ends: number | null;
  readonly plan: StepPlan;
  readonly index: number;
}
export interface TrueRestriction {
  readonly start: TrueAct;
  /** When it stopped being in force, and by what. */
  readonly over: number;
  readonly by: TrueAct | 'expiry' | 'replaced' | 'never';
}

/** What really happens when these wishes are carried out as far as Twitch allows. */
export function live(plans: readonly StepPlan[]): { acts: TrueAct[]; restrictions: TrueRestriction[] } {
  const acts: TrueAct[] = [];
  const restrictions: TrueRestriction[] = [];
  const held: { now: TrueAct | null } = { now: null };
  const close = (over: number, by: TrueRestriction['by']): void => {
    if (held.now !== null) restrictions.push({ start: held.now, over, by });
    held.now = null;
  };
  for (const [index, plan] of plans.entries()) {
    const at = index * STEP + plan.tenths / 10;
    const ends = held.now?.ends ?? null;
    if (ends !== null && ends <= at) close(ends, 'expiry');
    const current = held.now;
    if (plan.wish === 'end' && current !== null) {
      const act: TrueAct = { kind: current.kind === 'ban' ? 'unban' : 'untimeout', at, ends: null, plan, index };
      acts.push(act);
      close(at, act);
    } else if ((plan.wish === 'ban' || plan.wish === 'timeout') && current?.kind !== 'ban') {
      const until = plan.wish === 'timeout' ? Math.floor(at) + plan.steps * STEP + 5 : null;
      const act: TrueAct = { kind: plan.wish, at, ends: until, plan, index };
      acts.push(act);
      close(at, 'replaced');
      held.now = act;
    }
  }
  const last = held.now;
  if (last !== null) {
    const end = plans.length * STEP;
    if (last.ends !== null && last.ends <= end) close(last.ends, 'expiry');
    else close(Infinity, 'never');
  }
  return { acts, restrictions };
}

/** One line of history as the model expects it; `by` is null where nobody can know. */
export interface Expected {
  readonly kind: 'ban' | 'timeout' | 'unbanned' | 'lifted' | 'expired';
  readonly isNamed: boolean;
  /** Seconds; the entry's time must lie in here. */
  readonly from: number;
  readonly to: number;
}

export const isTold = (act: TrueAct): boolean => act.plan.isHeard || act.plan.isOurs;

/** When the reader looked, with whether it saw the row if there was one, and whether it read to the end. */
export function reads(plans: readonly StepPlan[]): { at: number; sees: boolean; isWhole: boolean }[] {
  const made = plans.flatMap((plan, index) =>
    plan.read === 'none'
      ? []
      : [{ at: index * STEP + 10, sees: plan.read !== 'missed', isWhole: plan.read === 'whole' }],
  );
  // The story is judged after one more whole read.
  return [...made, { at: plans.length * STEP + 10, sees: true, isWhole: true }];
}

/** What an honest observer can know in the end, having heard and read what the plans say. */
export function expectHistory(plans: readonly StepPlan[]): Expected[] {
  const { restrictions } = live(plans);
  const looked = reads(plans);
  const end = plans.length * STEP + 10;
  const known = restrictions.filter(
    ({ start, over }) => isTold(start) || looked.some((read) => read.sees && read.at > start.at && read.at < over),
  );
  const lines: Expected[] = [];
  for (const restriction of restrictions) {
    const { start, over, by } = restriction;
    const isKnown = known.includes(restriction);
    if (isKnown)
      lines.push({ kind: start.kind as 'ban' | 'timeout', isNamed: true, from: start.at - 1, to: start.at + 1 });
    const word = start.kind === 'ban' ? 'unbanned' : 'lifted';
    const isEndTold = typeof by === 'object' && isTold(by);
    if (isEndTold) {
      // Nobody knew of the restriction: then the ending is taken for that of the one before, by our own word for it.
      const before = isKnown || by.plan.isHeard ? undefined : mistakenFor(restriction, known, restrictions, looked);
      const said = before === undefined ? word : before.start.kind === 'ban' ? 'unbanned' : 'lifted';
      lines.push({ kind: said, isNamed: true, from: over - 1, to: over + 1 });
      continue;
    }
    if (!isKnown) continue;
    const strangerEnd = restrictions.find(
      (other) =>
        typeof other.by === 'object' &&
        isTold(other.by) &&
        !known.includes(other) &&
        mistakenFor(other, known, restrictions, looked) === restriction,
    );
    if (strangerEnd !== undefined) continue;
    const nextKnown = known.find((other) => other.start.at >= over && other !== restriction)?.start.at ?? Infinity;
    const noticed =
      looked.find((read) => read.isWhole && read.at > over && isNoticeable(restriction, read.at, looked))?.at ??
      Infinity;
    const expiry = start.ends ?? Infinity;
    if (noticed < Math.min(nextKnown, expiry - 2)) {
      lines.push({ kind: word, isNamed: false, from: over - 1, to: noticed + 1 });
    } else if (expiry <= nextKnown && expiry <= end) {
      lines.push({ kind: 'expired', isNamed: false, from: expiry - 1, to: expiry + 1 });
    }
  }
  return lines.toSorted((a, b) => a.from - b.from);
}

/**
 * The known restriction that still looks open when an unknown one is ended by somebody. One that a whole read missed
 * well before does not: no clock and no delivery is that far off.
 */
function mistakenFor(
  unknown: TrueRestriction,
  known: readonly TrueRestriction[],
  all: readonly TrueRestriction[],
  looked: ReturnType<typeof reads>,
): TrueRestriction | undefined {
  const before = known.findLast((other) => other.start.at < unknown.start.at);
  if (before === undefined) return undefined;
  // Also by the told ending of another that nobody knew of: whoever was let in is held out by nothing before.
  const wasLetIn = all.some(
    ({ by, over }) => typeof by === 'object' && isTold(by) && over > before.start.at && over < unknown.over,
  );
  const hasExpired = before.start.ends !== null && before.start.ends + 1 < unknown.over;
  const wasMissed = looked.some(
    (read) =>
      read.isWhole &&
      read.at > before.over &&
      read.at < unknown.over - CLOCK_SLACK &&
      isNoticeable(before, read.at, looked),
  );
  return wasLetIn || hasExpired || wasMissed ? undefined : before;
}

/** A whole read can only miss somebody who was in our list by then: read before, or told of in time. */
function isNoticeable({ start, over }: TrueRestriction, readAt: number, looked: ReturnType<typeof reads>): boolean {
  const wasRead = looked.some((read) => read.sees && read.at > start.at && read.at < over);
  const toldAt = start.plan.isOurs ? start.at : start.plan.isHeard ? start.at + start.plan.late * STEP : Infinity;
  return wasRead || toldAt + 5 < readAt;
}

/** Who is held out at the end: what the list must say. */
export function expectList(plans: readonly StepPlan[]): 'ban' | 'timeout' | null {
  const end = plans.length * STEP + 10;
  const open = live(plans).restrictions.find(
    ({ by, start }) => by === 'never' && (start.ends === null || start.ends > end),
  );
  return (open?.start.kind as 'ban' | 'timeout' | undefined) ?? null;
}
