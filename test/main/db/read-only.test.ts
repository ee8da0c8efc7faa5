// Fault 24 in virtual time: when the disk takes nothing more, who waits for it, and how it is found out that it does again.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../../src/main/db/open.ts';
import { createReadOnly, type ReadOnly } from '../../../src/main/db/read-only.ts';
import { fail } from '../../../src/shared/errors.ts';
import { openTestDatabase, recordingLog } from '../../helpers/db.ts';
import { createFakeClock, type FakeClock } from '../../helpers/fake-clock.ts';
import { fill, makeRoom, protect } from '../../helpers/full-disk.ts';

let clock: FakeClock;
let db: Database;
let readOnly: ReadOnly;
let log: ReturnType<typeof recordingLog>;
/** What was told, and how often a transaction was refused. */
const told: string[] = [];
let refusals = 0;

beforeEach(() => {
  clock = createFakeClock();
  db = openTestDatabase({ clock });
  log = recordingLog();
  told.length = 0;
  refusals = 0;
  readOnly = createReadOnly({ db, clock, log, onChange: () => void told.push(state()) });
  readOnly.onOver((lastedMs) => void told.push(`over after ${lastedMs}`));
  db.onFailure((error) => {
    refusals += 1;
    readOnly.refused(error);
  });
  db.onTransaction(readOnly.kept);
  db.sqlite.exec('CREATE TABLE thing (x)');
});
afterEach(() => {
  readOnly.stop();
  db.close();
});

const state = (): string => (readOnly.since() === null ? 'writable' : 'read-only');
const put = (bytes = 100_000): unknown =>
  db.immediate(() => db.sqlite.prepare('INSERT INTO thing VALUES (zeroblob(?))').run(bytes));
const things = (): unknown => db.sqlite.prepare('SELECT count(*) FROM thing').pluck().get();
const never = new AbortController().signal;

describe.each([
  ['full', fill],
  ['write-protected', protect],
])('a disk that is %s', (_name, break_) => {
  test('is noticed at the first refusal, told once, and over by itself when there is room', async () => {
    expect(state()).toBe('writable');
    break_(db.sqlite);
    const began = clock.now();
    for (let index = 0; index < 5; index += 1) expect(() => put()).toThrow('DATABASE_FULL');
    expect(readOnly.since()).toBe(began);
    expect(readOnly.assertWritable).toThrow('DATABASE_FULL');
    await clock.advance(600_000);
    expect(told).toEqual(['read-only']);
    // Five refusals, then a try every ten seconds at the most.
    expect(refusals).toBeGreaterThan(5 + 50);
    expect(refusals).toBeLessThan(5 + 70);
    makeRoom(db.sqlite);
    await clock.advance(10_000);
    expect(told).toEqual(['read-only', expect.stringMatching(/^over after 6\d{5}$/), 'writable']);
    expect(readOnly.assertWritable).not.toThrow();
    put();
    expect(log.lines.filter((line) => line.includes('nothing can be saved'))).toHaveLength(1);
    expect(log.lines.filter((line) => line.includes('saving works again'))).toHaveLength(1);
    expect(clock.pending()).toBe(0);
  });

  test('leaves nothing behind of what was tried', async () => {
    const tables = (): unknown => db.sqlite.prepare('SELECT name FROM sqlite_schema ORDER BY name').pluck().all();
    const before = tables();
    break_(db.sqlite);
    expect(() => put()).toThrow('DATABASE_FULL');
    await clock.advance(5_000);
    expect(tables()).toEqual(before);
    makeRoom(db.sqlite);
    await clock.advance(10_000);
    expect([state(), tables()]).toEqual(['writable', before]);
  });
});

test('a small row that still finds room is no end of it, but a reason to look', async () => {
  fill(db.sqlite);
  expect(() => put()).toThrow('DATABASE_FULL');
  await clock.advance(7_000);
  db.immediate(() => db.sqlite.pragma('user_version = 1'));
  await clock.advance(0);
  expect(state()).toBe('read-only');
  makeRoom(db.sqlite);
  await clock.advance(2_500);
  db.immediate(() => db.sqlite.pragma('user_version = 2'));
  await clock.advance(0);
  expect(state()).toBe('writable');
});

test('room for a few pages is not enough to go on with', async () => {
  fill(db.sqlite);
  expect(() => put()).toThrow('DATABASE_FULL');
  db.sqlite.pragma(`max_page_count = ${Number(db.sqlite.pragma('page_count', { simple: true })) + 4}`);
  await clock.advance(30_000);
  expect(state()).toBe('read-only');
});

test('only a refusal for room begins it', () => {
  readOnly.refused({ code: 'DATABASE_BUSY', error: '', details: {} });
  readOnly.refused({ code: 'DATABASE_CORRUPT', error: '', details: {} });
  expect(state()).toBe('writable');
});

describe('work that can wait', () => {
  test('waits, says so, and is done again once there is room', async () => {
    fill(db.sqlite);
    const said: string[] = [];
    const work = readOnly.through(() => put(), { signal: never, onWait: () => void said.push(state()) });
    await clock.advance(30_000);
    expect([said, things()]).toEqual([['read-only'], 0]);
    makeRoom(db.sqlite);
    await clock.advance(10_000);
    await work;
    expect(things()).toBe(1);
  });

  test('ends with its signal, and with any other failure', async () => {
    protect(db.sqlite);
    const stop = new AbortController();
    const stopped = readOnly.through(() => put(), { signal: stop.signal });
    stopped.catch(() => undefined);
    await clock.advance(1_000);
    stop.abort(new Error('told to stop'));
    await expect(stopped).rejects.toThrow('told to stop');
    makeRoom(db.sqlite);
    await clock.advance(10_000);
    // The same code from elsewhere, while the database is well: waiting for it would never end.
    const other = (): never => {
      throw fail('DATABASE_FULL', 'No room in that folder.', {});
    };
    await expect(readOnly.through(other, { signal: never })).rejects.toThrow('that folder');
  });

  test('what must be written in the end is, once', async () => {
    protect(db.sqlite);
    readOnly.eventually(put);
    readOnly.eventually(put);
    await clock.advance(20_000);
    expect(things()).toBe(0);
    makeRoom(db.sqlite);
    await clock.advance(10_000);
    expect(things()).toBe(2);
  });
});

test('looks no more once it is stopped', async () => {
  protect(db.sqlite);
  expect(() => put()).toThrow('DATABASE_FULL');
  readOnly.stop();
  await clock.advance(60_000);
  expect([refusals, clock.pending()]).toEqual([1, 0]);
});
