// The log is moved beside the main thread: while somebody writes, when all is quiet, and not at all when the thread fails.
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCheckpointer, type Checkpointer } from '../../../src/main/db/checkpointer.ts';
import { LOG_LIMIT_PAGES, OWN_LOG_LIMIT_PAGES } from '../../../src/main/db/connection.ts';
import type { Database } from '../../../src/main/db/open.ts';
import { createClock } from '../../../src/main/lib/clock.ts';
import { createTempDir, openTestDatabase, recordingLog } from '../../helpers/db.ts';

const ENTRY = new URL('../../../src/main/db/checkpointer-worker.ts', import.meta.url);
const PAGE_BYTES = 4_096;

let temp: ReturnType<typeof createTempDir>;
let db: Database;
let checkpointer: Checkpointer;
const log = recordingLog();

beforeEach(() => {
  temp = createTempDir();
  db = openTestDatabase({ path: join(temp.dir, 'modkeep.db') });
  db.sqlite.pragma('wal_checkpoint(TRUNCATE)');
  log.lines.length = 0;
});
afterEach(async () => {
  await checkpointer.close();
  db.close();
  temp.remove();
});

/** One commit that adds at least `pages` pages to the log. */
function write(pages: number): void {
  db.immediate(() =>
    db.sqlite
      .prepare(`INSERT OR REPLACE INTO setting (name, value, changed_at) VALUES ('big', ?, 1)`)
      .run('x'.repeat(pages * PAGE_BYTES)),
  );
}

function start(entry = ENTRY): void {
  checkpointer = createCheckpointer({ db, entry, clock: createClock(), log });
}

const moved = (): number => (db.sqlite.prepare('PRAGMA wal_checkpoint(NOOP)').raw().get() as number[])[2]!;
const logBytes = (): number => statSync(`${db.path}-wal`).size;
const ownLimit = (): unknown => db.sqlite.pragma('wal_autocheckpoint', { simple: true });

describe('the checkpointer', () => {
  it('moves what was written once there is a megabyte of it, and empties the log at the end', async () => {
    start();
    write(300);
    await vi.waitUntil(() => moved() >= 300, { timeout: 10_000 });
    expect(logBytes()).toBeGreaterThan(300 * PAGE_BYTES);
    await checkpointer.close();
    expect(logBytes()).toBe(0);
    expect(ownLimit()).toBe(OWN_LOG_LIMIT_PAGES);
    expect(db.sqlite.prepare(`SELECT length(value) FROM setting`).pluck().get()).toBe(300 * PAGE_BYTES);
    expect(log.lines).toEqual([]);
  });

  it('leaves little writes alone', async () => {
    start();
    write(20);
    await checkpointer.close();
    expect(moved()).toBe(0);
    expect(logBytes()).toBeGreaterThan(20 * PAGE_BYTES);
  });

  it('keeps the log within its limit while somebody writes on and on', async () => {
    start();
    for (let time = 0; time < 30; time += 1) {
      write(300);
      await setImmediate();
    }
    expect(logBytes()).toBeLessThan(1.5 * LOG_LIMIT_PAGES * PAGE_BYTES);
  });

  it('is done without when its thread fails: the log stays within the limit of the one who writes', async () => {
    const broken = join(temp.dir, 'broken.mjs');
    writeFileSync(broken, 'throw new Error("no")');
    start(pathToFileURL(broken));
    write(300);
    await vi.waitUntil(() => log.lines.length > 0, { timeout: 10_000 });
    expect(log.lines).toEqual(['warn the checkpointer failed']);
    await vi.waitUntil(() => ownLimit() === OWN_LOG_LIMIT_PAGES, { timeout: 10_000 });
    for (let time = 0; time < 20; time += 1) write(300);
    expect(logBytes()).toBeLessThan(2 * OWN_LOG_LIMIT_PAGES * PAGE_BYTES);
  });

  it('fails nobody’s write when its thread cannot even be started', () => {
    start(new URL('http://127.0.0.1/'));
    write(300);
    write(300);
    expect(log.lines).toEqual(['warn the checkpointer failed']);
    expect(ownLimit()).toBe(OWN_LOG_LIMIT_PAGES);
  });
});
