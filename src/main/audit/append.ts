// Writes the audit log: one row at a time, each holding the hash of the one before. Knows nothing of who may read it.
// A row never changes: later knowledge is a new row that names the one it amends.
import { createHash } from 'node:crypto';
import type { AuditAction, AuditView } from '../../shared/model.ts';
import type { Database } from '../db/open.ts';
import { newId } from '../lib/id.ts';

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

/** What is to be recorded: a row without what the log itself adds. */
export interface AuditRecord extends Omit<AuditRow, 'seq' | 'id' | 'metadata' | 'amends' | 'prevHash' | 'hash'> {
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly amends?: string | null;
}

/** The hash before the first row. */
export const CHAIN_START = '0'.repeat(64);

export interface AuditLog {
  /** Appends a row and returns its id. Call it inside the transaction of the change it records. */
  append(record: AuditRecord): string;
}

/** `now` gives the time in a row's id. `append` throws Error outside a transaction: a fault of ours. */
export function createAuditLog(deps: { readonly db: Database; readonly now: () => number }): AuditLog {
  const { sqlite } = deps.db;
  const last = sqlite.prepare<[], { seq: number; hash: string }>(
    'SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1',
  );
  const insert = sqlite.prepare(
    `INSERT INTO audit (seq, id, at, moderator_id, moderator_login, action, content_type, content_id, content_name,
       channel_id, reason, metadata, amends, prev_hash, hash)
     VALUES (@seq, @id, @at, @moderatorId, @moderatorLogin, @action, @contentType, @contentId, @contentName,
       @channelId, @reason, @metadata, @amends, @prevHash, @hash)`,
  );
  return {
    append(record) {
      if (!sqlite.inTransaction) throw new Error('an audit row belongs into the transaction of its change');
      const before = last.get();
      const row = {
        seq: (before?.seq ?? 0) + 1,
        id: newId(deps.now()),
        ...record,
        metadata: canonicalJson(record.metadata),
        amends: record.amends ?? null,
        prevHash: before?.hash ?? CHAIN_START,
      };
      insert.run({ ...row, hash: hashRow(row) });
      return row.id;
    },
  };
}

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
