// Holds what a data folder says against what really happened in the simulated Twitch: nothing acknowledged may be
// missing, nothing may stand there twice, nothing may be made up.
import type { Act, TrueBan } from '../../src/simulator/types.ts';
import { guesses } from './kill-doubt.ts';
import { ENDINGS, type AckedAct, type Entry, type Happened, type ListRow, type Recorded } from './kill-record.ts';

const RESTRICTIONS = new Set(['ban', 'timeout']);
const NEAR_MS = 6_000;
/** An ending by the app is dated by our own clock; one that was only looked up, by when it was asked for. */
const NEAR_ENDING_MS = 16_000;
const NEAR_EXPIRY_MS = 2_500;

/** Everything that is wrong, each in a sentence. */
export function problemsOf(record: Recorded, happened: Happened): string[] {
  return [
    ...listProblems(record.list, happened.truth),
    ...entryProblems(record, happened.acts),
    ...ackProblems(record, happened.acked),
    ...auditProblems(record),
    ...requestProblems(record, happened.acts),
  ];
}

function listProblems(list: readonly ListRow[], truth: readonly TrueBan[]): string[] {
  const problems: string[] = [];
  const known = new Map(list.map((row) => [row.userId, row]));
  if (known.size !== list.length) problems.push('somebody is in the list twice');
  for (const { userId, kind, expiresAt } of truth) {
    const row = known.get(userId);
    known.delete(userId);
    if (row === undefined) problems.push(`${userId} is missing from the list (${kind})`);
    else if (row.kind !== kind || Math.abs((row.expiresAt ?? 0) - (expiresAt ?? 0)) > 1_000)
      problems.push(`${userId} is ${kind} until ${expiresAt}, the list says ${row.kind} until ${row.expiresAt}`);
  }
  for (const userId of known.keys()) problems.push(`${userId} is in the list and not restricted`);
  return problems;
}

/** Each entry speaks of one act of its own. */
function entryProblems(record: Recorded, acts: readonly Act[]): string[] {
  const problems: string[] = [];
  const free = new Set(acts);
  const guessed = guesses(record, acts);
  for (const entry of record.entries) {
    if (entry.found === 1) continue;
    if (entry.kind === 'expired') {
      const isTrue = acts.some(
        (act) => act.userId === entry.userId && Math.abs((act.expiresAt ?? 0) - entry.at) < NEAR_EXPIRY_MS,
      );
      if (!isTrue) problems.push(`an expiry of ${entry.userId} was made up`);
      continue;
    }
    const fitting = [...free].filter((act) => act.userId === entry.userId && isSame(entry, act));
    const act = fitting.toSorted((a, b) => Math.abs(a.at - entry.at) - Math.abs(b.at - entry.at))[0];
    const isGuess = guessed.some((row) => entry.evidence.includes(row.actId));
    if (act === undefined && !isReplaced(entry, acts) && !isGuess)
      problems.push(`${entry.kind} of ${entry.userId} at ${entry.at} was made up or is there twice`);
    if (act !== undefined) free.delete(act);
  }
  return problems;
}

/** What vanished may have been replaced by something that nobody saw before it was over. */
function isReplaced({ userId, kind, at, notBefore }: Entry, acts: readonly Act[]): boolean {
  if (notBefore === null || !ENDINGS.has(kind)) return false;
  return acts.some((act) => act.userId === userId && act.at >= notBefore - NEAR_MS && act.at <= at);
}

function isSame(entry: Entry, act: Act): boolean {
  const isEnding = ENDINGS.has(entry.kind);
  if (isEnding ? !ENDINGS.has(act.kind) : entry.kind !== act.kind) return false;
  const near = isEnding ? NEAR_ENDING_MS : NEAR_MS;
  return act.at <= entry.at + near && act.at >= (entry.notBefore ?? entry.at) - near;
}

/** What was acknowledged has its entry still, told by the app, with exactly one row of the audit log naming the act. */
function ackProblems({ entries, audit, intents }: Recorded, acked: readonly AckedAct[]): string[] {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  return acked.flatMap(({ actId, entryId, userId, kind }) => {
    const entry = byId.get(entryId);
    const isKind = entry !== undefined && (kind === 'ending' ? ENDINGS : RESTRICTIONS).has(entry.kind);
    const rows = audit.filter((row) => row.metadata.actId === actId);
    const intent = intents.find((row) => row.actId === actId);
    return [
      ...(entry?.userId === userId && isKind && (entry.sources & 4) !== 0 ? [] : [`act ${actId} left the history`]),
      ...(rows.length === 1 ? [] : [`act ${actId} has ${rows.length} audit rows`]),
      ...(intent?.state === 'done' ? [] : [`act ${actId} is ${intent?.state ?? 'forgotten'}`]),
    ];
  });
}

/** One first row per entry in the audit log, and none without an entry, unless it was taken back. */
function auditProblems({ entries, audit }: Recorded): string[] {
  const problems: string[] = [];
  const first = Map.groupBy(
    audit.filter((row) => row.amends === null && row.metadata.outcome === undefined),
    (row) => row.metadata.entryId ?? '',
  );
  const retracted = new Set(audit.filter((row) => row.metadata.retracted === true).map((row) => row.amends));
  for (const entry of entries) {
    if (entry.found === 1 || entry.kind === 'expired') continue;
    const count = first.get(entry.id)?.length ?? 0;
    if (count !== 1) problems.push(`${entry.kind} of ${entry.userId} has ${count} first audit rows`);
    first.delete(entry.id);
  }
  for (const [entryId, rows] of first) {
    if (!rows.every((row) => retracted.has(row.id))) problems.push(`audit rows speak of no entry: ${entryId}`);
  }
  return problems;
}

/** No request went out twice, and none is left without an outcome. Requests carry a reason of their own. */
function requestProblems(record: Recorded, acts: readonly Act[]): string[] {
  const { intents } = record;
  const problems: string[] = [];
  const guessed = guesses(record, acts);
  for (const { actId, kind, reason, state } of intents) {
    const sent = ENDINGS.has(kind) ? 1 : acts.filter((act) => act.reason === reason).length;
    if (sent > 1) problems.push(`act ${actId} was sent ${sent} times`);
    if (sent === 0 && state === 'done') problems.push(`act ${actId} never happened`);
    if (state === 'sent') problems.push(`act ${actId} was never settled`);
  }
  const ours = Map.groupBy(
    acts.filter((act) => act.source === 'helix' && ENDINGS.has(act.kind)),
    (act) => act.userId,
  );
  for (const [userId, told] of Map.groupBy(intents, (row) => row.userId)) {
    const done = told.filter((row) => ENDINGS.has(row.kind) && row.state === 'done');
    const were = ours.get(userId)?.length ?? 0;
    const perhaps = guessed.filter((row) => row.userId === userId).length;
    if (done.length > were + perhaps)
      problems.push(`${userId}: ${done.length} endings are said to be ours, ${were} were`);
  }
  return problems;
}
