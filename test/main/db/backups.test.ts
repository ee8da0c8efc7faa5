// Copies as people deal with them: made and verified off the main thread, restored at the next start and back again, and
// what happens when the disk will not have it.
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { isSameLog } from '../../../src/main/audit/head-check.ts';
import { createMemoryVault } from '../../../src/main/accounts/vault-memory.ts';
import { backUp, backupDir, listBackups } from '../../../src/main/db/backup.ts';
import { createBackups } from '../../../src/main/db/backups.ts';
import { createBackupTask } from '../../../src/main/db/backup-tasks.ts';
import { openForLocking, openForReading } from '../../../src/main/db/connection.ts';
import { readMigrations } from '../../../src/main/db/guards.ts';
import { createJobJournal } from '../../../src/main/db/job-journal.ts';
import { applyRestore, stagedRestore, stageRestore } from '../../../src/main/db/restore.ts';
import { describe as describeError } from '../../../src/main/dispatch.ts';
import { createBus } from '../../../src/main/lib/bus.ts';
import { createJobs } from '../../../src/main/lib/jobs.ts';
import { DAY_MS, HOUR_MS } from '../../../src/main/lib/time.ts';
import { startTestCore, type TestCore } from '../../helpers/core.ts';
import { createTempDir, MIGRATIONS_DIR, openTestDatabase, recordingLog, silentLog } from '../../helpers/db.ts';
import { createFakeClock } from '../../helpers/fake-clock.ts';
import { startTestSimulator, type TestSimulator } from '../../helpers/simulator.ts';

/** Where the system's tools for a small disk are. */
const SBIN = '/bin/';
const NOW = Date.UTC(2026, 10, 20, 12);
const MIGRATIONS = readMigrations(MIGRATIONS_DIR);
const backUpTask = createBackupTask(isSameLog);
const CONTROLS = { progress: () => undefined, isCancelled: () => false, pause: () => Promise.resolve() };

let temp: ReturnType<typeof createTempDir>;
let path: string;
beforeEach(() => {
  temp = createTempDir();
  path = join(temp.dir, 'modkeep.db');
});
afterEach(() => temp.remove());

/** A database whose setting `mark` has this value. */
function fill(value: string, at = path): void {
  const db = openTestDatabase({ path: at });
  db.sqlite.prepare("INSERT OR REPLACE INTO setting VALUES ('mark', ?, 1)").run(value);
  db.close();
}
const mark = (at = path): unknown => {
  const db = openTestDatabase({ path: at });
  const value = db.sqlite.prepare("SELECT value FROM setting WHERE name = 'mark'").pluck().get();
  db.close();
  return value;
};
async function makeCopy(at: string, now = NOW) {
  const reader = openForReading(at);
  try {
    return await backUpTask(reader, { now }, CONTROLS);
  } finally {
    reader.close();
  }
}

describe('a copy', () => {
  it('is kept for three days, the newest of each', () => {
    fill('1');
    for (const hours of [0, 1, 2, 24, 48, 50, 72]) backUp(path, NOW + hours * HOUR_MS);
    expect(listBackups(path).map((copy) => copy.slice(-'20261120T120000000Z.db'.length, -'00000Z.db'.length))).toEqual([
      '20261123T1200',
      '20261122T1400',
      '20261121T1200',
    ]);
  });

  it('that does not end as the log does is none', async () => {
    fill('1');
    const isOther = createBackupTask(() => false);
    const reader = openForReading(path);
    expect(() => isOther(reader, { now: NOW }, CONTROLS)).toThrow('could not be read back');
    reader.close();
    expect(listBackups(path)).toEqual([]);
    expect((await makeCopy(path)).bytes).toBeGreaterThan(10_000);
  });
});

