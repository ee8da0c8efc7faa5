// Damaged databases: found, set aside whole, replaced by the newest sound backup or begun anew.
import { existsSync, readFileSync, readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backUp, backupDir, listBackups } from '../../../src/main/db/backup.ts';
import type { Database } from '../../../src/main/db/open.ts';
import { createTempDir, openTestDatabase, recordingLog } from '../../helpers/db.ts';
import { copyMigrations } from './migrations-builder.ts';

const DAY = 86_400_000;
const START = Date.UTC(2026, 10, 20);

let temp: ReturnType<typeof createTempDir>;
let path: string;
beforeEach(() => {
  temp = createTempDir();
  path = join(temp.dir, 'modkeep.db');
});
afterEach(() => temp.remove());

/** Writes rows `from` to `to` and closes; unclean leaves the mark of a crash behind. */
function fill(from: number, to: number, isUnclean = false): void {
  const db = openTestDatabase({ path });
  const insert = db.sqlite.prepare(`INSERT INTO setting VALUES (?, ?, 1)`);
  db.immediate(() => {
    for (let row = from; row <= to; row += 1) insert.run(`name-${row}`, 'x'.repeat(200));
  });
  if (isUnclean) db.suspect();
  db.close();
}

function count(db: Database): unknown {
  return db.sqlite.prepare('SELECT count(*) FROM setting').pluck().get();
}

/** What can happen to a file, each leaving something that is not a sound database. */
const DAMAGE: Readonly<Record<string, () => void>> = {
  'cut in half': () => truncateSync(path, Math.floor(statSync(path).size / 8192) * 4096),
  'cut within a page': () => truncateSync(path, 5000),
  'cut to nothing': () => truncateSync(path, 0),
  'a zeroed page in the middle': () => overwrite(4096 * 2, Buffer.alloc(4096)),
  'all zeros': () => writeFileSync(path, Buffer.alloc(statSync(path).size)),
  'a garbage header': () => overwrite(0, Buffer.from('this is not a database, is it?')),
  'a format from nowhere': () => overwrite(44, Buffer.from([0, 0, 0, 77])),
  'text instead of a database': () => writeFileSync(path, 'hello '.repeat(5000)),
  'garbage in every page': () => {
    for (let at = 4096; at < statSync(path).size; at += 4096) overwrite(at, Buffer.alloc(64, 0xa5));
  },
};

function overwrite(at: number, bytes: Buffer): void {
  const content = readFileSync(path);
  bytes.copy(content, at);
  writeFileSync(path, content);
}

describe.each(Object.entries(DAMAGE))('%s', (_, damage) => {
  it('is set aside unchanged, and the newest backup takes its place', () => {
    fill(1, 100);
    backUp(path, START);
    fill(101, 200);
    const newest = backUp(path, START + DAY);
    fill(201, 300, true);
    damage();
    const damaged = readFileSync(path);
    const log = recordingLog();
    const db = openTestDatabase({ path, log });
    expect(db.recovery).toMatchObject({ restoredFrom: newest });
    expect(readFileSync(db.recovery?.keptAs ?? '')).toEqual(damaged);
    expect(count(db)).toBe(200);
    expect(log.lines).toContain('error damaged database set aside');
    db.close();
    const again = openTestDatabase({ path });
    expect(again.recovery).toBeNull();
    again.close();
  });

  it('is set aside, and without a backup a new database is begun', () => {
    fill(1, 300, true);
    damage();
    const db = openTestDatabase({ path });
    expect(db.recovery).toMatchObject({ restoredFrom: null });
    expect(existsSync(db.recovery?.keptAs ?? '')).toBe(true);
    expect(count(db)).toBe(0);
    db.close();
  });
});

