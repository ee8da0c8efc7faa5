// Writes the audit log: one row at a time, each holding the hash of the one before, and moves the anchor along. Knows
// nothing of who may read it. A row never changes: later knowledge is a new row that names the one it amends.
import type { Database } from '../db/open.ts';
import { newId } from '../lib/id.ts';
import type { Anchor, AnchorReason } from './anchor.ts';
import { canonicalJson, createEnds, hashRow, type AuditRow, type Place } from './chain.ts';

/** What is to be recorded: a row without what the log itself adds. */
export interface AuditRecord extends Omit<AuditRow, 'seq' | 'id' | 'metadata' | 'amends' | 'prevHash' | 'hash'> {
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly amends?: string | null;
}

export interface AuditLog {
  /** Appends a row and returns its id. Call it inside the transaction of the change it records. */
  append(record: AuditRecord): string;
  /**
   * Looks whether the log is as it was left, and says so in the log where it is not; `why` where the caller knows better.
   * For the start and for when a key is to be had again. Inside a transaction. True when a row was written.
   */
  settle(why?: AnchorReason): boolean;
  /** Everything up to `place`, a row of the log, may be removed from now on; `count` rows. Inside a transaction. */
  letGo(place: Place, count: number): void;
}

/** `isChecked`: this transaction has found the log as it was left, or said that it is not. */
interface Turn {
  readonly isInside: boolean;
  readonly isChecked: boolean;
}
const NO_TURN: Turn = { isInside: false, isChecked: false };

/**
 * `now` gives the time in a row's id. Without `anchor` nothing is anchored. Everything throws Error outside a
 * transaction: a fault of ours.
 */
export function createAuditLog(deps: {
  readonly db: Database;
  readonly now: () => number;
  readonly anchor?: Anchor;
}): AuditLog {
  const { sqlite } = deps.db;
  const { now, anchor } = deps;
  const ends = createEnds(deps.db);
  let turn = NO_TURN;
  const insert = sqlite.prepare(
    `INSERT INTO audit (seq, id, at, moderator_id, moderator_login, action, content_type, content_id, content_name,
       channel_id, reason, metadata, amends, prev_hash, hash)
     VALUES (@seq, @id, @at, @moderatorId, @moderatorLogin, @action, @contentType, @contentId, @contentName,
       @channelId, @reason, @metadata, @amends, @prevHash, @hash)`,
  );
  const checkpoint = sqlite.prepare('INSERT INTO audit_checkpoint (seq, hash, count, at) VALUES (?, ?, ?, ?)');

  function write(record: AuditRecord, before: Place): AuditRow {
    const facts = {
      seq: before.seq + 1,
      id: newId(now()),
      ...record,
      // Half a character can't be stored: what is read back would have another hash.
      reason: record.reason.toWellFormed(),
      contentName: record.contentName?.toWellFormed() ?? null,
      moderatorLogin: record.moderatorLogin?.toWellFormed() ?? null,
      metadata: canonicalJson(record.metadata),
      amends: record.amends ?? null,
      prevHash: before.hash,
    };
    const row = { ...facts, hash: hashRow(facts) };
    insert.run(row);
    return row;
  }

  /** The log says why it is anchored anew; returns its end. */
  function anchorAnew(why: AnchorReason, head: Place): Place {
    const statement = anchor?.begin(why, head) ?? null;
    if (statement === null) return head;
    return write(
      {
        at: now(),
        moderatorId: null,
        moderatorLogin: null,
        action: 'anchor_log',
        contentType: 'log',
        contentId: 'audit',
        contentName: null,
        channelId: null,
        reason: statement.sentence,
        metadata: statement.metadata,
      },
      head,
    );
  }

  /** The end of the log, once for each transaction held against its anchor. */
  function headToWriteAfter(why?: AnchorReason): Place {
    if (!sqlite.inTransaction || (anchor !== undefined && !turn.isInside))
      throw new Error('an audit row belongs into the transaction of its change');
    const head = ends.head();
    if (anchor === undefined || turn.isChecked) return head;
    turn = { isInside: true, isChecked: true };
    const reason = why ?? anchor.problem(head);
    return reason === null ? head : anchorAnew(reason, head);
  }

  // The anchor moves once for each commit, however many rows there are in it.
  if (anchor !== undefined)
    deps.db.join({
      enter(isOuter) {
        const before = isOuter ? NO_TURN : turn;
        turn = { ...before, isInside: true };
        return () => void (turn = before);
      },
      commit() {
        if (turn.isChecked) anchor.extend(ends.head());
        turn = NO_TURN;
      },
    });

  return {
    append: (record) => write(record, headToWriteAfter()).id,
    settle(why) {
      const head = ends.head();
      const reason = why ?? anchor?.problemAtStart(head) ?? null;
      return reason !== null && headToWriteAfter(reason).seq > head.seq;
    },
    letGo(place, count) {
      headToWriteAfter();
      checkpoint.run(place.seq, place.hash, ends.base().count + count, now());
    },
  };
}
