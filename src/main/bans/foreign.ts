// Another Modkeep's database as a source: what it holds, and its history in the words the ledger understands. Reads that
// file in windows, in the reader; writes nothing anywhere.
import { statSync } from 'node:fs';
import { fail } from '../../shared/errors.ts';
import type { EntryKind, Person } from '../../shared/model.ts';
import { inspect, type Sqlite } from '../db/connection.ts';
import { isDamage, sqliteCode } from '../db/errors.ts';
import { appliedMigrations, assertKnown } from '../db/guards.ts';
import type { ReaderTask } from '../db/reader-task.ts';
import { toIso } from '../lib/time.ts';
import type { ActSeen, Observation } from './observation.ts';

export interface ForeignFile {
  readonly path: string;
  /** Times of the migrations that we have. */
  readonly known: readonly number[];
}

export interface ForeignSummary {
  readonly entries: number;
  readonly lastSeq: number;
  readonly channels: readonly Person[];
}

/** One line of the other history. */
export interface ForeignEntry {
  readonly seq: number;
  readonly id: string;
  readonly channelId: string;
  readonly userId: string;
  readonly login: string;
  readonly displayName: string;
  readonly kind: EntryKind;
  readonly at: number;
  readonly expiresAt: number | null;
  readonly rawExpiresAt: string | null;
  readonly reason: string;
  readonly moderatorId: string | null;
  readonly moderatorLogin: string | null;
  readonly moderatorName: string | null;
  readonly found: number;
}

/** Throws INVALID_REQUEST for what is no database of Modkeep's, DATABASE_NEWER for one of a newer version. */
export const summarizeForeign: ReaderTask<ForeignFile, ForeignSummary> = (_own, file) =>
  look(file, (sqlite) => ({
    ...sqlite
      .prepare<[], Pick<ForeignSummary, 'entries' | 'lastSeq'>>(
        'SELECT count(*) AS entries, coalesce(max(seq), 0) AS lastSeq FROM entry',
      )
      .get()!,
    channels: sqlite.prepare<[], Person>('SELECT id, login, display_name AS displayName FROM channel').all(),
  }));

/** At most `limit` entries after `after`, oldest first. Throws as `summarizeForeign`. */
export const readForeign: ReaderTask<
  ForeignFile & { readonly after: number; readonly limit: number },
  readonly ForeignEntry[]
> = (_own, { after, limit, ...file }) =>
  look(file, (sqlite) =>
    sqlite
      .prepare<[number, number], ForeignEntry>(
        `SELECT e.seq, e.id, e.channel_id AS channelId, e.user_id AS userId, u.login, u.display_name AS displayName,
           e.kind, e.at, e.expires_at AS expiresAt, e.raw_expires_at AS rawExpiresAt, e.reason,
           e.moderator_id AS moderatorId, e.moderator_login AS moderatorLogin, e.moderator_name AS moderatorName, e.found
         FROM entry e JOIN user u ON u.id = e.user_id WHERE e.seq > ? ORDER BY e.seq LIMIT ?`,
      )
      .all(after, limit),
  );

/**
 * What an entry tells. Its id there is the key, so that the same entry is the same observation however often it comes;
 * null for a timeout that ran out, which follows from its beginning.
 */
export function observationOf(entry: ForeignEntry): Observation | null {
  const { id: key, kind, at, expiresAt, rawExpiresAt, reason } = entry;
  const voice = { source: 'import', key, user: personOf(entry), moderator: moderatorOf(entry), at, reason } as const;
  if (kind === 'expired') return null;
  if (kind === 'unknown' || entry.found !== 0) {
    const { user, moderator } = voice;
    const list = { type: 'row', source: 'import', user, moderator, createdAt: at, rawCreatedAt: toIso(at) } as const;
    if (isStart(kind)) return { ...list, kind, expiresAt, rawExpiresAt, reason, seenAt: at, notBefore: null };
  }
  if (kind === 'ban' || kind === 'timeout') return { type: 'act', kind, expiresAt, rawExpiresAt, ...voice };
  if (kind === 'unbanned' || kind === 'lifted') {
    const ending: ActSeen['kind'] = kind === 'unbanned' ? 'unban' : 'untimeout';
    return { type: 'act', kind: ending, expiresAt: null, rawExpiresAt: null, ...voice };
  }
  return { type: 'note', kind, ...voice };
}

function isStart(kind: EntryKind): kind is 'ban' | 'timeout' | 'unknown' {
  return kind === 'ban' || kind === 'timeout' || kind === 'unknown';
}

function personOf({ userId, login, displayName }: ForeignEntry): Person {
  return { id: userId, login, displayName };
}

function moderatorOf({ moderatorId, moderatorLogin, moderatorName }: ForeignEntry): Person | null {
  if (moderatorId === null) return null;
  const login = moderatorLogin ?? moderatorId;
  return { id: moderatorId, login, displayName: moderatorName ?? login };
}

/** Runs `read` on the other file, which is left as it was found. */
function look<T>({ path, known }: ForeignFile, read: (sqlite: Sqlite) => T): T {
  try {
    if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true)
      throw fail('NOT_FOUND', 'There is no such file in the folder import.', { what: 'file' });
    return inspect(path, (sqlite) => {
      const applied = appliedMigrations(sqlite);
      if (applied.length === 0) throw notOurs();
      assertKnown(
        applied,
        known.map((when) => ({ when })),
      );
      return read(sqlite);
    });
  } catch (error) {
    if (isDamage(error) || sqliteCode(error) !== null) throw notOurs(error);
    throw error;
  }
}

function notOurs(cause?: unknown): Error {
  return fail(
    'INVALID_REQUEST',
    'name: this file is not a database of Modkeep, or it is damaged. Nothing was imported.',
    { field: 'name' },
    { cause },
  );
}