describe('a disk that will not have it', () => {
  it('is told as full, leaves no half copy and the older ones as they are', async () => {
    const mount = mkdtempSync(join(tmpdir(), 'modkeep-small-'));
    try {
      execFileSync(`${SBIN}mount`, ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', mount], { stdio: 'ignore' });
    } catch {
      // Only root may mount; elsewhere the next test stands for this one.
      rmSync(mount, { recursive: true });
      return;
    }
    try {
      const full = join(mount, 'modkeep.db');
      fill('1', full);
      await makeCopy(full);
      const before = readdirSync(backupDir(full));
      fill('2', full);
      const { bavail, bsize } = statfsSync(mount);
      writeFileSync(join(mount, 'junk'), Buffer.alloc(bavail * bsize - 100_000));
      await expect(makeCopy(full, NOW + DAY_MS)).rejects.toMatchObject({ failure: { code: 'DATABASE_FULL' } });
      expect(readdirSync(backupDir(full))).toEqual(before);
      rmSync(join(mount, 'junk'));
      expect(mark(full)).toBe('2');
    } finally {
      execFileSync(`${SBIN}umount`, [mount]);
      rmSync(mount, { recursive: true });
    }
  });

  it('is told when the folder cannot be written, and the database goes on', async () => {
    fill('1');
    writeFileSync(join(temp.dir, 'backups'), 'a file where the folder should be');
    await expect(makeCopy(path)).rejects.toMatchObject({ failure: { code: 'DATABASE_FULL' } });
    expect(mark()).toBe('1');
  });
});

describe('going back', () => {
  const staged = { name: 'modkeep-20261120T120000000Z.db', keepAs: 'kept-20261120T130000000Z.db', by: 'owner' };
  const apply = (log = silentLog()) => applyRestore(path, MIGRATIONS, NOW, log);
  beforeEach(() => {
    fill('old');
    backUp(path, NOW);
    fill('new');
  });

  it('happens at the next start, keeps what was there, and can be taken back in the same way', () => {
    expect(apply()).toBeNull();
    stageRestore(path, staged);
    expect(apply()).toEqual(staged);
    expect(mark()).toBe('old');
    expect(stagedRestore(path)).toBeNull();
    stageRestore(path, { name: staged.keepAs, keepAs: 'kept-20261120T140000000Z.db', by: 'owner' });
    apply();
    expect(mark()).toBe('new');
    expect(mark(join(backupDir(path), 'kept-20261120T140000000Z.db'))).toBe('old');
  });

  it('keeps what was only in the log of the database', () => {
    const db = openForLocking(path);
    db.pragma('journal_mode = WAL');
    db.exec("UPDATE setting SET value = 'newest'");
    const wal = readFileSync(`${path}-wal`);
    const main = readFileSync(path);
    db.close();
    writeFileSync(path, main);
    writeFileSync(`${path}-wal`, wal);
    stageRestore(path, staged);
    apply();
    expect(mark()).toBe('old');
    expect(mark(join(backupDir(path), staged.keepAs))).toBe('newest');
  });

  it.each(['before anything', 'between the two renames', 'after the renames'])('survives a crash %s', (moment) => {
    stageRestore(path, staged);
    if (moment === 'between the two renames') {
      mkdirSync(backupDir(path), { recursive: true });
      writeFileSync(join(backupDir(path), staged.keepAs), readFileSync(path));
      rmSync(path);
    }
    if (moment === 'after the renames') {
      apply();
      stageRestore(path, staged);
    }
    expect(apply()).toEqual(staged);
    expect(mark()).toBe('old');
    expect(mark(join(backupDir(path), staged.keepAs))).toBe('new');
  });

  it('leaves the database alone when the disk refuses, or the copy is damaged or gone by then, and says so', () => {
    const spoils = [
      () => mkdirSync(`${path}.part`),
      (copy: string) => writeFileSync(copy, 'no'),
      (copy: string) => rmSync(copy),
    ];
    for (const spoil of spoils) {
      stageRestore(path, staged);
      spoil(join(backupDir(path), staged.name));
      const log = recordingLog();
      expect(apply(log)).toBeNull();
      expect(log.lines[0]).toContain('cannot be used');
      expect(mark()).toBe('new');
      expect(stagedRestore(path)).toBeNull();
    }
  });

  it('takes nothing from a note that names something else', () => {
    for (const text of ['', '{}', '{"name":"../x.db","keepAs":"kept-1.db","by":"x"}', '[]']) {
      writeFileSync(join(temp.dir, 'restore.json'), text);
      expect(apply()).toBeNull();
    }
    expect(mark()).toBe('new');
  });
});

test('one a day is made by itself, and none while something else goes on', async () => {
  fill('1');
  const clock = createFakeClock(NOW);
  const db = openTestDatabase({ clock });
  const jobs = createJobs({
    journal: createJobJournal(db),
    clock,
    log: silentLog(),
    bus: createBus(() => undefined),
    describe: describeError,
  });
  const backups = createBackups({
    path,
    jobs,
    clock,
    log: silentLog(),
    makeCopy: (now) => makeCopy(path, now),
    isUsable: () => Promise.resolve(true),
  });
  const busy = Promise.withResolvers<void>();
  jobs.start({ kind: 'bulk', channelId: null, key: 'x', actor: null }, () => busy.promise.then(() => ({})));
  const stop = backups.follow();
  await clock.advance(HOUR_MS);
  expect(backups.list()).toEqual([]);
  busy.resolve();
  await clock.settle();
  await clock.advance(HOUR_MS);
  expect(backups.list()).toHaveLength(1);
  await clock.advance(20 * HOUR_MS);
  expect(backups.list()).toHaveLength(1);
  await clock.advance(4 * DAY_MS);
  expect(backups.list()).toHaveLength(3);
  stop();
  db.close();
});

describe('through the core', () => {
  let simulator: TestSimulator;
  const cores: TestCore[] = [];
  beforeAll(async () => {
    simulator = await startTestSimulator({ world: 'size:5' });
  });
  afterAll(() => simulator.stop());
  afterEach(async () => {
    for (const core of cores.splice(0)) await core.stop();
  });

  it('a backup is made, restored, told in the log and in the history, and the log is proven all along', async () => {
    const vault = createMemoryVault();
    const start = async (): Promise<TestCore> => {
      const core = await startTestCore(simulator, { dataDir: temp.dir, vault });
      cores.push(core);
      return core;
    };
    const first = await start();
    await first.call('settings.set', { scale: 110 });
    const { jobId } = await first.call('backups.create', {});
    await first.until(
      () => first.call('jobs.list', {}),
      ({ jobs }) => jobs.some((job) => job.jobId === jobId && job.status === 'completed'),
    );
    const [backup] = (await first.call('backups.list', {})).backups;
    await first.call('settings.set', { scale: 120 });
    expect(await first.call('backups.restore', { name: backup!.name })).toMatchObject({ backup: { isStaged: true } });
    expect((await first.call('backups.cancelRestore', {})).backups[0]).toMatchObject({ isStaged: false });
    await first.call('backups.restore', { name: backup!.name });
    expect(await first.refused('backups.restore', { name: 'modkeep-20200101T000000000Z.db' })).toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(JSON.stringify([await first.call('data.get', {}), backup])).not.toContain(temp.dir);
    expect(await first.call('data.show', { folder: 'backups' })).toEqual({ shown: false });
    await first.core.close();

    const second = await start();
    expect((await second.call('settings.get', {})).settings.scale).toBe(110);
    const { data } = await second.call('audit.list', { folded: false });
    expect(data.map(({ action }) => action).slice(0, 2)).toEqual(['restore_backup', 'anchor_log']);
    await second.call('audit.verify', {});
    const { verification } = await second.until(
      () => second.call('audit.verification', {}),
      ({ verification: found }) => found !== null,
    );
    expect(verification).toMatchObject({ isUnbroken: true, anchoring: 'anchored' });
    const kept = (await second.call('backups.list', {})).backups.find(({ kind }) => kind === 'kept');
    await second.call('backups.restore', { name: kept!.name });
    await second.core.close();

    const third = await start();
    expect((await third.call('settings.get', {})).settings.scale).toBe(120);
    expect(existsSync(join(temp.dir, 'restore.json'))).toBe(false);
  });
});
