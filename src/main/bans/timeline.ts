// Puts acts in the order in which they happened. Times alone do not say: the list cuts its own to whole seconds, and an
// ending that only our own request tells of is dated by our clock. What the list goes on showing is in force. Pure.
import type { Evidence } from './evidence.ts';
import type { Stretch } from './observation.ts';
import type { Act } from './story.ts';

/** Within this much of a start the order of its neighbours is open. */
const CUT_MS = 2_000;
const LOCAL_MS = 15_000;
/** The list may show what has ended for a moment; longer than this it does not. */
const LAG_MS = 10_000;

/** Sorted by time; a restriction that was seen long after a neighbour comes after that neighbour. */
export function inTime(dated: readonly Act[], endings: readonly Act[]): Act[] {
  if (dated.length + endings.length < 2) return [...dated, ...endings];
  const acts = inOwnOrder([...dated, ...endings]);
  const starts = acts.slice(0, dated.length);
  const ends = acts.slice(dated.length);
  const placed = starts.map((act) => ({ act, at: placeOf(act, starts, ends), isStart: 1 }));
  return [...placed, ...ends.map((act) => ({ act, at: act.at, isStart: 0 }))]
    .toSorted((a, b) => a.at - b.at || a.isStart - b.isStart)
    .map(({ act }) => act);
}

/**
 * Our own requests about one person that did not overlap were carried out in their order. Where their times say otherwise,
 * the one that Twitch has not told of by an event is moved: it was dated by our clock, or to the second.
 */
function inOwnOrder(acts: readonly Act[]): readonly Act[] {
  const own = acts.flatMap((act, index) => {
    const stretch = stretchOf(act);
    return stretch === null ? [] : [{ index, at: act.at, stretch, isTold: act.evidence.some(isEvent) }];
  });
  if (own.length < 2) return acts;
  own.sort((a, b) => a.stretch.from - b.stretch.from);
  type Own = (typeof own)[number];
  const isWrong = (earlier: Own, later: Own): boolean =>
    earlier.stretch.to < later.stretch.from && earlier.at >= later.at && earlier.at - later.at <= LOCAL_MS;
  for (const [place, later] of own.entries()) {
    for (const earlier of own.slice(0, place)) {
      if (isWrong(earlier, later) && (earlier.isTold || !later.isTold)) later.at = earlier.at + 1;
    }
  }
  for (const [place, earlier] of [...own.entries()].toReversed()) {
    for (const later of own.slice(place + 1)) if (isWrong(earlier, later)) earlier.at = later.at - 1;
  }
  const moved = [...acts];
  for (const { index, at } of own) if (at !== acts[index]!.at) moved[index] = { ...acts[index]!, at };
  return moved;
}

const isEvent = (voice: Evidence): boolean => voice.source === 'eventsub';

function stretchOf(act: Act): Stretch | null {
  for (const voice of act.evidence) if ('stretch' in voice && voice.stretch !== undefined) return voice.stretch;
  return null;
}

function placeOf(act: Act, starts: readonly Act[], ends: readonly Act[]): number {
  const seenUntil = lastSeen(act);
  if (seenUntil === 0) return act.at;
  let { at } = act;
  const passes = (other: Act, slack: number): boolean =>
    other.at >= act.at && other.at <= act.at + slack && other.at + LAG_MS <= seenUntil;
  for (const end of ends) {
    const isLocal = end.evidence.every((voice) => 'isLocalTime' in voice && voice.isLocalTime);
    if (passes(end, isLocal ? LOCAL_MS : CUT_MS)) at = Math.max(at, end.at);
  }
  for (const other of starts) {
    if (other !== act && lastSeen(other) < seenUntil && passes(other, CUT_MS)) at = Math.max(at, other.at + 0.5);
  }
  return at;
}

/** When the list last showed this act's row; 0 when it never did. */
export function lastSeen(act: Act): number {
  let seen = 0;
  for (const voice of act.evidence) seen = Math.max(seen, seenUntil(voice));
  return seen;
}

/** When the list last showed this row, as far as it was told; 0 for anything but a row of the list. */
export function seenUntil(voice: Evidence): number {
  return voice.type === 'row' && voice.source === 'poll' ? (voice.seenUntil ?? voice.seenAt ?? 0) : 0;
}
