// Another database's history, merged: what both have seen is one entry, what only the other has seen is added, and doing
// it again changes nothing.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createAuditLog } from '../../../src/main/audit/append.ts';
import { readForeign, summarizeForeign } from '../../../src/main/bans/foreign.ts';
import { createHistoryImports } from '../../../src/main/bans/import-history.ts';
import { readMigrations } from '../../../src/main/db/guards.ts';
import { createJobJournal } from '../../../src/main/db/job-journal.ts';
import { createInlineReader } from '../../../src/main/db/reader.ts';
import { describe as describeError } from '../../../src/main/dispatch.ts';
import { createJobs } from '../../../src/main/lib/jobs.ts';
import type { JobView } from '../../../src/shared/model.ts';
import { createTempDir, MIGRATIONS_DIR, recordingLog } from '../../helpers/db.ts';
import {
  act,
  at,
  CHANNEL,
  createLedgerWorld,
  MOD,
  person,
  row,
  START,
  type LedgerWorld,
} from '../../helpers/ledger.ts';

const known = readMigrations(MIGRATIONS_DIR).map(({ when }) => when);
let temp: ReturnType<typeof createTempDir>;
let here: LedgerWorld;
let there: LedgerWorld;
let file: string;
beforeEach(() => {
  temp = createTempDir();
  file = join(temp.dir, 'other.db');
  here = createLedgerWorld();
  there = createLedgerWorld({ watchedSince: START - 90 * 86_400_000 });
});
afterEach(() => {
  here.close();
  there.close();
  temp.remove();
});

/** Runs an import of what `there` is now; `stopAfter` windows it is cancelled. */
async function importIt(options: { path?: string; stopAfter?: number } = {}): Promise<JobView> {
  const { db, clock, bus, ledger } = here;
  if (options.path === undefined) {
    file = join(temp.dir, `other-${Math.floor(clock.random() * 1e9)}.db`);
    there.db.sqlite.prepare('VACUUM INTO ?').run(file);
  }
  const path = options.path ?? file;
  const log = recordingLog();
  const jobs = createJobs({ journal: createJobJournal(db), clock, log, bus, describe: describeError });
  const reader = createInlineReader(db.sqlite, { readForeign, summarizeForeign }, clock);
  let windows = 0;
  const imports = createHistoryImports({
    db,
    ledger,
    jobs,
    audit: createAuditLog({ db, now: clock.now }),
    bus,
    clock,
    summarize: (from, more) => reader.run('summarizeForeign', { path: from, known }, more),
    read: (window, more) => {
      windows += 1;
      if (windows === options.stopAfter) void jobs.cancel(jobId);
      return reader.run('readForeign', { ...window, known }, more);
    },
  });
  const jobId = imports.start(path, 'owner');
  for (let turn = 0; turn < 500; turn += 1) {
    await clock.advance(1);
    const job = jobs.get(jobId)!;
    if (!['queued', 'running', 'waiting'].includes(job.status)) return job;
  }
  throw new Error('the import does not end');
}

const rowsOf = (world: LedgerWorld) => ({
  entries: world.db.sqlite.prepare('SELECT * FROM entry ORDER BY seq').all(),
  bans: world.db.sqlite.prepare('SELECT * FROM ban ORDER BY row').all(),
  people: world.db.sqlite.prepare('SELECT * FROM user ORDER BY id').all(),
  audit: world.db.sqlite.prepare("SELECT * FROM audit WHERE action <> 'import_history'").all(),
});

test('what both saw is one entry, what only the other saw is added, and the current list follows', async () => {
  const [both, theirs, ours, over] = [person(1), person(2), person(3), person(4)];
  there.ledger.apply(CHANNEL, [
    act('eventsub', 'ban', both, -7200, { reason: 'spam' }),
    act('eventsub', 'ban', theirs, -7100, { reason: 'raid' }),
    act('eventsub', 'timeout', over, -7000, { ends: -6400 }),
    act('eventsub', 'ban', over, -6000),
    act('eventsub', 'unban', over, -5000),
  ]);
  here.ledger.apply(CHANNEL, [row(both, -7200, '', { reason: 'spam' }), act('eventsub', 'ban', ours, -100)]);
  const job = await importIt();
  expect(job).toMatchObject({ status: 'completed', summary: { entries: 6, read: 6, added: 5 } });
  expect(here.list()).toEqual(['user1 ban', 'user2 ban', 'user3 ban']);
  expect(here.history().filter((line) => !line.includes('found'))).toEqual(
    expect.arrayContaining([
      'user1 ban @-7200 by mod_user [poll import]',
      'user2 ban @-7100 by mod_user [import]',
      'user4 unbanned @-5000 by mod_user [import]',
      'user3 ban @-100 by mod_user [eventsub]',
    ]),
  );
  expect(here.history().filter((line) => line.startsWith('user1'))).toHaveLength(1);
});

