// The copies as people deal with them: a list, one more now, one every day, and going back to one. The files themselves
// are backup.ts's and restore.ts's; what takes long happens in a reader of its own, so that nobody waits for it.
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { BackupView } from '../../shared/contract/data.ts';
import { fail } from '../../shared/errors.ts';
import type { Clock } from '../lib/clock.ts';
import type { Jobs } from '../lib/jobs.ts';
import type { Log } from '../lib/log.ts';
import { DAY_MS, fileStamp, HOUR_MS, MINUTE_MS, parseFileStamp, parseRfc3339, toIso } from '../lib/time.ts';
import { backupDir, listBackups } from './backup.ts';
import type { MadeBackup } from './backup-tasks.ts';
import { stagedRestore, stageRestore, unstageRestore } from './restore.ts';

export interface Backups {
  /** Newest first. */
  list(): readonly BackupView[];
  /** Makes a copy as a job; while one is being made this gives that job's id. */
  create(by: string | null): string;
  /** Looks through the copy and stages it. Throws NOT_FOUND, and DATABASE_CORRUPT when it can't be used. */
  restore(name: string, by: string): Promise<BackupView>;
  cancelRestore(): readonly BackupView[];
  /** A copy a day, when nothing else is going on; soon, if the last one is older. Returns what stops it. */
  follow(): () => void;
}

export interface BackupsDeps {
  /** The database file. */
  readonly path: string;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly log: Log;
  readonly makeCopy: (now: number) => Promise<MadeBackup>;
  /** True when the copy at `path` is sound and of a version that can be opened. */
  readonly isUsable: (path: string) => Promise<boolean>;
}

const LOOK_MS = 10 * MINUTE_MS;
/** After a start there is something better to do. */
const QUIET_MS = 2 * MINUTE_MS;
/** A little less than a day, so that the hour does not wander through the night. */
const OLD_MS = DAY_MS - HOUR_MS / 2;

export function createBackups(deps: BackupsDeps): Backups {
  const { path, jobs, clock, log } = deps;

  function list(): readonly BackupView[] {
    const dir = backupDir(path);
    const kept = existsSync(dir) ? readdirSync(dir).filter((name) => /^kept-.*\.db$/.test(name)) : [];
    const staged = stagedRestore(path)?.name;
    return [...listBackups(path).map((copy) => basename(copy)), ...kept]
      .flatMap((name) => {
        const info = statSync(join(dir, name), { throwIfNoEntry: false });
        const madeAt = parseFileStamp(name.slice(name.indexOf('-') + 1, -'.db'.length));
        if (info === undefined || madeAt === null) return [];
        const kind = name.startsWith('kept-') ? ('kept' as const) : ('copy' as const);
        return [{ name, kind, bytes: info.size, madeAt: toIso(madeAt), isStaged: name === staged }];
      })
      .toSorted((one, other) => (one.madeAt < other.madeAt ? 1 : -1));
  }

  function find(name: string): BackupView {
    const found = list().find((backup) => backup.name === name);
    if (found === undefined) throw fail('NOT_FOUND', 'There is no such backup any more.', { what: 'backup', id: name });
    return found;
  }

  function create(by: string | null): string {
    const spec = { kind: 'backup', channelId: null, key: 'database', actor: by, journal: by !== null } as const;
    return jobs.start(spec, async ({ report, keep }) => {
      report({ phase: 'copying' });
      try {
        const { name, bytes } = await deps.makeCopy(clock.now());
        return { name, bytes };
      } catch (error) {
        // One that nobody asked for is only written down when it fails.
        keep();
        throw error;
      }
    });
  }

  function isDue(): boolean {
    const newest = list().find(({ kind }) => kind === 'copy');
    const age = newest === undefined ? Infinity : clock.now() - (parseRfc3339(newest.madeAt) ?? 0);
    const isBusy = jobs.list({ active: true, limit: 10 }).some(({ kind }) => kind !== 'sign-in');
    return !isBusy && (age > OLD_MS || age < 0);
  }

  return {
    list,
    create,
    async restore(name, by) {
      find(name);
      if (!(await deps.isUsable(join(backupDir(path), name))))
        throw fail('DATABASE_CORRUPT', 'This backup is damaged, or of a newer Modkeep. Nothing was changed.', {});
      mkdirSync(backupDir(path), { recursive: true });
      stageRestore(path, { name, keepAs: `kept-${fileStamp(clock.now())}.db`, by });
      log.warn('a backup is to take the place of the database at the next start', { name, by });
      return find(name);
    },
    cancelRestore() {
      unstageRestore(path);
      return list();
    },
    follow() {
      const stopped = new AbortController();
      const look = (): void => {
        try {
          if (isDue()) create(null);
        } catch (error) {
          log.warn('the daily backup could not be looked at', { error: String(error) });
        }
      };
      clock.sleep(QUIET_MS, stopped.signal).then(look, () => undefined);
      const stopLooking = clock.every(LOOK_MS, look);
      return () => (stopLooking(), stopped.abort());
    },
  };
}