describe('recovery', () => {
  it('keeps the log of a damaged database beside it, under the same name', () => {
    fill(1, 300);
    overwrite(0, Buffer.from('garbage'));
    writeFileSync(`${path}-wal`, 'may hold everything');
    const db = openTestDatabase({ path });
    expect(readFileSync(`${db.recovery?.keptAs}-wal`, 'utf8')).toBe('may hold everything');
    db.close();
  });

  it('does not let SQLite delete the log of a database that is gone', () => {
    writeFileSync(`${path}-wal`, 'may hold everything');
    const db = openTestDatabase({ path });
    expect(db.recovery?.restoredFrom).toBeNull();
    expect(readFileSync(`${db.recovery?.keptAs}-wal`, 'utf8')).toBe('may hold everything');
    db.close();
  });

  it('passes over backups that are damaged themselves', () => {
    fill(1, 100);
    const good = backUp(path, START);
    const bad = backUp(path, START + DAY);
    writeFileSync(bad, 'hello');
    overwrite(0, Buffer.from('garbage'));
    const db = openTestDatabase({ path });
    expect(db.recovery?.restoredFrom).toBe(good);
    expect(existsSync(bad)).toBe(true);
    db.close();
  });

  it('does not restore a backup of a newer version', () => {
    const folder = copyMigrations(temp.dir);
    folder.add(['CREATE TABLE from_the_future (a)']);
    openTestDatabase({ path, migrationsDir: folder.dir }).close();
    backUp(path, START);
    writeFileSync(path, 'hello');
    const db = openTestDatabase({ path });
    expect(db.recovery).toMatchObject({ restoredFrom: null });
    db.close();
  });

  it('looks at every page only after an unclean end, because that takes time', () => {
    fill(1, 300);
    overwrite(statSync(path).size - 4096, Buffer.alloc(4096, 0xa5));
    const trusting = openTestDatabase({ path });
    expect(trusting.recovery).toBeNull();
    trusting.suspect();
    trusting.close();
    const careful = openTestDatabase({ path });
    expect(careful.recovery).not.toBeNull();
    careful.close();
  });
});

describe('damage that shows late', () => {
  it('is recovered from when a migration comes upon it', () => {
    fill(1, 300);
    const good = backUp(path, START);
    const db = openTestDatabase({ path });
    const page = db.sqlite
      .prepare(`SELECT rootpage FROM sqlite_schema WHERE name = 'former_name'`)
      .pluck()
      .get() as number;
    db.close();
    overwrite((page - 1) * 4096, Buffer.alloc(4096, 0xa5));
    const folder = copyMigrations(temp.dir);
    folder.add(['CREATE TABLE next (a)']);
    const after = openTestDatabase({ path, migrationsDir: folder.dir });
    expect(after.recovery?.restoredFrom).toBe(good);
    expect(count(after)).toBe(300);
    after.close();
  });
});

describe('backups', () => {
  it('are sound copies, the three newest of them', () => {
    fill(1, 100);
    const made = [0, 1, 2, 3, 4].map((day) => backUp(path, START + day * DAY));
    expect(listBackups(path)).toEqual(made.slice(2).toReversed());
    expect(readdirSync(backupDir(path))).toHaveLength(3);
    const copy = openTestDatabase({ path: made[4] ?? '' });
    expect(count(copy)).toBe(100);
    copy.close();
  });

  it('are made while the database is in use', () => {
    fill(1, 100);
    const db = openTestDatabase({ path });
    db.immediate(() => db.sqlite.exec(`INSERT INTO setting VALUES ('live', '1', 1)`));
    const file = backUp(path, START);
    expect(existsSync(`${path}-wal`)).toBe(true);
    db.immediate(() => db.sqlite.exec(`INSERT INTO setting VALUES ('later', '1', 1)`));
    const copy = openTestDatabase({ path: file });
    expect(count(copy)).toBe(101);
    copy.close();
    db.close();
  });

  it('leave older ones alone when the new one fails', () => {
    fill(1, 100);
    const kept = backUp(path, START);
    writeFileSync(path, 'hello '.repeat(2000));
    expect(() => backUp(path, START + DAY)).toThrow('not a database');
    expect(listBackups(path)).toEqual([kept]);
    expect(readdirSync(backupDir(path))).toHaveLength(1);
  });
});
