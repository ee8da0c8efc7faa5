// What a data folder says after a kill, and what really happened in the simulated Twitch.
import { openTestDatabase } from '../helpers/db.ts';
import { join } from 'node:path';
import type { Act, TrueBan } from '../../src/simulator/types.ts';

/** Words for an ending, in the journal and in ours. */
export const ENDINGS: ReadonlySet<string> = new Set(['unban', 'untimeout', 'unbanned', 'lifted']);

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
