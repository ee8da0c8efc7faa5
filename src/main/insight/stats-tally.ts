// Adds entries up, one after the other, in whatever order they come. People, moderators and reasons are numbers here;
// whoever asks knows what they stand for. Pure.
import { COUNTED_KINDS, type CountedKind, type KindCounts, type StatsDay } from '../../shared/contract/insight.ts';
import { DAY_MS, toIso } from '../lib/time.ts';
import { createCounter, createSeats, createTop, most, middleOf, type Counter } from './stats-counter.ts';
import { SLOT_MS, SLOTS, type LocalDay, type Zone } from '../lib/zone.ts';

/** Kind by number: its place in COUNTED_KINDS. */
export const KIND_NUMBERS: ReadonlyMap<string, number> = new Map(COUNTED_KINDS.map((kind, number) => [kind, number]));
const [BAN, TIMEOUT, UNKNOWN, EXPIRED] = [0, 1, 2, 3];
const WEEK_HOURS = 168;
/** Twitch's longest timeout, two weeks, in seconds. */
const LONGEST_TIMEOUT = 1_209_600;
const REASONS = 12;
const OFFENDERS = 20;
/** The number of no reason and of nobody known. */
export const NONE = 0;

/** An entry as it is added up; see `Tally.add`. */
export interface Act {
  readonly at: number;
  readonly kind: number;
  readonly isVague: boolean;
  readonly person: number;
  readonly moderator: number;
  readonly reason: number;
  readonly seconds: number;
}

/** Entries of one UTC day, column by column; see `Tally.add`. */
export interface DayColumns {
  readonly people: Uint32Array;
  readonly moderators: Uint32Array;
  readonly reasons: Uint32Array;
  readonly seconds: Int32Array;
  /** Quarters of an hour since the day began. */
  readonly slots: Uint8Array;
  /** The kind, and VAGUE more where the hour is not known. */
  readonly kinds: Uint8Array;
}

/** Above the kind, in its byte. */
export const VAGUE = 8;
const KIND_BYTES = 2 * VAGUE;

export interface Tally {
  /**
   * `at` in ms since 1970; `kind` by number; `isVague`: the hour is not known. `person`, `moderator` and `reason` are
   * numbers of the caller's, 0 for nobody and none; `seconds` is the length of a timeout, -1 where not known.
   */
  add(
    at: number,
    kind: number,
    isVague: boolean,
    person: number,
    moderator: number,
    reason: number,
    seconds: number,
  ): void;
  /** The same of many at once. `day` is one of UTC. */
  addDay(day: number, count: number, columns: DayColumns): void;
  result(): TallyResult;
}

export interface TallyResult {
  readonly totals: KindCounts;
  /** In order. */
  readonly days: readonly StatsDay[];
  readonly hours: readonly number[];
  readonly vague: number;
  readonly people: number;
  readonly moderators: readonly (KindCounts & { readonly number: number })[];
  /** The most frequent; `withoutReason` is not among them. */
  readonly reasons: readonly { readonly number: number; readonly count: number }[];
  readonly reasonCount: number;
  readonly withoutReason: number;
  readonly timeoutLength: { readonly known: number; readonly median: number | null; readonly mean: number | null };
  /** How many were held out twice or more, and those who most often were. */
  readonly repeated: number;
  readonly offenders: readonly { readonly number: number; readonly bans: number; readonly timeouts: number }[];
}

