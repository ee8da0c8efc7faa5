// What every open database promises: its settings, its transactions, and the mark of a clean end.
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  assertSettings,
  assertSqliteVersion,
  emptyLog,
  openForLocking,
  openForReading,
} from '../../../src/main/db/connection.ts';
import { sqliteCode, translateSqlite } from '../../../src/main/db/errors.ts';
import type { Database } from '../../../src/main/db/open.ts';
import { setting } from '../../../src/main/db/schema/records.ts';
import { createTempDir, openTestDatabase } from '../../helpers/db.ts';

let temp: ReturnType<typeof createTempDir>;
let path: string;
beforeEach(() => {
  temp = createTempDir();
  path = join(temp.dir, 'modkeep.db');
});
afterEach(() => temp.remove());

function put(db: Database, name: string): void {
  db.immediate(() => db.orm.insert(setting).values({ name, value: '1', changedAt: 1 }).run());
}

function names(db: Database): unknown[] {
  return db.sqlite.prepare('SELECT name FROM setting ORDER BY name').pluck().all();
}

describe('settings', () => {
  it('hold when opened, after the first write, and in the next session', () => {
    const first = openTestDatabase({ path });
    assertSettings(first.sqlite);
    put(first, 'a');
    assertSettings(first.sqlite);
    expect(first.sqlite.pragma('foreign_keys', { simple: true })).toBe(1);
    first.close();
    const second = openTestDatabase({ path });
    put(second, 'b');
    assertSettings(second.sqlite);
    expect(second.sqlite.pragma('synchronous', { simple: true })).toBe(2);
    second.close();
  });

  it.each([
    'synchronous = FULL',
    'recursive_triggers = ON',
    'journal_mode = WAL',
    'trusted_schema = OFF',
    'cell_size_check = ON',
  ])('are found out when %s is left away', (left) => {
    const sqlite = openForLocking(path);
    const pragmas = [
      'journal_mode = WAL',
      'synchronous = FULL',
      'recursive_triggers = ON',
      'checkpoint_fullfsync = ON',
    ];
    pragmas.push('trusted_schema = OFF', 'cell_size_check = ON', 'busy_timeout = 5000', 'journal_size_limit = 8388608');
    for (const pragma of pragmas) if (pragma !== left) sqlite.pragma(pragma);
    sqlite.exec('CREATE TABLE t (a)');
    expect(() => assertSettings(sqlite)).toThrow(left.split(' ')[0]);
    sqlite.pragma(left);
    assertSettings(sqlite);
    sqlite.close();
  });

  it('need a SQLite without the known loss of pages', () => {
    for (const version of ['3.51.3', '3.51.10', '3.54.1', '4.0.0']) assertSqliteVersion(version);
    for (const version of ['3.51.2', '3.50.99', '2.99.99', 'x'])
      expect(() => assertSqliteVersion(version)).toThrow('older');
  });
});

describe('immediate', () => {
  it('commits what it did and returns what it was given', () => {
    const db = openTestDatabase();
    expect(db.immediate(() => 7)).toBe(7);
    put(db, 'a');
    expect(names(db)).toEqual(['a']);
    db.close();
  });

  it('rolls everything back when anything throws', () => {
    const db = openTestDatabase();
    const run = (): void =>
      db.immediate(() => {
        put(db, 'a');
        throw new Error('halfway');
      });
    expect(run).toThrow('halfway');
    expect(names(db)).toEqual([]);
    db.close();
  });

  it('undoes only the inner part when that fails and the outer goes on', () => {
    const db = openTestDatabase();
    db.immediate(() => {
      put(db, 'outer');
      expect(() =>
        db.immediate(() => {
          put(db, 'inner');
          throw new Error('inner');
        }),
      ).toThrow('inner');
    });
    expect(names(db)).toEqual(['outer']);
    db.close();
  });

  it('refuses a promise, because it would commit before the work is done', () => {
    const db = openTestDatabase();
    expect(() => db.immediate(async () => put(db, 'a'))).toThrow('promise');
    expect(names(db)).toEqual([]);
    db.close();
  });

  it('takes the write lock at the start, so that a read before a write cannot be overtaken', () => {
    const db = openTestDatabase({ path });
    const other = openForLocking(path);
    let seen: unknown;
    db.immediate(() => {
      db.sqlite.prepare('SELECT count(*) FROM setting').get();
      try {
        other.exec('BEGIN IMMEDIATE');
      } catch (error) {
        seen = sqliteCode(error);
      }
      put(db, 'a');
    });
    expect(seen).toBe('SQLITE_BUSY');
    // The planted fault: a deferred transaction that read first is overtaken, and no timeout helps it.
    db.sqlite.exec('BEGIN');
    db.sqlite.prepare('SELECT count(*) FROM setting').get();
    other.exec(`INSERT INTO setting VALUES ('b', '1', 1)`);
    expect(() => db.sqlite.exec(`INSERT INTO setting VALUES ('c', '1', 1)`)).toThrow('locked');
    db.sqlite.exec('ROLLBACK');
    other.close();
    db.close();
  });

  it('says DATABASE_BUSY when another program keeps the file locked', () => {
    const db = openTestDatabase({ path });
    db.sqlite.pragma('busy_timeout = 20');
    const other = openForLocking(path);
    other.exec('BEGIN IMMEDIATE');
    expect(() => put(db, 'a')).toThrow('DATABASE_BUSY');
    other.exec('COMMIT');
    put(db, 'a');
    other.close();
    db.close();
  });

  it('says DATABASE_FULL when there is no room, keeps what it has, and goes on once there is', () => {
    const db = openTestDatabase({ path });
    put(db, 'before');
    db.sqlite.pragma(`max_page_count = ${String(db.sqlite.pragma('page_count', { simple: true }))}`);
    const big = (): unknown =>
      db.immediate(() => db.sqlite.prepare('INSERT INTO setting VALUES (?, ?, 1)').run('big', 'x'.repeat(1e6)));
    expect(big).toThrow('DATABASE_FULL');
    expect(names(db)).toEqual(['before']);
    db.sqlite.pragma('max_page_count = 1000000');
    big();
    expect(names(db)).toEqual(['before', 'big']);
    db.close();
  });
});

