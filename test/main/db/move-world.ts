// A usual data folder as a crash leaves it, with a goal to move to. Test code.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openForReading } from '../../../src/main/db/connection.ts';
import { databaseIn, stageMove, type StagedMove } from '../../../src/main/db/place.ts';
import { createClock } from '../../../src/main/lib/clock.ts';
import { settleMove, type SettleDeps, type Settled } from '../../../src/main/wiring/move.ts';
import { createTempDir, MIGRATIONS_DIR, openTestDatabase, recordingLog } from '../../helpers/db.ts';

export interface MoveWorld {
  readonly dir: string;
  readonly home: string;
  readonly target: string;
  readonly log: ReturnType<typeof recordingLog>;
  /** Puts a data folder into `dir`, whose settings hold `word`; its newest commit is in the log only. */
  fill(dir: string, word: string): void;
  stage(change?: Partial<StagedMove>): void;
  /** The next start. */
  settle(change?: Partial<SettleDeps>): Promise<Settled>;
  remove(): void;
}

export function createMoveWorld(): MoveWorld {
  const temp = createTempDir();
  const home = join(temp.dir, 'usual');
  const target = join(temp.dir, 'disk', 'Modkeep');
  const log = recordingLog();
  mkdirSync(home);
  mkdirSync(target, { recursive: true });
  return {
    dir: temp.dir,
    home,
    target,
    log,
    fill(dir, word) {
      const made = join(temp.dir, `made-${word}`);
      mkdirSync(made);
      const db = openTestDatabase({ path: databaseIn(made) });
      db.sqlite.pragma('wal_checkpoint(TRUNCATE)');
      db.sqlite.prepare(`INSERT INTO setting VALUES ('word', ?, 1)`).run(word);
      // As a crash leaves it: nothing is closed.
      for (const part of ['', '-wal', '-open']) cpSync(databaseIn(made) + part, databaseIn(dir) + part);
      db.close();
      for (const folder of ['backups', 'logs', 'shell']) mkdirSync(join(dir, folder), { recursive: true });
      writeFileSync(join(dir, 'backups', 'modkeep-20261120T120000000Z.db'), `a copy of ${word}`);
      writeFileSync(join(dir, 'vault.bin.json'), `{"of":"${word}"}`);
      writeFileSync(join(dir, 'logs', 'modkeep.log'), 'a diary\n');
    },
    stage: (change = {}) =>
      stageMove(home, {
        id: '01900000-0000-7000-8000-000000000001',
        from: home,
        target,
        how: 'copy',
        by: 'owner',
        isStarted: false,
        ...change,
      }),
    settle: (change = {}) => settleMove({ home, migrationsDir: MIGRATIONS_DIR, clock: createClock(), log, ...change }),
    remove: () => temp.remove(),
  };
}

/** The word in a data folder's settings; null without a database. */
export function wordIn(dir: string): string | null {
  if (!existsSync(databaseIn(dir))) return null;
  const sqlite = openForReading(databaseIn(dir));
  try {
    return sqlite.prepare<[], string>(`SELECT value FROM setting WHERE name = 'word'`).pluck().get() ?? null;
  } finally {
    sqlite.close();
  }
}

/** Every file below `dir` with its content, but for what SQLite leaves beside a database that was read. */
export function contentOf(dir: string): ReadonlyMap<string, string> {
  const names = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = names.map(({ parentPath, name }) => join(parentPath, name).slice(dir.length + 1));
  return new Map(
    files
      .filter((name) => !/^(?:lock\.db|modkeep\.db-shm$|modkeep\.db-wal$|move\.json$)/.test(name))
      .map((name) => [name, readFileSync(join(dir, name), 'latin1')]),
  );
}
