// The reader: in a thread beside a file, and in this thread for a database in memory. Each way to end is seen once.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { checkDatabase } from '../../../src/main/db/check.ts';
import { emptyLog, openForReading } from '../../../src/main/db/connection.ts';
import type { Database } from '../../../src/main/db/open.ts';
import { createInlineReader, createReader, type Reader } from '../../../src/main/db/reader.ts';
import { createClock } from '../../../src/main/lib/clock.ts';
import { openReader } from '../../../src/main/wiring/reader.ts';
import { createTempDir, openTestDatabase, recordingLog } from '../../helpers/db.ts';
import { createFakeClock } from '../../helpers/fake-clock.ts';
import { testTasks } from './child-reader.ts';

type TestReader = Reader<typeof testTasks>;

const entry = new URL('./child-reader.ts', import.meta.url);
let temp: ReturnType<typeof createTempDir>;
let db: Database;
let log: ReturnType<typeof recordingLog>;
const onDamage = vi.fn<() => void>();
const open: TestReader[] = [];

beforeEach(() => {
  temp = createTempDir();
  db = openTestDatabase({ path: join(temp.dir, 'modkeep.db') });
  log = recordingLog();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((reader) => reader.close()));
  db.close();
  temp.remove();
});

function threaded(): TestReader {
  const reader = createReader<typeof testTasks>({ path: db.path, entry, clock: createClock(), log, onDamage });
  open.push(reader);
  return reader;
}

function inline(): TestReader {
  const reader = createInlineReader(db.sqlite, testTasks, createClock());
  open.push(reader);
  return reader;
}

const insert = (name: string): void =>
  void db.immediate(() => db.sqlite.prepare('INSERT INTO setting VALUES (?, ?, 1)').run(name, '1'));

describe.each([
  ['in a thread', threaded],
  ['in this thread', inline],
])('the reader %s', (_, create) => {
  it('sees what is committed, and tells what a task throws', async () => {
    const reader = create();
    insert('a');
    expect(await reader.run('count', 'setting')).toBe(1);
    insert('b');
    expect(await reader.run('count', 'setting')).toBe(2);
    await expect(reader.run('refuse', '7')).rejects.toMatchObject({
      failure: { code: 'NOT_FOUND', details: { id: '7' } },
    });
    await expect(reader.run('stumble', null)).rejects.toThrow('a fault of ours');
    await expect(reader.run('gone' as 'count', 'setting')).rejects.toThrow('no reader task gone');
  });

  it('lets short tasks in while a long one takes turns, and ends what is cancelled', async () => {
    const reader = create();
    const stop = new AbortController();
    const long = reader.run('turn', 1_000_000_000, { signal: stop.signal });
    expect(await reader.run('count', 'setting')).toBe(0);
    stop.abort();
    await expect(long).rejects.toMatchObject({ failure: { code: 'CANCELLED' } });
    await expect(reader.run('turn', 1, { signal: stop.signal })).rejects.toMatchObject({
      failure: { code: 'CANCELLED' },
    });
  });

  it('says how far it is at most five times a second, and the last word always', async () => {
    const reader = create();
    const said: number[] = [];
    const began = performance.now();
    await reader.run('turn', 20_000, { onProgress: ({ done }) => said.push(done ?? 0) });
    expect(said[0]).toBe(1);
    expect(said.at(-1)).toBe(20_000);
    expect(said.length).toBeLessThanOrEqual(3 + (performance.now() - began) / 200);
  });

  it('refuses after it was closed', async () => {
    const reader = create();
    await reader.close();
    await reader.close();
    await expect(reader.run('count', 'setting')).rejects.toMatchObject({ failure: { code: 'SERVICE_UNAVAILABLE' } });
  });
});

describe('the thread', () => {
  it('cannot write, and a cancel is seen in the middle of a window', async () => {
    const reader = threaded();
    insert('a');
    await expect(reader.run('write', null)).rejects.toMatchObject({ failure: { code: 'DATABASE_FULL' } });
    expect(await reader.run('count', 'setting')).toBe(1);
    const stop = new AbortController();
    const busy = reader.run('look', null, { signal: stop.signal, onProgress: () => stop.abort() });
    await expect(busy).rejects.toMatchObject({ failure: { code: 'CANCELLED', error: 'seen in the middle' } });
  });

  it.each(['die', 'hoard'] as const)(
    'that ends by "%s" fails what was asked, and the next question is answered',
    async (task) => {
      const reader = threaded();
      await expect(Promise.all([reader.run('turn', 1e9), reader.run(task, null)])).rejects.toMatchObject({
        failure: { code: 'SERVICE_UNAVAILABLE', details: { reason: 'reader_ended' } },
      });
      expect(log.lines.join('\n')).toContain('the reader ended');
      expect(await reader.run('count', 'setting')).toBe(0);
    },
  );

  it('is taken down in the middle of a task, and leaves the log to its owner', async () => {
    const reader = threaded();
    const long = reader.run('turn', 1e9);
    await reader.run('count', 'setting');
    await Promise.all([expect(long).rejects.toMatchObject({ failure: { code: 'CANCELLED' } }), reader.close()]);
    insert('a');
    expect(emptyLog(db.sqlite)).toBe(true);
  });

  it('holds back no checkpoint between two windows', async () => {
    const reader = threaded();
    const stop = new AbortController();
    const long = reader.run('turn', 1e9, { signal: stop.signal });
    await reader.run('count', 'setting');
    insert('a');
    expect(emptyLog(db.sqlite)).toBe(true);
    stop.abort();
    await expect(long).rejects.toMatchObject({ failure: { code: 'CANCELLED' } });
  });

  it('says so when it comes upon damage', async () => {
    db.close();
    writeFileSync(db.path, Buffer.concat([readFileSync(db.path).subarray(0, 4096), Buffer.alloc(400_000, 7)]));
    await expect(threaded().run('count', 'setting')).rejects.toMatchObject({ failure: { code: 'DATABASE_CORRUPT' } });
    expect(onDamage).toHaveBeenCalled();
  });
});

describe('the check', () => {
  it('finds nothing in a sound database, through the app’s own worker', async () => {
    const reader = openReader({ db, clock: createClock(), log });
    const { damaged, tables } = await reader.run('db.check', null);
    expect(damaged).toEqual([]);
    expect(tables).toBeGreaterThan(10);
    await reader.close();
  });

  it('names the table that a page of is broken', async () => {
    for (let index = 0; index < 400; index += 1) insert(`setting ${index}`);
    db.close();
    const bytes = readFileSync(db.path);
    const at = bytes.lastIndexOf('setting 399');
    bytes.fill(0xff, at - (at % 4096), at - (at % 4096) + 60);
    writeFileSync(db.path, bytes);
    const connection = openForReading(db.path);
    const reader = createInlineReader(connection, { check: checkDatabase }, createFakeClock());
    expect((await reader.run('check', null)).damaged).toContain('setting');
    connection.close();
  });
});
