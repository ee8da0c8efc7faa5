// Exports as jobs in the real core behind the real server: the file is fetched once by its ticket, a cancelled or failed one
// leaves nothing, and no answer ever holds a path.
import { existsSync, readdirSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMemoryVault } from '../../../src/main/accounts/vault-memory.ts';
import { createCore, type Core } from '../../../src/main/core.ts';
import { createExportFiles } from '../../../src/main/db/export-files.ts';
import { createFileTask, type ExportSource } from '../../../src/main/db/export-task.ts';
import { startDock, type Dock } from '../../../src/main/dock/dock.ts';
import { createTickets } from '../../../src/main/lib/tickets.ts';
import type { ExportSummary } from '../../../src/shared/contract/exports.ts';
import type { Command, Input, Output, Reply } from '../../../src/shared/contract.ts';
import type { JobView } from '../../../src/shared/model.ts';
import type { Caller } from '../../../src/shared/permissions.ts';
import { createClock } from '../../../src/main/lib/clock.ts';
import { createTempDir, MIGRATIONS_DIR, openTestDatabase, silentLog } from '../../helpers/db.ts';
import { raw, statusOf } from '../dock/fixture.ts';

let temp: ReturnType<typeof createTempDir>;
beforeEach(() => void (temp = createTempDir()));
afterEach(() => temp.remove());

const OWNER: Caller = { kind: 'owner' };
const KEY: Caller = { kind: 'key', keyId: 'k1', name: 'dock', rights: ['view_reports'] };

describe('in the browser shell', () => {
  let core: Core;
  let dock: Dock;
  const answers: string[] = [];

  beforeEach(async () => {
    const vault = createMemoryVault();
    const clock = createClock();
    const log = silentLog();
    core = await createCore({
      dataDir: temp.dir,
      migrationsDir: MIGRATIONS_DIR,
      version: '0.0.0-test',
      shell: 'browser',
      isDemo: false,
      clock,
      log,
      vault,
      protect: () => undefined,
      clientId: 'test-client',
      twitchPort: 1,
      environment: {},
      openExternal: () => Promise.resolve(false),
    });
    dock = await startDock({ core, vault, clock, log, files: new Map(), port: 0 });
  });
  afterEach(async () => {
    await dock.close();
    await core.close();
  });

  async function ask<C extends Command>(command: C, input: Input<C>, caller = OWNER): Promise<Reply<Output<C>>> {
    const reply = (await core.dispatch(caller, command, input)) as Reply<Output<C>>;
    answers.push(JSON.stringify(reply));
    return reply;
  }
  async function call<C extends Command>(command: C, input: Input<C>, caller = OWNER): Promise<Output<C>> {
    const reply = await ask(command, input, caller);
    if (!reply.ok) throw new Error(JSON.stringify(reply.error));
    return reply.value;
  }
  async function finished(jobId: string | null): Promise<JobView> {
    const found = async (): Promise<JobView | undefined> =>
      (await call('jobs.list', {})).jobs.find((job) => job.jobId === jobId && job.finishedAt !== null);
    return new Promise((resolve) => {
      const stop = core.subscribe(() => void look());
      const look = async (): Promise<void> => {
        const job = await found();
        if (job === undefined) return;
        stop();
        resolve(job);
      };
      void look();
    });
  }
  const get = (path: string, method = 'GET'): Promise<string> =>
    raw(dock.port, `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1:${dock.port}\r\nConnection: close\r\n\r\n`);

  test('the file is fetched once, by the ticket alone, and no answer holds a path', async () => {
    await call('killSwitch.set', { on: true });
    const job = await finished((await call('audit.export', { format: 'csv', from: '2020-01-01T00:00:00Z' })).jobId);
    const summary = job.summary as unknown as ExportSummary;
    expect(job).toMatchObject({ kind: 'export', status: 'completed', actor: 'owner' });
    expect(summary.rows).toBeGreaterThan(0);
    expect(summary.firstHash).toMatch(/^[0-9a-f]{64}$/);
    const text = readFileSync(join(temp.dir, 'exports', summary.name ?? ''), 'utf8');
    expect(readdirSync(join(temp.dir, 'exports'))).toEqual([summary.name]);

    const { path, name, bytes } = await call('exports.ticket', { jobId: job.jobId });
    expect(name).toMatch(/^audit-logs-20\d\d-\d\d-\d\d-to-\d{4}-\d\d-\d\d\.csv$/);
    expect([bytes, name]).toEqual([Buffer.byteLength(text), summary.name]);
    expect(statusOf(await get(path, 'HEAD'))).toBe(404);
    const answer = await get(path);
    expect(statusOf(answer)).toBe(200);
    expect(answer).toContain(`Content-Disposition: attachment; filename="${name}"\r\n`);
    expect(answer).toContain('X-Content-Type-Options: nosniff\r\n');
    expect(answer.endsWith(text)).toBe(true);
    for (const again of [path, `/file/${'x'.repeat(43)}`, '/file/', `${path}/..`])
      expect(statusOf(await get(again))).toBe(404);
    const foreign = `GET ${path} HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n`;
    expect(statusOf(await raw(dock.port, foreign))).toBe(421);
    expect(answers.filter((reply) => reply.includes(temp.dir))).toEqual([]);
  });

  test('a key has the files of its own exports and nobody else’s; the brake counts each once', async () => {
    const mine = await finished((await call('audit.export', { format: 'jsonl' }, KEY)).jobId);
    const other = await finished((await call('history.export', { format: 'excel', columns: 'more' })).jobId);
    expect((await ask('exports.ticket', { jobId: mine.jobId }, KEY)).ok).toBe(true);
    expect((await ask('exports.ticket', { jobId: mine.jobId })).ok).toBe(true);
    for (const command of ['exports.ticket', 'exports.cancel'] as const)
      expect(await ask(command, { jobId: other.jobId }, KEY)).toMatchObject({
        ok: false,
        error: { code: 'NOT_FOUND' },
      });
    expect((await call('exports.reveal', { jobId: other.jobId })).shown).toBe(false);
    const brake = (await call('limits.get', {})).brakes.find((row) => row.brake === 'export');
    expect([brake?.max, brake?.remaining]).toEqual([10, 8]);
    for (let left = 8; left > 0; left -= 1) await call('history.export', { format: 'csv' });
    const refused = { ok: false, error: { code: 'RATE_LIMIT_EXCEEDED', details: { brake: 'export' } } };
    expect(await ask('audit.export', { format: 'csv' })).toMatchObject(refused);
  });

  test('a folder that cannot be written to is said, and nothing half is left', async () => {
    writeFileSync(join(temp.dir, 'exports'), 'a file where the folder should be');
    const job = await finished((await call('audit.export', { format: 'csv' })).jobId);
    expect(job).toMatchObject({
      status: 'failed',
      error: { code: 'SERVICE_UNAVAILABLE', details: { reason: 'not_writable' } },
    });
    expect(JSON.stringify(job)).not.toContain(temp.dir);
  });
});

