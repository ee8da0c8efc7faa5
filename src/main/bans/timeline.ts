// Puts acts in the order in which they happened. Times alone do not say: the list cuts its own to whole seconds, and an
// ending that only our own request tells of is dated by our clock. What the list goes on showing is in force. Pure.
import type { Evidence } from './evidence.ts';
import type { Act } from './story.ts';

/** Within this much of a start the order of its neighbours is open. */
const CUT_MS = 2_000;
const LOCAL_MS = 15_000;
/** The list may show what has ended for a moment; longer than this it does not. */
const LAG_MS = 10_000;

/** Sorted by time; a restriction that was seen long after a neighbour comes after that neighbour. */
export function inTime(starts: readonly Act[], ends: readonly Act[]): Act[] {
  const placed = starts.map((act) => ({ act, at: placeOf(act, starts, ends), isStart: 1 }));
  return [...placed, ...ends.map((act) => ({ act, at: act.at, isStart: 0 }))]
    .toSorted((a, b) => a.at - b.at || a.isStart - b.isStart)
    .map(({ act }) => act);
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
