// The rows of one person's history and current restriction, as SQL sees them: prepared once, used by the ledger only.
import type { Person } from '../../shared/model.ts';
import type { Database } from '../db/open.ts';
import { sourcesOf } from './evidence.ts';
import { packEvidence, type Told } from './stored-evidence.ts';
import type { Act } from './story.ts';

/** A history row. */
export interface EntryRow extends Told {
  readonly seq: number;
  readonly id: string;
  readonly sources: number;
  readonly found: number;
  readonly auditId: string | null;
}

export interface EntryRows {
  load(channelId: string, userId: string): EntryRow[];
  insert(
    row: { id: string; channelId: string; userId: string; recordedAt: number; auditId: string | null },
    act: Act,
    of: string | null,
  ): void;
  update(id: string, act: Act, of: string | null): void;
  setAudit(id: string, auditId: string): void;
  remove(id: string): void;
  /**
   * Makes the current list say `act` for this person, or nothing. True when the list changed. A new row that is `settled`
   * is in the indexes of the orders at once.
   */
  setCurrent(
    person: Person,
    current:
      | { channelId: string; entryId: string; act: Act; namesText: string; seenAt: number; settled: boolean }
      | { channelId: string; act: null },
  ): boolean;
}

const ACT_COLUMNS = [
  'kind',
  'at',
  'not_before',
  'duration_seconds',
  'expires_at',
  'raw_expires_at',
  'reason',
  'moderator_id',
  'moderator_login',
  'moderator_name',
  'sources',
  'found',
  'evidence',
] as const;
const BAN_COLUMNS = [
  'id',
  'login',
  'display_name',
  'kind',
  'at',
  'expires_at',
  'raw_expires_at',
  'raw_created_at',
  'reason',
  'moderator_id',
  'moderator_login',
  'moderator_name',
  'sources',
  'found',
  'search_text',
] as const;

export function createEntryRows({ sqlite }: Database): EntryRows {
  const places = (columns: readonly string[]): string => columns.map(() => '?').join(', ');
  const load = sqlite.prepare<[string, string], EntryRow>(
    `SELECT seq, id, kind, at, expires_at AS expiresAt, raw_expires_at AS rawExpiresAt, reason,
       moderator_id AS moderatorId, moderator_login AS moderatorLogin, moderator_name AS moderatorName, sources, found,
       audit_id AS auditId, evidence
     FROM entry WHERE user_id = ? AND channel_id = ? ORDER BY seq`,
  );
  const insert = sqlite.prepare(
    `INSERT INTO entry (id, channel_id, user_id, recorded_at, audit_id, ${ACT_COLUMNS.join(', ')})
     VALUES (?, ?, ?, ?, ?, ${places(ACT_COLUMNS)})`,
  );
  const update = sqlite.prepare(
    `UPDATE entry SET ${ACT_COLUMNS.map((column) => `${column} = ?`).join(', ')} WHERE id = ?`,
  );
  const setAudit = sqlite.prepare('UPDATE entry SET audit_id = ? WHERE id = ?');
  const remove = sqlite.prepare('DELETE FROM entry WHERE id = ?');
  const removeCurrent = sqlite.prepare('DELETE FROM ban WHERE channel_id = ? AND user_id = ?');
  const setCurrent = sqlite.prepare(
    `INSERT INTO ban (channel_id, user_id, first_seen_at, settled, ${BAN_COLUMNS.join(', ')})
     VALUES (?, ?, ?, ?, ${places(BAN_COLUMNS)})
     ON CONFLICT (channel_id, user_id) DO UPDATE SET
       first_seen_at = iif(id = excluded.id, first_seen_at, excluded.first_seen_at),
       ${BAN_COLUMNS.map((column) => `${column} = excluded.${column}`).join(', ')}
     WHERE (${BAN_COLUMNS.map((column) => `ban.${column}`).join(', ')})
       IS NOT (${BAN_COLUMNS.map((column) => `excluded.${column}`).join(', ')})`,
  );

  return {
    load: (channelId, userId) => load.all(userId, channelId),
    insert(row, act, of) {
      insert.run(row.id, row.channelId, row.userId, row.recordedAt, row.auditId, ...actValues(act, of));
    },
    update(id, act, of) {
      update.run(...actValues(act, of), id);
    },
    setAudit: (id, auditId) => void setAudit.run(auditId, id),
    remove: (id) => void remove.run(id),
    setCurrent(person, current) {
      if (current.act === null) return removeCurrent.run(current.channelId, person.id).changes > 0;
      const { act } = current;
      const values = [
        current.entryId,
        person.login,
        person.displayName,
        act.kind,
        act.at,
        act.expiresAt,
        act.rawExpiresAt,
        act.rawCreatedAt,
        ...toldValues(act),
        `${current.namesText}\n${act.reason.toLowerCase()}`,
      ];
      return (
        setCurrent.run(current.channelId, person.id, current.seenAt, Number(current.settled), ...values).changes > 0
      );
    },
  };
}

/** Reason, moderator (id, login, name), sources and found: the columns that list and history share. */
function toldValues({ reason, by, evidence, found }: Act): unknown[] {
  return [reason, by?.id ?? null, by?.login ?? null, by?.displayName ?? null, sourcesOf(evidence), Number(found)];
}

function actValues(act: Act, of: string | null): unknown[] {
  return [
    act.kind,
    act.at,
    act.notBefore,
    act.durationSeconds,
    act.expiresAt,
    act.rawExpiresAt,
    ...toldValues(act),
    packEvidence(act, of),
  ];
}