describe('translateSqlite', () => {
  const sqliteError = (code: string): Error =>
    Object.assign(new Error('text with secrets'), { name: 'SqliteError', code });

  it.each([
    ['SQLITE_FULL', 'DATABASE_FULL'],
    ['SQLITE_IOERR_FSYNC', 'DATABASE_FULL'],
    ['SQLITE_IOERR_WRITE', 'DATABASE_FULL'],
    ['SQLITE_READONLY_DBMOVED', 'DATABASE_FULL'],
    ['SQLITE_CANTOPEN', 'DATABASE_FULL'],
    ['SQLITE_BUSY_SNAPSHOT', 'DATABASE_BUSY'],
    ['SQLITE_LOCKED', 'DATABASE_BUSY'],
    ['SQLITE_CORRUPT_INDEX', 'DATABASE_CORRUPT'],
    ['SQLITE_NOTADB', 'DATABASE_CORRUPT'],
    ['SQLITE_IOERR_SHORT_READ', 'DATABASE_CORRUPT'],
  ])('makes %s %s, without its text', (code, expected) => {
    const translated = translateSqlite(sqliteError(code));
    expect(translated).toMatchObject({ name: 'AppFailure', failure: { code: expected } });
    expect(String(translated)).not.toContain('secrets');
  });

  it('leaves everything else alone', () => {
    for (const error of [sqliteError('SQLITE_CONSTRAINT_UNIQUE'), new Error('other'), 'text', null]) {
      expect(translateSqlite(error)).toBe(error);
    }
  });
});

describe('emptying the log', () => {
  it('empties the log when nobody reads, and does not wait when somebody does', () => {
    const db = openTestDatabase({ path });
    put(db, 'a');
    const reader = openForReading(path);
    const open = reader.prepare('SELECT name FROM setting').iterate();
    open.next();
    put(db, 'b');
    expect(emptyLog(db.sqlite)).toBe(false);
    expect(statSync(`${path}-wal`).size).toBeGreaterThan(0);
    open.return?.();
    reader.close();
    expect(emptyLog(db.sqlite)).toBe(true);
    expect(statSync(`${path}-wal`).size).toBe(0);
    assertSettings(db.sqlite);
    db.close();
  });
});

describe('the end', () => {
  it('leaves one file, and a mark only when it did not close', () => {
    const db = openTestDatabase({ path });
    put(db, 'a');
    expect(existsSync(`${path}-open`)).toBe(true);
    db.close();
    db.close();
    expect(readdirSync(temp.dir)).toEqual(['modkeep.db']);
  });

  it('keeps the mark when damage was suspected, so that the next start looks closely', () => {
    const db = openTestDatabase({ path });
    db.suspect();
    db.close();
    expect(existsSync(`${path}-open`)).toBe(true);
    openTestDatabase({ path }).close();
    expect(existsSync(`${path}-open`)).toBe(false);
  });

  it('leaves readers a connection that cannot write', () => {
    const db = openTestDatabase({ path });
    put(db, 'a');
    const reader = openForReading(path);
    expect(reader.prepare('SELECT count(*) FROM setting').pluck().get()).toBe(1);
    expect(() => reader.exec('DELETE FROM setting')).toThrow('readonly');
    reader.close();
    db.close();
  });

  it('fails clearly where a database cannot be', () => {
    mkdirSync(path);
    expect(() => openTestDatabase({ path })).toThrow('DATABASE_');
    const file = join(temp.dir, 'file');
    writeFileSync(file, '');
    expect(() => openTestDatabase({ path: join(file, 'modkeep.db') })).toThrow('DATABASE_FULL');
  });
});
