// Reading the log backwards: every line once, newest first, whatever its length and wherever the files were rotated.
import { appendFileSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createLogFile, type LogFileOptions } from '../../../src/main/lib/log-file.ts';
import { readLog, type LogQuestion } from '../../../src/main/lib/log-read.ts';
import { createTempDir } from '../../helpers/db.ts';
import { createFakeClock } from '../../helpers/fake-clock.ts';

let temp: ReturnType<typeof createTempDir>;
beforeEach(() => {
  temp = createTempDir();
});
afterEach(() => temp.remove());

const path = () => join(temp.dir, 'modkeep.log');
const open = (options: Partial<LogFileOptions> = {}) =>
  createLogFile({ path: path(), clock: createFakeClock(0), scrub: (line) => line, level: 'debug', ...options });

/** Every page to the end, by what `pick` takes of a line. */
async function all(question: Partial<LogQuestion> = {}, limit = 7): Promise<unknown[]> {
  const found: unknown[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await readLog(temp.dir, { limit, ...question, cursor });
    found.push(...page.lines.map(({ fields, message }) => fields['count'] ?? message));
    if (page.next === null) return found;
    cursor = page.next;
  }
}

it('gives every line once, newest first, over all files and pieces', async () => {
  const log = open({ maxBytes: 90_000, files: 4 });
  for (let count = 0; count < 900; count += 1) log.info('line', { count, text: 'x'.repeat((count * 37) % 300) });
  log.info('藤', { count: 900, text: '藤'.repeat(30_000) });
  log.close();
  expect(await all()).toEqual(Array.from({ length: 901 }, (_, index) => 900 - index));
});

it('goes on at the same place when the files are rotated between two pages', async () => {
  const log = open({ maxBytes: 4_000, files: 5 });
  for (let count = 0; count < 60; count += 1) log.info('line', { count });
  const first = await readLog(temp.dir, { limit: 5 });
  for (let count = 60; count < 110; count += 1) log.info('line', { count });
  log.close();
  const second = await readLog(temp.dir, { limit: 5, cursor: first.next ?? '' });
  expect([...first.lines, ...second.lines].map(({ fields }) => fields['count'])).toEqual(
    Array.from({ length: 10 }, (_, index) => 59 - index),
  );
});

it('ends where the file of its place is gone, and without any file', async () => {
  expect(await readLog(join(temp.dir, 'nowhere'), { limit: 5 })).toEqual({ lines: [], next: null });
  open().info('one');
  const { next } = await readLog(temp.dir, { limit: 1 });
  renameSync(path(), join(temp.dir, 'away'));
  rmSync(join(temp.dir, 'away'));
  mkdirSync(join(temp.dir, 'logs'));
  expect(await readLog(temp.dir, { limit: 5, cursor: next ?? '' })).toEqual({ lines: [], next: null });
});

it('narrows by level, by words in any case, and by whose work it was', async () => {
  const log = open();
  log.within({ requestId: 'r-1' }, () => {
    log.debug('asked', { channelId: '7' });
    log.within({ jobId: 'j-1' }, () => log.warn('job failed', { code: 'OFFLINE' }));
  });
  log.error('nobody’s', { id: 'e-1', note: 'mentions r-1 only' });
  log.close();
  expect(await all({ level: 'warn' })).toEqual(['nobody’s', 'job failed']);
  expect(await all({ search: 'offline JOB' })).toEqual(['job failed']);
  expect(await all({ about: 'r-1' })).toEqual(['job failed', 'asked']);
  expect(await all({ about: 'j-1' })).toEqual(['job failed']);
  expect(await all({ about: 'e-1' })).toEqual(['nobody’s']);
  const { lines } = await readLog(temp.dir, { limit: 9, about: 'r-1' });
  expect(lines[1]?.fields).toEqual({ request_id: 'r-1', channel_id: '7' });
});

it('keeps the fields of whoever waited', async () => {
  const log = open();
  await Promise.all(
    ['a', 'b'].map((requestId) =>
      log.within({ requestId }, async () => {
        await Promise.resolve();
        log.info(requestId);
      }),
    ),
  );
  log.close();
  const { lines } = await readLog(temp.dir, { limit: 9 });
  expect(lines.map(({ message, fields }) => [message, fields['request_id']])).toEqual([
    ['b', 'b'],
    ['a', 'a'],
  ]);
});

it('does not mark what was started and goes on afterwards', async () => {
  const log = open();
  const gate = Promise.withResolvers<void>();
  let loop: Promise<void> = Promise.resolve();
  await log.within({ jobId: 'j' }, async () => {
    loop = gate.promise.then(() => log.info('later'));
    await Promise.resolve();
    log.info('meanwhile');
  });
  gate.resolve();
  await loop;
  log.close();
  expect(await all({ about: 'j' })).toEqual(['meanwhile']);
  expect(await all()).toEqual(['later', 'meanwhile']);
});

it('shows a line that a crash cut off, and keeps less when told to', async () => {
  const log = open();
  log.info('one');
  log.setLevel('error');
  log.info('not kept');
  log.error('two');
  log.close();
  appendFileSync(path(), '{"time":"2026-11-20T1');
  expect(await all()).toEqual(['{"time":"2026-11-20T1', 'two', 'one']);
});
