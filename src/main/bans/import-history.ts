// Merges the history of another Modkeep database, through the ledger like everything else: what is known already is not
// told twice, whatever is imported how often. A window of entries is in memory, never the file.
import { basename } from 'node:path';
import type { Person } from '../../shared/model.ts';
import type { AuditLog } from '../audit/append.ts';
import type { Database } from '../db/open.ts';
import type { RunOptions } from '../db/reader.ts';
import type { Bus } from '../lib/bus.ts';
import type { Clock } from '../lib/clock.ts';
import type { Jobs } from '../lib/jobs.ts';
import type { JobContext } from '../lib/live-job.ts';
import type { ForeignEntry, ForeignSummary } from './foreign.ts';
import { observationOf } from './foreign.ts';
import type { Ledger } from './ledger.ts';

export interface HistoryImports {
  /** Merges the database at `path` as a job; one at a time. */
  start(path: string, by: string): string;
}

export interface HistoryImportsDeps {
  readonly db: Database;
  readonly ledger: Ledger;
  readonly jobs: Jobs;
  readonly audit: AuditLog;
  readonly bus: Pick<Bus, 'emit'>;
  readonly clock: Clock;
  readonly summarize: (path: string, options: RunOptions) => Promise<ForeignSummary>;
  readonly read: (
    window: { path: string; after: number; limit: number },
    options: RunOptions,
  ) => Promise<readonly ForeignEntry[]>;
}

const WINDOW = 200;
/** Entries of one commit: a few milliseconds. */
const AT_ONCE = 20;
/** Two notes of one kind about one person this close are one: there is nothing else to tell them apart by. */
const SAME_NOTE_MS = 5_000;

export function createHistoryImports(deps: HistoryImportsDeps): HistoryImports {
  const { db, jobs, ledger, clock } = deps;
  const have = db.sqlite.prepare<[string], number>('SELECT 1 FROM entry WHERE id = ?').pluck();
  const haveNote = db.sqlite
    .prepare<[string, string, string, number, number], number>(
      'SELECT 1 FROM entry WHERE user_id = ? AND channel_id = ? AND kind = ? AND at BETWEEN ? AND ?',
    )
    .pluck();
  const addChannel = db.sqlite.prepare(
    'INSERT OR IGNORE INTO channel (id, login, display_name, is_watched) VALUES (?, ?, ?, 0)',
  );
  const channelIds = db.sqlite.prepare<[], string>('SELECT id FROM channel').pluck();

  /** Our own entry come back, or a note that was heard here as well. */
  function isKnown({ id, userId, channelId, kind, at }: ForeignEntry): boolean {
    if (have.get(id) !== undefined) return true;
    const isNote =
      kind !== 'ban' && kind !== 'timeout' && kind !== 'unknown' && kind !== 'unbanned' && kind !== 'lifted';
    return isNote && haveNote.get(userId, channelId, kind, at - SAME_NOTE_MS, at + SAME_NOTE_MS) !== undefined;
  }

  /** One short commit for the entries of one channel. Returns how many of them started something new here. */
  function apply(channelId: string, entries: readonly ForeignEntry[]): number {
    const seen = entries.flatMap((entry) => {
      const observation = isKnown(entry) ? null : observationOf(entry);
      return observation === null ? [] : [observation];
    });
    return seen.length === 0 ? 0 : ledger.apply(channelId, seen).entries.filter(({ isNew }) => isNew).length;
  }

  function know(channels: readonly Person[]): number {
    const before = new Set(channelIds.all());
    const added = channels.filter(({ id }) => !before.has(id));
    db.immediate(() => added.forEach(({ id, login, displayName }) => addChannel.run(id, login, displayName)));
    if (added.length > 0) deps.bus.emit({ type: 'accounts.changed' });
    return added.length;
  }

  async function run(path: string, by: string, { signal, report, jobId }: JobContext): Promise<Result> {
    report({ phase: 'looking' });
    const { entries, lastSeq, channels } = await deps.summarize(path, { signal });
    const result: Result = { read: 0, added: 0, channels: know(channels), entries };
    report({ phase: 'importing', done: 0, total: entries });
    try {
      for (let after = 0; after < lastSeq;) {
        const window = await deps.read({ path, after, limit: WINDOW }, { signal });
        if (window.length === 0) break;
        for (const some of chunks(window)) {
          signal.throwIfAborted();
          for (const [channelId, group] of Map.groupBy(some, (entry) => entry.channelId))
            result.added += apply(channelId, group);
          result.read += some.length;
          report({ done: result.read });
          await clock.sleep(0);
        }
        after = window.at(-1)!.seq;
      }
    } finally {
      record(path, by, jobId, result);
    }
    return result;
  }

  function record(path: string, by: string, jobId: string, result: Result): void {
    db.immediate(() =>
      deps.audit.append({
        at: clock.now(),
        moderatorId: null,
        moderatorLogin: by,
        action: 'import_history',
        contentType: 'log',
        contentId: 'history',
        contentName: basename(path).slice(0, 120),
        channelId: null,
        reason: '',
        metadata: { ...result, jobId },
      }),
    );
    deps.bus.emit({ type: 'audit.changed' });
  }

  return {
    start(path, by) {
      const spec = { kind: 'import', channelId: null, key: 'history', actor: by } as const;
      return jobs.start(spec, (context) => run(path, by, context));
    },
  };
}

interface Result extends Record<string, unknown> {
  /** Entries looked at so far, of how many. */
  read: number;
  readonly entries: number;
  /** Entries that began here with this import. */
  added: number;
  readonly channels: number;
}

function chunks(window: readonly ForeignEntry[]): ForeignEntry[][] {
  return Array.from({ length: Math.ceil(window.length / AT_ONCE) }, (_, index) =>
    window.slice(index * AT_ONCE, (index + 1) * AT_ONCE),
  );
}
