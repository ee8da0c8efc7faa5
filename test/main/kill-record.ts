// Holds what a data folder says against what really happened in the simulated Twitch: nothing acknowledged may be
// missing, nothing may stand there twice, nothing may be made up.
import { openTestDatabase } from '../helpers/db.ts';
import { join } from 'node:path';
import type { Act, TrueBan } from '../../src/simulator/types.ts';

export interface AckedAct {
  readonly actId: string;
  readonly entryId: string;
  readonly userId: string;
  readonly kind: 'restriction' | 'ending';
}

export interface Entry {
  readonly id: string;
  readonly userId: string;
  readonly kind: string;
  readonly at: number;
  readonly notBefore: number | null;
  readonly expiresAt: number | null;
  readonly sources: number;
  readonly found: number;
  readonly evidence: string;
}

export interface AuditRow {
  readonly id: string;
  readonly userId: string;
  readonly action: string;
  readonly amends: string | null;
  readonly metadata: {
    readonly entryId?: string;
    readonly actId?: string;
    readonly outcome?: string;
    readonly resolvedBy?: string;
    readonly retracted?: boolean;
  };
}

export interface ListRow {
  readonly userId: string;
  readonly kind: string;
  readonly expiresAt: number | null;
}

/** Everything known of the people whom `problems` name, for whoever has to find out why. */
export function filesOf(problems: readonly string[], record: Recorded, { acts, acked }: Happened): string {
  const text = problems.join('\n');
  const named = record.intents.filter((row) => text.includes(row.actId)).map((row) => row.userId);
  const people = new Set([
    ...named,
    ...[...acts, ...record.list].map((row) => row.userId).filter((id) => text.includes(id)),
  ]);
  const of = (rows: readonly { readonly userId: string }[], userId: string): string =>
    rows.flatMap((row) => (row.userId === userId ? [`\n    ${JSON.stringify(row)}`] : [])).join('');
  return [...people]
    .map(
      (id) =>
        `${id}\n  acts${of(acts, id)}\n  entries${of(record.entries, id)}\n  intents${of(record.intents, id)}` +
        `\n  acknowledged${of(acked, id)}\n  list${of(record.list, id)}\n  audit${of(record.audit, id)}`,
    )
    .join('\n');
}

export interface IntentRow {
  readonly actId: string;
  readonly userId: string;
  readonly kind: string;
  /** Its own act id, unless a job gave it one. */
  readonly reason: string;
  readonly state: string;
  readonly startedAt: number;
  readonly finishedAt: number | null;
  /** The code of the error that it was closed with. */
  readonly code: string | null;
}

export interface Recorded {
  readonly entries: readonly Entry[];
  readonly audit: readonly AuditRow[];
  readonly list: readonly ListRow[];
  readonly intents: readonly IntentRow[];
}

export interface Happened {
  /** The journal of bans, timeouts and their endings. */
  readonly acts: readonly Act[];
  readonly truth: readonly TrueBan[];
  readonly acked: readonly AckedAct[];
}

/** Reads a data folder that nobody else has open. */
export function readRecord(dataDir: string): Recorded {
  const db = openTestDatabase({ path: join(dataDir, 'modkeep.db') });
  try {
    const all = <Row>(sql: string): Row[] => db.sqlite.prepare<[], Row>(sql).all();
    return {
      entries: all(
        `SELECT id, user_id AS userId, kind, at, not_before AS notBefore, expires_at AS expiresAt, sources, found, evidence
         FROM entry ORDER BY at, seq`,
      ),
      audit: all<Omit<AuditRow, 'metadata'> & { metadata: string }>(
        `SELECT id, content_id AS userId, action, amends, metadata FROM audit
         WHERE action IN ('ban_user', 'timeout_user', 'unban_user', 'untimeout_user') ORDER BY seq`,
      ).map((row) => ({ ...row, metadata: JSON.parse(row.metadata) as AuditRow['metadata'] })),
      list: all('SELECT user_id AS userId, kind, expires_at AS expiresAt FROM ban'),
      intents: all(
        `SELECT act_id AS actId, user_id AS userId, kind, reason, state, started_at AS startedAt,
           finished_at AS finishedAt, error ->> 'code' AS code
         FROM act_intent`,
      ),
    };
  } finally {
    db.close();
  }
}

const RESTRICTIONS = new Set(['ban', 'timeout']);
const ENDINGS = new Set(['unban', 'untimeout', 'unbanned', 'lifted']);
const NEAR_MS = 6_000;
/** An ending by the app is dated by our own clock; one that was only looked up, by when it was asked for. */
const NEAR_ENDING_MS = 16_000;
const NEAR_EXPIRY_MS = 2_500;
/** Our clock is set by Twitch's whole seconds. */
const CLOCK_MS = 1_500;

/** Everything that is wrong, each in a sentence. */
export function problemsOf(record: Recorded, happened: Happened): string[] {
  return [
    ...listProblems(record.list, happened.truth),
    ...entryProblems(record.entries, happened.acts),
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
function entryProblems(entries: readonly Entry[], acts: readonly Act[]): string[] {
  const problems: string[] = [];
  const free = new Set(acts);
  for (const entry of entries) {
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
    if (act === undefined && !isReplaced(entry, acts))
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
function requestProblems({ intents, audit }: Recorded, acts: readonly Act[]): string[] {
  const problems: string[] = [];
  const looked = new Set(
    audit.flatMap(({ metadata }) => (metadata.resolvedBy === 'looked' ? [metadata.actId ?? ''] : [])),
  );
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
    // The list says that somebody is out of it, never by whom: while nobody listened it may have been another.
    const others = acts.filter((act) => act.source !== 'helix');
    const perhaps = done.filter((row) => looked.has(row.actId) && isEndedMeanwhile(row, others)).length;
    if (done.length > were + perhaps)
      problems.push(`${userId}: ${done.length} endings are said to be ours, ${were} were`);
  }
  return problems;
}

/** Somebody was let in again between the moment an act was begun and the moment it was settled. */
function isEndedMeanwhile({ userId, startedAt, finishedAt }: IntentRow, acts: readonly Act[]): boolean {
  return acts.some(
    (act) =>
      act.userId === userId &&
      ENDINGS.has(act.kind) &&
      act.at >= startedAt - CLOCK_MS &&
      act.at <= (finishedAt ?? Infinity) + CLOCK_MS,
  );
}

/**
 * Acts that were carried out, cut off by a kill, and are said to have failed: what was looked up misled. Twitch keeps no
 * trace of what has been undone again: a restriction that was ended before anybody listened or looked can't be told
 * from one that never was. Of such a one no more is asked than that its event was not heard.
 */
export function misjudged({ intents, entries }: Recorded, { acts }: Happened): string[] {
  const failed = intents.filter((row) => row.state === 'failed' && row.code === 'SERVICE_UNAVAILABLE');
  const sent = failed.filter((row) => {
    if (ENDINGS.has(row.kind)) return false;
    const act = acts.find(({ reason }) => reason === row.reason);
    const isHeard = entries.some((entry) => (entry.sources & 2) !== 0 && entry.evidence.includes(row.reason));
    return act !== undefined && (isHeard || !isEndedMeanwhile(row, acts));
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
