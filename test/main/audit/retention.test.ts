// What retention removes, when, with whose consent, and that the rest can still be proven.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createAnchorKeys } from '../../../src/main/audit/anchor-key.ts';
import { commands } from '../../../src/shared/contract.ts';
import { createAnchor } from '../../../src/main/audit/anchor.ts';
import { createAuditLog } from '../../../src/main/audit/append.ts';
import { createEnds } from '../../../src/main/audit/chain.ts';
import { judge } from '../../../src/main/audit/judge.ts';
import { findPrefix } from '../../../src/main/audit/prefix.ts';
import { createAuditQueries } from '../../../src/main/audit/queries.ts';
import { createRetention } from '../../../src/main/audit/retention.ts';
import { walkAudit } from '../../../src/main/audit/walk.ts';
import { createMemoryVault } from '../../../src/main/accounts/vault-memory.ts';
import { createSearchIndex } from '../../../src/main/db/search-index.ts';
import { createJobJournal } from '../../../src/main/db/job-journal.ts';
import { createInlineReader } from '../../../src/main/db/reader.ts';
import { describe as describeError } from '../../../src/main/dispatch.ts';
import { createBus } from '../../../src/main/lib/bus.ts';
import { createJobs } from '../../../src/main/lib/jobs.ts';
import { DAY_MS, HOUR_MS, lastLocalHour, MINUTE_MS } from '../../../src/main/lib/time.ts';
import { readRetentionDays } from '../../../src/main/settings/retention-days.ts';
import { openTestDatabase, recordingLog, silentLog } from '../../helpers/db.ts';
import { createFakeClock } from '../../helpers/fake-clock.ts';
import { record } from './proof-world.ts';

type World = Awaited<ReturnType<typeof open>>;
let world: World;
beforeEach(async () => {
  world = await open();
});
afterEach(() => world.db.close());

async function open() {
  const clock = createFakeClock();
  const db = openTestDatabase({ clock });
  const log = recordingLog();
  const bus = createBus(() => undefined);
  const keys = createAnchorKeys({ vault: createMemoryVault(), log, protect: () => undefined });
  await keys.load();
  const anchor = createAnchor({ db, keys, now: clock.now });
  const audit = createAuditLog({ db, now: clock.now, anchor });
  db.immediate(() => audit.settle());
  const jobs = createJobs({ journal: createJobJournal(db), clock, log, bus, describe: describeError });
  const reader = createInlineReader(db.sqlite, { findPrefix, walkAudit }, clock);
  const settings = { days: null as number | null };
  const retention = createRetention({
    db,
    audit,
    jobs,
    bus,
    clock,
    log,
    twitchNow: clock.now,
    days: () => settings.days,
    findPrefix: (input, options) => reader.run('findPrefix', input, options),
  });
  return {
    db,
    clock,
    jobs,
    settings,
    retention,
    /** Rows as old as `days` say, in this order. */
    add: (...days: number[]) =>
      db.immediate(() => days.forEach((day) => audit.append(record({ at: clock.now() - day * DAY_MS })))),
    append: (more: Parameters<typeof record>[0]) => db.immediate(() => audit.append(record(more))),
    indexed: (text: string) =>
      db.sqlite.prepare<[string], number>('SELECT rowid FROM audit_terms WHERE audit_terms MATCH ?').pluck().all(text),
    seqs: () => db.sqlite.prepare<[], number>('SELECT seq FROM audit ORDER BY seq').pluck().all(),
    async isProven() {
      const segments = anchor.segments();
      const head = createEnds(db).head();
      const walked = await reader.run('walkAudit', { to: head.seq, marks: segments.map(({ seq }) => seq) });
      return judge({ walked, segments, head, key: keys.current(), remembered: keys.memory().anchor });
    },
  };
}

async function ended(jobId: string): Promise<string> {
  for (let turn = 0; turn < 200; turn += 1) {
    await world.clock.advance(1);
    const { status } = world.jobs.get(jobId)!;
    if (status !== 'running' && status !== 'queued') return status;
  }
  throw new Error('the purge does not end');
}

test('the longest beginning in which every row is older goes, and nothing behind the first younger one', async () => {
  world.add(200, 100, 95, 10, 300, 5);
  world.settings.days = 90;
  expect(await world.retention.preview(90)).toMatchObject({ rows: 3, fromSeq: 1, toSeq: 3 });
  expect(await world.retention.preview(150)).toMatchObject({ rows: 1, toSeq: 1 });
  expect(await world.retention.preview(3650)).toMatchObject({ rows: 0, firstAt: null });
  expect(world.seqs()).toHaveLength(6);
  expect(await ended(world.retention.purge(90, 'owner'))).toBe('completed');
  expect(world.seqs()).toEqual([4, 5, 6, 7]);
  expect(await world.isProven()).toMatchObject({ isUnbroken: true, anchoring: 'anchored', rows: 4, removed: 3 });
  const { reason, metadata } = world.db.sqlite
    .prepare<[], { reason: string; metadata: string }>("SELECT * FROM audit WHERE action = 'purge_log'")
    .get()!;
  expect(reason).toBe('Rows 1 to 3, all older than 90 days, were removed.');
  expect(JSON.parse(metadata)).toMatchObject({ fromSeq: 1, toSeq: 3, rows: 3, days: 90 });
  // Again: nothing is old enough, nothing happens.
  expect(await ended(world.retention.purge(90, 'owner'))).toBe('completed');
  expect(world.seqs()).toEqual([4, 5, 6, 7]);
});

