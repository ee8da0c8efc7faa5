// The audit log's own guards, and the rules that migrations must keep. Each is shown to fail once.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openForLocking } from '../../../src/main/db/connection.ts';
import { assertRising, declaredObjects, presentObjects, readMigrations } from '../../../src/main/db/guards.ts';
import type { Database } from '../../../src/main/db/open.ts';
import { listBackups } from '../../../src/main/db/backup.ts';
import { MIGRATIONS_DIR, createTempDir, openTestDatabase, recordingLog } from '../../helpers/db.ts';
import { copyMigrations } from './migrations-builder.ts';

/** How many migrations this Modkeep has. */
const KNOWN = readMigrations(MIGRATIONS_DIR).length;

let temp: ReturnType<typeof createTempDir>;
let path: string;
beforeEach(() => {
  temp = createTempDir();
  path = join(temp.dir, 'modkeep.db');
});
afterEach(() => temp.remove());

function addAudit(db: Database, seq: number, verb = 'INSERT', id = `id-${seq}`): void {
  const sql = `${verb} INTO audit (seq, id, at, action, content_type, content_id, reason, metadata, prev_hash, hash)
    VALUES (?, ?, 1, 'ban_user', 'user', '1', '', '{}', '', '')`;
  db.sqlite.prepare(sql).run(seq, id);
}

describe('the audit log', () => {
  it('refuses update, delete, replace and a sequence that does not rise', () => {
    const db = openTestDatabase();
    for (const seq of [1, 2, 5]) addAudit(db, seq);
    const before = db.sqlite.prepare('SELECT * FROM audit').all();
    expect(() => db.sqlite.exec(`UPDATE audit SET reason = 'x'`)).toThrow('append-only');
    expect(() => db.sqlite.exec('DELETE FROM audit WHERE seq = 5')).toThrow('append-only');
    expect(() => addAudit(db, 5, 'INSERT OR REPLACE')).toThrow(/append-only|must rise/);
    expect(() => addAudit(db, 6, 'INSERT OR REPLACE', 'id-2')).toThrow('append-only');
    expect(() => addAudit(db, 6, 'REPLACE', 'id-5')).toThrow('append-only');
    for (const seq of [5, 4, 0, -1]) expect(() => addAudit(db, seq, 'INSERT', `new-${seq}`)).toThrow('must rise');
    expect(db.sqlite.prepare('SELECT * FROM audit').all()).toEqual(before);
    db.close();
  });

  it('lets go only of rows up to a checkpoint, which is of a row that is there and rises', () => {
    const db = openTestDatabase();
    for (const seq of [1, 2, 3, 4]) addAudit(db, seq);
    const checkpoint = (seq: number, hash = ''): unknown =>
      db.sqlite.prepare('INSERT INTO audit_checkpoint VALUES (?, ?, 1, 1)').run(seq, hash);
    expect(() => checkpoint(9)).toThrow('of a later row');
    expect(() => checkpoint(2, 'another')).toThrow('of a later row');
    checkpoint(2);
    expect(() => checkpoint(2)).toThrow('of a later row');
    expect(() => db.sqlite.exec('DELETE FROM audit WHERE seq = 3')).toThrow('append-only');
    expect(() => db.sqlite.exec('DELETE FROM audit')).toThrow('append-only');
    db.sqlite.exec('DELETE FROM audit WHERE seq <= 2');
    expect(() => addAudit(db, 2, 'INSERT', 'old')).toThrow('must rise');
    expect(() => db.sqlite.exec('UPDATE audit_checkpoint SET seq = 4')).toThrow('append-only');
    expect(() => db.sqlite.exec('DELETE FROM audit_checkpoint')).toThrow('append-only');
    db.close();
  });

  it('keeps every anchor, and moves only the last one, only on', () => {
    const db = openTestDatabase();
    const add = (id: number): unknown =>
      db.sqlite.prepare(`INSERT INTO audit_anchor VALUES (?, 'first', 1, 5, '', 5, 0, '', 1, NULL, '', '')`).run(id);
    add(1);
    add(2);
    db.sqlite.exec('UPDATE audit_anchor SET seq = 6 WHERE id = 2');
    expect(() => db.sqlite.exec('UPDATE audit_anchor SET seq = 6 WHERE id = 1')).toThrow('only the last');
    expect(() => db.sqlite.exec('UPDATE audit_anchor SET seq = 5 WHERE id = 2')).toThrow('only the last');
    expect(() => db.sqlite.exec('UPDATE audit_anchor SET id = 3 WHERE id = 2')).toThrow('only the last');
    expect(() => db.sqlite.exec('DELETE FROM audit_anchor')).toThrow('append-only');
    db.close();
  });

  it('would lose a row to REPLACE without recursive triggers', () => {
    const db = openTestDatabase();
    addAudit(db, 1);
    db.sqlite.pragma('recursive_triggers = OFF');
    addAudit(db, 2, 'INSERT OR REPLACE', 'id-1');
    expect(db.sqlite.prepare('SELECT seq FROM audit').pluck().all()).toEqual([2]);
    db.close();
  });

  it('gets its triggers back when somebody dropped them by hand', () => {
    openTestDatabase({ path }).close();
    const bare = openForLocking(path);
    bare.exec('DROP TRIGGER audit_no_update; DROP TRIGGER audit_rising');
    bare.close();
    const log = recordingLog();
    const db = openTestDatabase({ path, log });
    expect(log.lines).toContain('warn missing triggers put back');
    addAudit(db, 1);
    expect(() => db.sqlite.exec(`UPDATE audit SET reason = 'x'`)).toThrow('append-only');
    db.close();
  });
});

