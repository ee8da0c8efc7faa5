// Decides which observations speak of the same act. Pure, and a function of the set: order plays no part.
import type { End, Evidence, Start } from './evidence.ts';
import type { Stretch } from './observation.ts';

const SAME_MS = 5_000;
const SAME_LOCAL_MS = 15_000;
const SAME_EXPIRY_MS = 2_000;
/** The list cuts times to whole seconds, so an ending this soon after a start may really lie before it. */
const WHOLE_SECOND_MS = 1_000;
const CLOCK_MS = 2_000;

/** Groups starts and ends, each group one act. At most one voice per source in a group. */
export function groupActs(evidence: readonly Evidence[]): { starts: Start[][]; ends: End[][] } {
  const starts: Start[] = [];
  const ends: End[] = [];
  for (const item of evidence) {
    if (item.type === 'row' || item.type === 'act') starts.push(item);
    else if (item.type === 'end') ends.push(item);
  }
  const endGroups = group(ends, endDistance);
  const endings = endGroups.map((members) => Math.min(...members.map((end) => end.at)));
  const moved = starts.length > 1 ? datedByChange(starts) : starts;
  return { starts: group(moved, (a, b) => startDistance(a, b, endings)), ends: endGroups };
}

/**
 * Two rows with one creation time but different ends: the later seen is a new act whose own time the list hides,
 * so it is dated when it was seen, no earlier than the read before.
 */
function datedByChange(starts: readonly Start[]): Start[] {
  const earliestSeen = new Map<number, number>();
  for (const start of starts) {
    if (start.seenAt === null) continue;
    earliestSeen.set(start.at, Math.min(earliestSeen.get(start.at) ?? Infinity, start.seenAt));
  }
  return starts.map((start) => {
    const first = start.seenAt === null ? undefined : earliestSeen.get(start.at);
    if (first === undefined || start.seenAt === null || start.seenAt <= first) return start;
    return { ...start, at: start.seenAt, notBefore: start.notBefore ?? start.at };
  });
}

/** How far apart two starts are in ms, or null when they cannot be the same act. */
function startDistance(a: Start, b: Start, endings: readonly number[]): number | null {
  if (a.kind !== b.kind && a.kind !== 'unknown' && b.kind !== 'unknown') return null;
  if (isByAnother(a, b)) return null;
  const bothEnd = a.expiresAt !== null && b.expiresAt !== null;
  if (bothEnd && Math.abs(a.expiresAt - b.expiresAt) > SAME_EXPIRY_MS) return null;
  const isOneStretch = isWithin(a, b) || isWithin(b, a);
  if (bothEnd && isOneStretch) return 0;
  const [early, late] = a.at < b.at ? [a.at, b.at] : [b.at, a.at];
  // A stretch ends when the row was seen, by a clock that is only so good.
  const until = isOneStretch ? late - CLOCK_MS : late;
  if (endings.some((end) => end > early + WHOLE_SECOND_MS && end < until)) return null;
  // Two bans without an end say no more than this: the list changed in a stretch that holds the act.
  return isOneStretch && a.expiresAt === null && b.expiresAt === null ? 0 : timeDistance(a, b);
}

/**
 * How far apart two endings are. Their times are only that exact, so of two endings within a second the word decides
 * which is which; where the word alone differs they are still the same.
 */
function endDistance(a: End, b: End): number | null {
  const distance = timeDistance(a, b);
  return distance === null || a.kind === b.kind ? distance : distance + WHOLE_SECOND_MS;
}

/** Two moderators: one of them we are ourselves, or the list had shown the act of the one before the other acted. */
function isByAnother(a: Start, b: Start): boolean {
  if (a.by === null || b.by === null || a.by.id === b.by.id) return false;
  const isSeenBefore = (row: Start, told: Start): boolean => row.seenAt !== null && row.seenAt < told.at;
  return a.source === 'app' || b.source === 'app' || isSeenBefore(a, b) || isSeenBefore(b, a);
}

/** True when `row` is only known to have happened in a stretch that holds `other`'s moment. */
function isWithin(row: Start, other: Start): boolean {
  if (row.seenAt === null || row.at !== row.seenAt || row.notBefore === null) return false;
  return other.at >= row.notBefore - SAME_MS && other.at <= row.at + SAME_MS;
}

/** One source tells an act once, so two voices of it are two acts; files may hold the same act again and again. */
function isOneVoiceTwice(a: Start | End, b: Start | End): boolean {
  return a.source === b.source && a.source !== 'import';
}

