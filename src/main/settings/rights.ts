// Who may do what on this installation: the local rights of accounts signed in as moderators and of dock keys, for all
// channels or for one. The person at the window is not in here: they own it.
import { knownRights, RIGHTS, type Caller, type Right } from '../../shared/permissions.ts';
import type { Database } from '../db/open.ts';

export type SubjectKind = 'account' | 'key';

/** A moderator may do everything but make and unmake others, until somebody says otherwise. */
export const MODERATOR_RIGHTS: readonly Right[] = RIGHTS.filter((right) => right !== 'manage_moderators');

export interface RightsRow {
  readonly subjectKind: SubjectKind;
  readonly subjectId: string;
  /** Empty for all channels. */
  readonly channelId: string;
  readonly rights: readonly Right[];
  readonly changedAt: number;
}

export interface Rights {
  /** What a caller may do in a channel; null = what they may do in every channel. */
  ofCaller(caller: Caller, channelId: string | null): readonly Right[];
  /** Every right a caller has in any channel. */
  anywhere(caller: Caller): readonly Right[];
  /** What may be done through an account, by its role in the channel. */
  ofAccount(accountId: string, role: 'broadcaster' | 'moderator', channelId: string): readonly Right[];
  /** The rows that name a subject, or all of them. */
  rows(subjectKind?: SubjectKind, subjectId?: string): readonly RightsRow[];
  /** Call it inside the transaction of its trace. */
  set(row: RightsRow): void;
  /** Takes one row back. Call it inside the transaction of its trace. */
  clear(subjectKind: SubjectKind, subjectId: string, channelId: string): void;
  /** Forgets a subject that is no more. */
  forget(subjectKind: SubjectKind, subjectId: string): void;
}

interface Stored extends Omit<RightsRow, 'rights'> {
  readonly rights: string;
}

export function createRights(db: Database): Rights {
  const { sqlite } = db;
  const columns = `subject_kind AS subjectKind, subject_id AS subjectId, channel_id AS channelId, rights,
    changed_at AS changedAt`;
  const all = sqlite.prepare<[object], Stored>(
    `SELECT ${columns} FROM local_right WHERE (@kind IS NULL OR subject_kind = @kind) AND (@id IS NULL OR subject_id = @id)
     ORDER BY subject_kind, subject_id, channel_id`,
  );
  const save = sqlite.prepare(
    `INSERT INTO local_right (subject_kind, subject_id, channel_id, rights, changed_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET rights = excluded.rights, changed_at = excluded.changed_at`,
  );
  const remove = sqlite.prepare('DELETE FROM local_right WHERE subject_kind = ? AND subject_id = ?');
  const removeOne = sqlite.prepare(
    'DELETE FROM local_right WHERE subject_kind = ? AND subject_id = ? AND channel_id = ?',
  );
  const rowOf = sqlite
    .prepare<[string, string, string], string>(
      'SELECT rights FROM local_right WHERE subject_kind = ? AND subject_id = ? AND channel_id = ?',
    )
    .pluck();

  function find(kind: SubjectKind, id: string, channelId: string): readonly Right[] | null {
    const text = rowOf.get(kind, id, channelId);
    return text === undefined ? null : knownRights(JSON.parse(text) as string[]).rights;
  }
  /** The channel's own row, else the one for all channels. */
  function effective(kind: SubjectKind, id: string, channelId: string | null): readonly Right[] | null {
    const own = channelId === null ? null : find(kind, id, channelId);
    return own ?? find(kind, id, '');
  }

  function rows(subjectKind?: SubjectKind, subjectId?: string): readonly RightsRow[] {
    return all
      .all({ kind: subjectKind ?? null, id: subjectId ?? null })
      .map((row) => ({ ...row, rights: knownRights(JSON.parse(row.rights) as string[]).rights }));
  }

  return {
    ofCaller: (caller, channelId) =>
      caller.kind === 'owner' ? RIGHTS : (effective('key', caller.keyId, channelId) ?? caller.rights),
    anywhere(caller) {
      if (caller.kind === 'owner') return RIGHTS;
      const everywhere = effective('key', caller.keyId, null) ?? caller.rights;
      const some = rows('key', caller.keyId).flatMap((row) => row.rights);
      return RIGHTS.filter((right) => everywhere.includes(right) || some.includes(right));
    },
    ofAccount: (accountId, role, channelId) =>
      role === 'broadcaster' ? RIGHTS : (effective('account', accountId, channelId) ?? MODERATOR_RIGHTS),
    rows,
    set: ({ subjectKind, subjectId, channelId, rights, changedAt }) =>
      void save.run(subjectKind, subjectId, channelId, JSON.stringify(rights), changedAt),
    clear: (subjectKind, subjectId, channelId) => void removeOne.run(subjectKind, subjectId, channelId),
    forget: (subjectKind, subjectId) => void remove.run(subjectKind, subjectId),
  };
}