describe('the journal of migrations', () => {
  it('rises, and every database has the triggers and virtual tables it declares', () => {
    const migrations = readMigrations(MIGRATIONS_DIR);
    const db = openTestDatabase();
    const declared = [...declaredObjects(migrations).keys()];
    expect(declared).toEqual(expect.arrayContaining(['audit_no_update', 'audit_no_delete', 'audit_rising']));
    expect([...presentObjects(db.sqlite)].toSorted()).toEqual(declared.toSorted());
    db.close();
  });

  it.each([-1, 0])('is refused when an entry is %i ms newer than the one before', (afterMs) => {
    const folder = copyMigrations(temp.dir);
    folder.add(['CREATE TABLE later (a)'], afterMs);
    expect(() => openTestDatabase({ migrationsDir: folder.dir })).toThrow('not newer');
  });

  it('is refused when empty, out of order, or without times', () => {
    const entry = { idx: 0, when: 5, tag: 'a' };
    assertRising({ entries: [entry, { idx: 1, when: 6, tag: 'b' }] });
    expect(() => assertRising({ entries: [] })).toThrow('empty');
    expect(() => assertRising({ entries: [entry, { idx: 2, when: 6, tag: 'b' }] })).toThrow('index 2');
    expect(() => assertRising({ entries: [{ ...entry, when: NaN }] })).toThrow('not newer');
  });
});

describe('a newer database', () => {
  it.each([false, true])('is refused and left as it is, byte for byte (after an unclean exit: %s)', (isUnclean) => {
    const folder = copyMigrations(temp.dir);
    folder.add(['CREATE TABLE from_the_future (a)']);
    const newer = openTestDatabase({ path, migrationsDir: folder.dir });
    newer.sqlite.exec(`INSERT INTO from_the_future VALUES (1)`);
    if (!isUnclean) newer.close();
    const files = [path, `${path}-wal`, `${path}-open`, `${path}-journal`];
    const content = (): (Buffer | null)[] => files.map((file) => (existsSync(file) ? readFileSync(file) : null));
    const before = content();
    const names = readdirSync(temp.dir);
    expect(before[1] === null).toBe(!isUnclean);
    let failure: unknown;
    try {
      openTestDatabase({ path });
    } catch (error) {
      failure = error;
    }
    expect(failure).toMatchObject({ failure: { code: 'DATABASE_NEWER', details: { found: KNOWN + 1, known: KNOWN } } });
    expect(content()).toEqual(before);
    expect(readdirSync(temp.dir)).toEqual(names);
    newer.close();
  });
});

