// What the chain of the audit log is made of: how a row is hashed, and where the kept part begins. Pure but for reading
// single rows; used by the writer, by verification and by retention.
import { createHash } from 'node:crypto';
import type { AuditAction, AuditView } from '../../shared/model.ts';
import type { Database } from '../db/open.ts';

/** A row as it is stored and hashed, in column order. `at` is epoch ms of the act itself, `metadata` JSON. */
export interface AuditRow {
  readonly seq: number;
  readonly id: string;
  readonly at: number;
  readonly moderatorId: string | null;
  readonly moderatorLogin: string | null;
  readonly action: AuditAction;
  readonly contentType: AuditView['contentType'];
  readonly contentId: string;
  readonly contentName: string | null;
  readonly channelId: string | null;
  readonly reason: string;
  readonly metadata: string;
  readonly amends: string | null;
  readonly prevHash: string;
  readonly hash: string;
}

/** A place in the chain: a row and its hash. */
export interface Place {
  readonly seq: number;
  readonly hash: string;
}

/** The hash before the first row. */
export const CHAIN_START = '0'.repeat(64);
/** Before the first row of a log that has lost none. */
export const START: Checkpoint = { seq: 0, hash: CHAIN_START, count: 0 };

/** The last row that retention has removed; `count` is how many it has removed in all. */
export interface Checkpoint extends Place {
  readonly count: number;
}

/** Every column of a row under the name it is hashed by. */
export const ROW_COLUMNS = `seq, id, at, moderator_id AS moderatorId, moderator_login AS moderatorLogin, action,
  content_type AS contentType, content_id AS contentId, content_name AS contentName, channel_id AS channelId, reason,
  metadata, amends, prev_hash AS prevHash, hash`;

/** SHA-256 over the previous hash and every column in a fixed order, as hexadecimal. */
export function hashRow(row: Omit<AuditRow, 'hash'>): string {
  const columns = [
    row.seq,
    row.id,
    row.at,
    row.moderatorId,
    row.moderatorLogin,
    row.action,
    row.contentType,
    row.contentId,
    row.contentName,
    row.channelId,
    row.reason,
    row.metadata,
    row.amends,
  ];
  return createHash('sha256').update(row.prevHash).update('\n').update(JSON.stringify(columns)).digest('hex');
}

/** JSON with sorted keys and no blanks: the same facts always give the same text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** Asks for the ends of the kept part. Each answer is one look at one row. */
export function createEnds({ sqlite }: Pick<Database, 'sqlite'>): { base(): Checkpoint; head(): Place } {
  const newest = sqlite.prepare<[], Checkpoint>(
    'SELECT seq, hash, count FROM audit_checkpoint ORDER BY seq DESC LIMIT 1',
  );
  const last = sqlite.prepare<[], Place>('SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1');
  const base = (): Checkpoint => newest.get() ?? START;
  return { base, head: () => last.get() ?? base() };
}