function timeDistance(a: Start | End, b: Start | End): number | null {
  if (isOneVoiceTwice(a, b)) return null;
  const distance = Math.abs(a.at - b.at);
  if (distance > (a.isLocalTime || b.isLocalTime ? SAME_LOCAL_MS : SAME_MS)) return null;
  if (a.stretch !== undefined && isEvent(b)) return eventDistance(a, a.stretch, b);
  return b.stretch !== undefined && isEvent(a) ? eventDistance(b, b.stretch, a) : distance;
}

/**
 * An event from before our request left is not of it. What Twitch's answer named is the second by the clock of its events,
 * so there the first event counts; an event of another reason, word or moderator is
 * rather another's.
 */
function eventDistance(ours: Start | End, { after = 0 }: Stretch, event: Start | End): number | null {
  if (event.at <= after) return null;
  const isNamed = ours.type !== 'end' && !ours.isLocalTime;
  const from = isNamed ? Math.max(after, ours.at - (ours.at % WHOLE_SECOND_MS)) : ours.at;
  const isAlike = event.reason === ours.reason && event.kind === ours.kind && event.by?.id === ours.by?.id;
  return Math.abs(event.at - from) + (isAlike ? 0 : 2 * WHOLE_SECOND_MS);
}

/** Joins our requests with their events, then the closest pairs first, as long as every member of both groups fits every other. */
function group<E extends Start | End>(items: readonly E[], distance: (a: E, b: E) => number | null): E[][] {
  if (items.length <= 1) return items.map((item) => [item]);
  const sorted = items.toSorted((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1));
  const pairs: { a: E; b: E; apart: number; order: number }[] = [];
  for (const [i, a] of sorted.entries()) {
    for (const b of sorted.slice(i + 1)) {
      const apart = isOneVoiceTwice(a, b) ? null : distance(a, b);
      if (apart !== null) pairs.push({ a, b, apart, order: pairs.length });
    }
  }
  pairs.sort((x, y) => x.apart - y.apart || x.order - y.order);
  const home = new Map<E, E[]>(sorted.map((item) => [item, [item]]));
  for (const [a, b] of ownPairs(sorted, distance)) {
    home.get(a)!.push(b);
    home.set(b, home.get(a)!);
  }
  for (const { a, b } of pairs) {
    const left = home.get(a)!;
    const right = home.get(b)!;
    const fits =
      left !== right && left.every((x) => right.every((y) => !isOneVoiceTwice(x, y) && distance(x, y) !== null));
    if (!fits) continue;
    left.push(...right);
    for (const item of right) home.set(item, left);
  }
  return [...new Set(home.values())];
}

/**
 * Our requests and Twitch's events of them come in the same order, so they are laid side by side: as many pairs as there
 * can be, and of those the closest. A clock that is off would else give each request its neighbour's event.
 */
function ownPairs<E extends Start | End>(
  items: readonly E[],
  distance: (a: E, b: E) => number | null,
): readonly (readonly [E, E])[] {
  const own = items.filter((item) => item.stretch !== undefined);
  const events = items.filter(isEvent);
  if (own.length === 0 || events.length === 0) return [];
  own.sort((a, b) => a.stretch!.from - b.stretch!.from);
  interface Best {
    readonly count: number;
    readonly apart: number;
    readonly pairs: Linked<E> | null;
  }
  const none: Best = { count: 0, apart: 0, pairs: null };
  const isBetter = (a: Best, b: Best): boolean => a.count > b.count || (a.count === b.count && a.apart < b.apart);
  let before: Best[] = Array.from({ length: events.length + 1 }, () => none);
  for (const ours of own) {
    const row: Best[] = [none];
    for (const [index, event] of events.entries()) {
      const without = isBetter(before[index + 1]!, row[index]!) ? before[index + 1]! : row[index]!;
      const apart = distance(ours, event);
      const last = before[index]!;
      const joined: Best | null =
        apart === null
          ? null
          : { count: last.count + 1, apart: last.apart + apart, pairs: { pair: [ours, event], next: last.pairs } };
      row.push(joined !== null && isBetter(joined, without) ? joined : without);
    }
    before = row;
  }
  const pairs: (readonly [E, E])[] = [];
  for (let link = before.at(-1)!.pairs; link !== null; link = link.next) pairs.push(link.pair);
  return pairs;
}

interface Linked<E> {
  readonly pair: readonly [E, E];
  readonly next: Linked<E> | null;
}

const isEvent = (item: Start | End): boolean => item.source === 'eventsub';