describe('migrating an existing database', () => {
  it('backs up first, and the copy is the state before', () => {
    const first = openTestDatabase({ path });
    addAudit(first, 1);
    first.close();
    const folder = copyMigrations(temp.dir);
    folder.add(['ALTER TABLE setting ADD COLUMN note text', `UPDATE setting SET note = ''`]);
    const second = openTestDatabase({ path, migrationsDir: folder.dir });
    expect(second.sqlite.prepare('SELECT count(*) FROM audit').pluck().get()).toBe(1);
    second.close();
    const [copy, ...others] = listBackups(path);
    expect(others).toEqual([]);
    const backup = openTestDatabase({ path: copy ?? '' });
    expect(backup.sqlite.prepare('SELECT count(*) FROM __drizzle_migrations').pluck().get()).toBe(KNOWN);
    expect(backup.sqlite.prepare('SELECT seq FROM audit').pluck().all()).toEqual([1]);
    backup.close();
    openTestDatabase({ path, migrationsDir: folder.dir }).close();
    expect(listBackups(path)).toHaveLength(1);
  });

  const REBUILD_ACCOUNT = [
    'CREATE TABLE new_account (id text PRIMARY KEY NOT NULL, login text NOT NULL)',
    'INSERT INTO new_account SELECT id, login FROM account',
    'DROP TABLE account',
    'ALTER TABLE new_account RENAME TO account',
  ];

  it('rebuilds a table without touching the rows that point at it', () => {
    const folder = copyMigrations(temp.dir);
    folder.add([`CREATE TABLE note (account_id text NOT NULL REFERENCES account(id) ON DELETE CASCADE)`]);
    const db = openTestDatabase({ path, migrationsDir: folder.dir });
    db.sqlite.exec(
      `INSERT INTO account VALUES ('1', 'a', 'A', 'signed-in', NULL, '[]', 1); INSERT INTO note VALUES ('1')`,
    );
    // The planted fault: the same rebuild with foreign keys on empties the children.
    db.sqlite.exec('BEGIN');
    for (const statement of REBUILD_ACCOUNT) db.sqlite.exec(statement);
    expect(db.sqlite.prepare('SELECT count(*) FROM note').pluck().get()).toBe(0);
    db.sqlite.exec('ROLLBACK');
    db.close();
    folder.add(REBUILD_ACCOUNT);
    const after = openTestDatabase({ path, migrationsDir: folder.dir });
    expect(after.sqlite.prepare('SELECT account_id FROM note').pluck().all()).toEqual(['1']);
    expect(after.sqlite.pragma('foreign_keys', { simple: true })).toBe(1);
    after.close();
  });

  it.each([
    ['leaves rows without parent', [`DELETE FROM user`], 'miss their parent'],
    [
      'loses triggers in a rebuild',
      ['CREATE TABLE new_ban AS SELECT * FROM ban', 'DROP TABLE ban', 'ALTER TABLE new_ban RENAME TO ban'],
      'missing ban_counted',
    ],
    ['fails in the middle', ['CREATE TABLE half (a)', 'INSERT INTO nowhere VALUES (1)'], 'nowhere'],
  ])('undoes all of a migration that %s', (_, statements, message) => {
    const folder = copyMigrations(temp.dir);
    const db = openTestDatabase({ path, migrationsDir: folder.dir });
    db.sqlite.exec(
      `INSERT INTO user VALUES ('1', 'a', 'A', 1, 1, 'a'); INSERT INTO former_name VALUES ('1', 'b', 'B', 1, 1)`,
    );
    const schema = db.sqlite.prepare('SELECT * FROM sqlite_schema').all();
    db.close();
    folder.add(statements);
    expect(() => openTestDatabase({ path, migrationsDir: folder.dir })).toThrow(message);
    const again = openTestDatabase({ path });
    expect(again.sqlite.prepare('SELECT * FROM sqlite_schema').all()).toEqual(schema);
    expect(again.sqlite.prepare('SELECT count(*) FROM user').pluck().get()).toBe(1);
    again.close();
  });
});