/** Counts what falls on the local days `from` to `to` (since 1970-01-01, both included). */
export function createTally(zone: Zone, from: number, to: number): Tally {
  const totals = emptyCounts();
  const days = new Map<number, Float64Array>();
  const hours = new Float64Array(WEEK_HOURS);
  const bans = createCounter();
  const timeouts = createCounter();
  const reasons = createCounter();
  const moderators = createSeats(emptyCounts);
  const lengths = createCounter();
  const longLengths = new Map<number, number>();
  const inSlots = new Uint32Array(SLOTS * KIND_BYTES);
  const isInside = new Uint8Array(SLOTS);
  let vague = 0;
  let utcDay = Number.NaN;
  let local: LocalDay = { days: new Int32Array(0), hours: new Uint8Array(0) };
  let day = Number.NaN;
  let dayCounts = totals;

  function addOne(
    slot: number,
    kind: number,
    isVague: boolean,
    person: number,
    moderator: number,
    reason: number,
    seconds: number,
  ): void {
    const today = local.days[slot]!;
    if (today < from || today > to) return;
    if (today !== day) {
      day = today;
      dayCounts = countsIn(days, today);
    }
    dayCounts[kind]! += 1;
    totals[kind]! += 1;
    if (isVague) vague += 1;
    if (kind <= UNKNOWN) {
      if (!isVague) hours[local.hours[slot]!]! += 1;
      (kind === BAN ? bans : timeouts).add(person);
      reasons.add(reason);
      if (kind === TIMEOUT && seconds >= 0) addLength(seconds);
    }
    if (kind !== EXPIRED) moderators.of(moderator)[kind]! += 1;
  }

  function addLength(seconds: number): void {
    if (seconds <= LONGEST_TIMEOUT) lengths.add(seconds);
    else longLengths.set(seconds, (longLengths.get(seconds) ?? 0) + 1);
  }

  /** Days and hours: a quarter of an hour holds a few kinds, however many entries. */
  function addTimes(count: number, { slots, kinds }: DayColumns): void {
    inSlots.fill(0);
    for (let index = 0; index < count; index += 1) inSlots[slots[index]! * KIND_BYTES + kinds[index]!]! += 1;
    for (let slot = 0; slot < SLOTS; slot += 1) {
      if (isInside[slot] === 0) continue;
      for (let byte = 0; byte < KIND_BYTES; byte += 1) {
        const number = inSlots[slot * KIND_BYTES + byte]!;
        if (number === 0) continue;
        const kind = byte & (VAGUE - 1);
        countsIn(days, local.days[slot]!)[kind]! += number;
        totals[kind]! += number;
        if (byte >= VAGUE) vague += number;
        else if (kind <= UNKNOWN) hours[local.hours[slot]!]! += number;
      }
    }
  }

  /** Which quarters of the day are in the range; returns how many. */
  function markInside(): number {
    let number = 0;
    for (let slot = 0; slot < SLOTS; slot += 1) {
      const today = local.days[slot]!;
      isInside[slot] = Number(today >= from && today <= to);
      number += isInside[slot]!;
    }
    return number;
  }

  function goTo(number: number): void {
    if (number === utcDay) return;
    utcDay = number;
    local = zone.localDay(number);
  }

  return {
    add(at, kind, isVague, person, moderator, reason, seconds) {
      goTo(Math.floor(at / DAY_MS));
      const slot = Math.floor((at - utcDay * DAY_MS) / SLOT_MS) % SLOTS;
      addOne(slot, kind, isVague, person, moderator, reason, seconds);
    },
    addDay(number, count, columns) {
      goTo(number);
      const inside = markInside();
      if (inside === 0) return;
      const isWhole = inside === SLOTS;
      addTimes(count, columns);
      const { people, moderators: by, reasons: why, seconds, slots, kinds } = columns;
      const last = most(people);
      const banned = bans.upTo(last);
      const timedOut = timeouts.upTo(last);
      const said = reasons.upTo(most(why));
      const lasted = lengths.upTo(LONGEST_TIMEOUT);
      for (let index = 0; index < count; index += 1) {
        if (!isWhole && isInside[slots[index]!] === 0) continue;
        const kind = kinds[index]! & (VAGUE - 1);
        if (kind <= UNKNOWN) {
          const held = kind === BAN ? banned : timedOut;
          held[people[index]!]! += 1;
          said[why[index]!]! += 1;
          const length = seconds[index]!;
          if (kind === TIMEOUT && length >= 0)
            if (length <= LONGEST_TIMEOUT) lasted[length]! += 1;
            else addLength(length);
        }
        if (kind !== EXPIRED) moderators.of(by[index]!)[kind]! += 1;
      }
    },
    result: () => ({
      totals: named(totals),
      days: [...days]
        .toSorted(([one], [other]) => one - other)
        .map(([number, counts]) => ({ day: dayName(number), ...named(counts) })),
      hours: [...hours],
      vague,
      moderators: moderators
        .list()
        .toSorted(([, one], [, other]) => sumOf(other) - sumOf(one))
        .map(([number, counts]) => ({ number, ...named(counts) })),
      ...byCount(reasons),
      withoutReason: reasons.of(NONE),
      timeoutLength: middleOf(allOf(lengths, longLengths)),
      ...peopleOf(bans, timeouts),
    }),
  };
}

function allOf(counter: Counter, others: ReadonlyMap<number, number>): ReadonlyMap<number, number> {
  const all = new Map(others);
  counter.each((number, count) => all.set(number, count));
  return all;
}

/** A day since 1970-01-01 as `2026-11-20`. */
export function dayName(day: number): string {
  return toIso(day * DAY_MS).slice(0, 10);
}

function emptyCounts(): Float64Array {
  return new Float64Array(COUNTED_KINDS.length);
}

function countsIn(map: Map<number, Float64Array>, number: number): Float64Array {
  const found = map.get(number);
  if (found !== undefined) return found;
  const counts = emptyCounts();
  map.set(number, counts);
  return counts;
}

function named(counts: Float64Array): KindCounts {
  return Object.fromEntries(COUNTED_KINDS.map((kind, index) => [kind, counts[index]])) as Record<CountedKind, number>;
}

function sumOf(counts: Float64Array): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

function byCount(reasons: Counter): Pick<TallyResult, 'reasons' | 'reasonCount'> {
  let reasonCount = 0;
  const top = createTop<{ number: number; count: number }>(
    REASONS,
    (one, other) => other.count - one.count || one.number - other.number,
  );
  reasons.each((number, count) => {
    if (number === NONE) return;
    reasonCount += 1;
    if (count >= top.least()) top.offer({ number, count }, count);
  });
  return { reasons: top.list(), reasonCount };
}

function peopleOf(bans: Counter, timeouts: Counter): Pick<TallyResult, 'people' | 'repeated' | 'offenders'> {
  let people = 0;
  let repeated = 0;
  const sum = (one: { bans: number; timeouts: number }): number => one.bans + one.timeouts;
  const top = createTop<TallyResult['offenders'][number]>(
    OFFENDERS,
    (one, other) => sum(other) - sum(one) || other.bans - one.bans || one.number - other.number,
  );
  const visit = (number: number, banned: number, timedOut: number): void => {
    people += 1;
    const times = banned + timedOut;
    if (times < 2) return;
    repeated += 1;
    if (times >= top.least()) top.offer({ number, bans: banned, timeouts: timedOut }, times);
  };
  bans.each((number, count) => visit(number, count, timeouts.of(number)));
  timeouts.each((number, count) => {
    if (bans.of(number) === 0) visit(number, 0, count);
  });
  return { people, repeated, offenders: top.list() };
}