test('nothing goes by itself before somebody has agreed, and never more than was agreed to', async () => {
  world.add(200, 100, 40, 5);
  const stop = world.retention.follow();
  world.settings.days = 90;
  await world.clock.advance(2 * DAY_MS);
  expect(world.seqs()).toEqual([1, 2, 3, 4]);
  expect(() => world.retention.purge(30, 'owner')).toThrow('keep 90 days');
  await ended(world.retention.purge(150, 'owner'));
  expect(world.seqs()).toEqual([2, 3, 4, 5]);
  await world.clock.advance(2 * DAY_MS);
  expect(world.seqs()).toEqual([2, 3, 4, 5]);
  await ended(world.retention.purge(90, 'owner'));
  expect(world.seqs()).toEqual([3, 4, 5, 6]);
  // Sixty days later the third row is old enough: it goes at night, without being asked for again.
  await world.clock.advance(60 * DAY_MS);
  expect(world.seqs()[0]).toBe(4);
  expect(world.retention.view()).toMatchObject({ days: 90, consentDays: 90 });
  world.settings.days = null;
  await world.clock.advance(400 * DAY_MS);
  expect(world.seqs()[0]).toBe(4);
  stop();
});

test('it is looked at once a night, and at the first chance after one that was missed', async () => {
  world.settings.days = 90;
  await ended(world.retention.purge(90, 'owner'));
  const ran = () => Date.parse(world.retention.view().ranAt!);
  const stop = world.retention.follow();
  const before = ran();
  const night = lastLocalHour(world.clock.now(), 2) + DAY_MS;
  await world.clock.advance(night - world.clock.now() - MINUTE_MS);
  expect(ran()).toBe(before);
  await world.clock.advance(11 * MINUTE_MS);
  expect(ran()).toBeGreaterThanOrEqual(night);
  const after = ran();
  await world.clock.advance(20 * HOUR_MS);
  expect(ran()).toBe(after);
  stop();
  world.clock.jump(3 * DAY_MS);
  const stopAgain = world.retention.follow();
  await world.clock.advance(2 * MINUTE_MS);
  expect(ran()).toBeGreaterThan(after);
  stopAgain();
});

test('a purge that was cut off ends at the next start, and the log was right all the time', async () => {
  world.add(...Array.from({ length: 100 }, () => 200), 1);
  const row = world.db.sqlite.prepare<[], { hash: string }>('SELECT hash FROM audit WHERE seq = 60').get()!;
  world.db.sqlite.prepare('INSERT INTO audit_checkpoint VALUES (60, ?, 60, 1)').run(row.hash);
  world.db.sqlite.exec('DELETE FROM audit WHERE seq <= 25');
  expect((await world.isProven()).rows).toBe(41);
  const stop = world.retention.follow();
  await world.clock.advance(2 * MINUTE_MS);
  expect(world.seqs()[0]).toBe(61);
  stop();
});

test('what adds to a removed row is shown as that, and what was removed is in no index', async () => {
  const { db, clock, retention, settings, append, indexed } = world;
  const old = clock.now() - 200 * DAY_MS;
  const gone = append({ at: old, reason: 'gone for ever' });
  append({ at: old, reason: 'gone too', amends: gone });
  const kept = append({ at: clock.now(), reason: 'kept' });
  append({ at: clock.now(), reason: 'adds to kept', amends: kept });
  const later = append({ at: clock.now(), reason: 'who it was', moderatorId: '9', amends: gone });
  const index = createSearchIndex(db, silentLog());
  while (index.step(100));
  expect(indexed('"gon" AND "one"')).toHaveLength(2);
  const list = (input: object) => createAuditQueries(db).list(commands['audit.list'].input.parse(input));
  expect(list({}).data.map(({ id }) => id)).toEqual([kept, gone]);
  settings.days = 90;
  expect(await ended(retention.purge(90, 'owner'))).toBe('completed');
  for (const input of [{}, { count: 'bounded' }, { limit: 1 }]) expect(list(input).meta.total).toBe(3);
  const { data } = list({});
  expect(data.map(({ id, amends }) => [id, amends]).slice(1)).toEqual([
    [later, gone],
    [kept, null],
  ]);
  // Whatever it is looked for by, it is found.
  for (const input of [{ search: 'who it was' }, { moderatorId: '9' }, { targetId: '5', search: 'who' }])
    expect(list(input).data.map(({ id }) => id)).toEqual([later]);
  expect(list({ search: 'gone' }).data).toEqual([]);
  expect([indexed('"gon" AND "one"'), indexed('"who"')]).toEqual([[], [5]]);
  db.sqlite.exec("INSERT INTO audit_terms (audit_terms) VALUES ('integrity-check')");
});

test('the environment may say how long, in whole days', () => {
  const log = recordingLog();
  const days = (text: string): number | null => readRetentionDays({ AUDIT_LOG_RETENTION_DAYS: text }, log);
  expect(['90', ' 365 ', '1', '3650'].map(days)).toEqual([90, 365, 1, 3650]);
  expect(['0', '-1', '3651', '1.5', 'ninety', '1e3'].map(days)).toEqual([null, null, null, null, null, null]);
  expect(log.lines).toHaveLength(6);
  expect(readRetentionDays({}, silentLog())).toBeNull();
});