test('importing twice changes nothing, also after the other went on', async () => {
  for (let id = 0; id < 60; id += 1) {
    const seconds = -5000 + id * 10;
    there.ledger.apply(CHANNEL, [
      act('eventsub', id % 2 === 0 ? 'ban' : 'timeout', person(id), seconds, { ends: 9000 }),
    ]);
  }
  there.ledger.apply(CHANNEL, [
    {
      type: 'note',
      source: 'eventsub',
      key: 'w',
      kind: 'warned',
      user: person(1),
      moderator: MOD,
      at: at(-10),
      reason: 'hm',
    },
    row(person(99), -99, 'no time at all'),
  ]);
  await importIt();
  const once = rowsOf(here);
  expect(once.entries).toHaveLength(62);
  expect(once.audit).toEqual([]);
  const again = await importIt();
  expect(again.summary).toMatchObject({ added: 0 });
  expect(rowsOf(here)).toEqual(once);
  // A later voice on the same act there is nothing new here.
  there.ledger.apply(CHANNEL, [row(person(0), -5000, '')]);
  await importIt();
  expect(rowsOf(here)).toEqual(once);
});

test('a backup of one’s own changes nothing', async () => {
  here.ledger.apply(CHANNEL, [act('eventsub', 'ban', person(1), 1), row(person(2), -9000)]);
  const before = rowsOf(here);
  here.db.sqlite.prepare('VACUUM INTO ?').run(file);
  expect(await importIt({ path: file })).toMatchObject({ status: 'completed', summary: { read: 2, added: 0 } });
  expect(rowsOf(here)).toEqual(before);
});

test('it has one row in the audit log, a new channel is known but not watched, and nothing is announced', async () => {
  there.db.sqlite.exec("INSERT INTO channel (id, login, display_name, is_watched) VALUES ('2', 'second', 'Second', 1)");
  there.ledger.apply('2', [act('eventsub', 'ban', person(1), -10)]);
  await importIt();
  expect(here.audit().map(({ action }) => action)).toEqual(['import_history']);
  expect(here.db.sqlite.prepare("SELECT is_watched FROM channel WHERE id = '2'").pluck().get()).toBe(0);
  expect(here.log.lines).toEqual([]);
});

test('when it is cancelled, what came so far stays and is told', async () => {
  for (let id = 0; id < 450; id += 1) there.ledger.apply(CHANNEL, [act('eventsub', 'ban', person(id), -5000 + id)]);
  const job = await importIt({ stopAfter: 2 });
  expect(job.status).toBe('cancelled');
  const metadata = here.db.sqlite.prepare<[], string>('SELECT metadata FROM audit').pluck().get()!;
  expect(JSON.parse(metadata)).toMatchObject({ read: 200, added: 200, entries: 450 });
  expect((await importIt()).summary).toMatchObject({ read: 450, added: 250 });
});

test.each([
  ['is no database', (path: string) => writeFileSync(path, 'hello '.repeat(1000)), 'INVALID_REQUEST'],
  ['is empty', (path: string) => writeFileSync(path, ''), 'INVALID_REQUEST'],
  ['is not there', () => undefined, 'NOT_FOUND'],
  [
    'is of a newer Modkeep',
    (path: string) => {
      there.db.sqlite.exec("INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('x', 99999999999999)");
      there.db.sqlite.prepare('VACUUM INTO ?').run(path);
    },
    'DATABASE_NEWER',
  ],
])('a file that %s is refused, and nothing is written', async (_, make, code) => {
  make(file);
  expect(await importIt({ path: file })).toMatchObject({ status: 'failed', error: { code } });
  expect(here.audit()).toEqual([]);
});
