// What nobody can know of an act that a kill cut off before its answer came. Twitch's list says who is restricted now, never
// who was, who let them in, or that a longer timeout was replaced by a shorter one; and its events go to nobody while the
// core is dead. So two things may be said wrongly, and only these two:
//  - an ending of ours is said to have been carried out, when something else let the person in while nobody listened;
//  - a restriction of ours is said to have failed, when it was carried out and undone again while nobody listened.
import type { Act } from '../../src/simulator/types.ts';
import { ENDINGS, type Entry, type Happened, type IntentRow, type Recorded } from './kill-record.ts';

/** Our clock is set by Twitch's whole seconds. */
const CLOCK_MS = 1_500;

/** Endings of ours that were settled by looking, while something else let the person in. */
export function guesses({ intents, audit, entries }: Recorded, acts: readonly Act[]): IntentRow[] {
  const looked = new Set(
    audit.flatMap(({ metadata }) => (metadata.resolvedBy === 'looked' ? [metadata.actId ?? ''] : [])),
  );
  const others = acts.filter((act) => act.source !== 'helix');
  return intents.filter((row) => {
    if (!ENDINGS.has(row.kind) || !looked.has(row.actId)) return false;
    return isLetIn(row.userId, lastSeenBefore(row, entries), row.finishedAt, others);
  });
}

/** Acts that were carried out and are said to have failed, although that could have been known. */
export function misjudged({ intents, entries }: Recorded, { acts }: Happened): string[] {
  const failed = intents.filter((row) => row.state === 'failed' && row.code === 'SERVICE_UNAVAILABLE');
  const sent = failed.filter((row) => {
    if (ENDINGS.has(row.kind)) return false;
    const act = acts.find(({ reason }) => reason === row.reason);
    if (act === undefined) return false;
    const later = acts.filter((other) => other !== act);
    const isHeard = entries.some((entry) => (entry.sources & 2) !== 0 && entry.evidence.includes(row.reason));
    return isHeard || !isLetIn(row.userId, row.startedAt, row.finishedAt, later);
  });
  const ended = failed.filter(
    (row) =>
      ENDINGS.has(row.kind) &&
      acts.some(
        (act) =>
          act.userId === row.userId &&
          act.source === 'helix' &&
          ENDINGS.has(act.kind) &&
          act.at >= row.startedAt &&
          act.at < row.startedAt + 2_000,
      ),
  );
  return [...sent, ...ended].map((row) => `${row.kind} ${row.actId} of ${row.userId} is said to have failed`);
}

/** Where a read noticed it too: since when, at the earliest, the person may have been out of the list. */
function lastSeenBefore({ actId, startedAt }: IntentRow, entries: readonly Entry[]): number {
  const told = entries.find(({ evidence }) => evidence.includes(`app:${actId}`))?.evidence ?? '{"voices":[]}';
  const { voices } = JSON.parse(told) as { voices: { type: string; notBefore?: number | null }[] };
  const bounds = voices.flatMap(({ type, notBefore }) => (type === 'gone' && notBefore != null ? [notBefore] : []));
  return Math.min(startedAt, ...bounds);
}

/** Somebody ended a restriction of the person in this stretch, or put one in its place that has run out in it. */
function isLetIn(userId: string, from: number, to: number | null, acts: readonly Act[]): boolean {
  const until = (to ?? Infinity) + CLOCK_MS;
  return acts.some((act) => {
    if (act.userId !== userId || act.at < from - CLOCK_MS || act.at > until) return false;
    return ENDINGS.has(act.kind) || (act.expiresAt !== null && act.expiresAt <= until);
  });
}