const SOURCE: ExportSource = {
  plan: {
    table: '(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9000) SELECT i FROM n) b',
    joins: '',
    row: 'b.i',
    scope: [],
    filters: [],
    set: null,
  },
  at: 'b.i',
  hash: null,
  columns: [{ name: 'number', sql: 'b.i' }],
  json: `json_object('i', b.i)`,
};
const INPUT = { filter: {}, format: 'csv', columns: 'seed', after: 0, to: 9_000 } as const;

test('a full disk ends it with a reason, wherever it strikes', async () => {
  const db = openTestDatabase();
  const controls = { progress: () => undefined, isCancelled: () => false, pause: () => Promise.resolve() };
  const full = Object.assign(new Error('no space left'), { code: 'ENOSPC', syscall: 'write' });
  const calls = {
    open: () => 0,
    write: (_file: number, bytes: Uint8Array, from: number) => bytes.length - from,
    sync: () => undefined,
    close: () => undefined,
  };
  for (const name of ['open', 'write', 'sync'] as const) {
    const failing = {
      ...calls,
      [name]: () => {
        throw full;
      },
    };
    const task = createFileTask(() => SOURCE, failing);
    await expect(task(db.sqlite, { ...INPUT, path: '' }, controls)).rejects.toMatchObject({
      failure: { code: 'SERVICE_UNAVAILABLE', details: { reason: 'disk_full' } },
    });
  }
  db.close();
});

test('a real device without room says the same', async () => {
  if (!existsSync('/dev/full')) return;
  const db = openTestDatabase();
  const { openSync, closeSync, fsyncSync } = await import('node:fs');
  const calls = { open: () => openSync('/dev/full', 'w'), write: writeSync, sync: fsyncSync, close: closeSync };
  const controls = { progress: () => undefined, isCancelled: () => false, pause: () => Promise.resolve() };
  await expect(createFileTask(() => SOURCE, calls)(db.sqlite, { ...INPUT, path: '' }, controls)).rejects.toMatchObject({
    failure: { details: { reason: 'disk_full' } },
  });
  db.close();
});

test('cancelled between two windows it stops there', async () => {
  const db = openTestDatabase();
  let windows = 0;
  const controls = {
    progress: () => undefined,
    isCancelled: () => false,
    pause: () => ((windows += 1) === 2 ? Promise.reject(new Error('stop')) : Promise.resolve()),
  };
  const path = join(temp.dir, 'x');
  await expect(createFileTask(() => SOURCE)(db.sqlite, { ...INPUT, path }, controls)).rejects.toThrow('stop');
  expect(readFileSync(path, 'utf8').split('\r\n').length).toBe(4_002);
  db.close();
});

test('a discarded file leaves nothing, a crash’s leftovers go at the next start, and nobody else’s file does', async () => {
  const folder = join(temp.dir, 'exports');
  const files = createExportFiles(folder);
  const target = join(temp.dir, 'mine.csv');
  const one = files.begin('1', target);
  writeFileSync(one.path, 'half');
  await one.discard();
  expect([existsSync(one.path), readdirSync(folder)]).toEqual([false, []]);

  const cut = [files.begin('2', target), files.begin('3', null)];
  for (const { path } of cut) writeFileSync(path, 'half');
  writeFileSync(target, 'of the person');
  writeFileSync(join(folder, '4.note'), target);
  expect(createExportFiles(folder).sweep()).toBe(2);
  expect(cut.map(({ path }) => existsSync(path))).toEqual([false, false]);
  expect([readFileSync(target, 'utf8'), readdirSync(folder)]).toEqual(['of the person', []]);

  const names: string[] = [];
  for (const id of ['5', '6']) {
    const file = files.begin(id, null);
    writeFileSync(file.path, id);
    names.push(await file.finish('a.csv'));
  }
  expect(names).toEqual([join(folder, 'a.csv'), join(folder, 'a-2.csv')]);
});

test('a ticket is good once, and for 60 s', () => {
  let now = 0;
  const tickets = createTickets<string>({ monotonic: () => now });
  const [one, late] = [tickets.issue('a'), tickets.issue('b')];
  expect([tickets.take(one), tickets.take(one), tickets.take('x')]).toEqual(['a', null, null]);
  now = 60_000;
  expect(tickets.take(late)).toBe(null);
  const last = tickets.issue('c');
  now += 59_999;
  expect(tickets.take(last)).toBe('c');
});
