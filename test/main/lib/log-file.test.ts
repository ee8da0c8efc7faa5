// The log file: one JSON object per line, scrubbed, bounded, and never in anybody's way.
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLogFile, type LogFileOptions } from '../../../src/main/lib/log-file.ts';
import { createTempDir } from '../../helpers/db.ts';
import { planted } from '../../helpers/planted.ts';
import { createFakeClock } from '../../helpers/fake-clock.ts';

let temp: ReturnType<typeof createTempDir>;
let path: string;
beforeEach(() => {
  temp = createTempDir();
  path = join(temp.dir, 'logs', 'modkeep.log');
});
afterEach(() => temp.remove());

function open(options: Partial<LogFileOptions> = {}): ReturnType<typeof createLogFile> {
  return createLogFile({ path, clock: createFakeClock(0), scrub: (line) => line, ...options });
}

function lines(file = path): Record<string, unknown>[] {
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('createLogFile', () => {
  it('writes at once, one object per line, in order', () => {
    const log = open();
    log.info('started', { port: 12, isDemo: true });
    log.error('failed', { code: 'OFFLINE', text: 'two\nlines "quoted" 藤' });
    expect(lines()).toEqual([
      { time: '1970-01-01T00:00:00.000Z', level: 'info', message: 'started', port: 12, is_demo: true },
      {
        time: '1970-01-01T00:00:00.000Z',
        level: 'error',
        message: 'failed',
        code: 'OFFLINE',
        text: 'two\nlines "quoted" 藤',
      },
    ]);
    log.close();
  });

  it('leaves out what is below its level', () => {
    const log = open({ level: 'warn' });
    for (const level of ['debug', 'info', 'warn', 'error'] as const) log[level](level);
    expect(lines().map((line) => line['level'])).toEqual(['warn', 'error']);
    log.close();
  });

  it('does not let a field pass for the level or the message', () => {
    const log = open();
    log.warn('real', { message: 'forged', level: 'debug', time: 'never' });
    expect(lines()[0]).toEqual({ time: '1970-01-01T00:00:00.000Z', level: 'warn', message: 'real' });
    log.close();
  });

  it('scrubs message and fields as the last step, on every line', () => {
    const log = open({ scrub: (line) => line.replaceAll('hunter2', '[secret]') });
    log.info('password hunter2', { field: 'hunter2' });
    const text = readFileSync(path, 'utf8');
    expect(text).not.toContain('hunter2');
    expect(text.match(/\[secret\]/g)).toHaveLength(2);
    log.close();
  });

  it('lets nothing past the scrubber, whichever way it is written (planted fault: it does)', async () => {
    const canary = (module: { createLogFile: typeof createLogFile }): string => {
      const log = module.createLogFile({
        path,
        clock: createFakeClock(0),
        scrub: (line) => line.replaceAll('hunter2', '[secret]'),
        level: 'debug',
      });
      for (const level of ['debug', 'info', 'warn', 'error'] as const) log[level]('hunter2', { hunter2: 'hunter2' });
      log.within({ jobId: 'hunter2' }, () => log.info('x'.repeat(70_000), { field: 'hunter2' }));
      log.close();
      return readFileSync(path, 'utf8');
    };
    expect(canary({ createLogFile })).not.toContain('hunter2');
    const broken = await planted<{ createLogFile: typeof createLogFile }>(
      'src/main/lib/log-file.ts',
      'const text = scrub(',
      'const text = String(',
    );
    expect(canary(broken)).toContain('hunter2');
  });

  it('keeps nothing of a line that cannot be scrubbed', () => {
    const log = open({
      scrub: () => {
        throw new Error('scrubber broken');
      },
    });
    log.error('password hunter2');
    expect(readFileSync(path, 'utf8')).toBe('{"level":"error","message":"a line that could not be written down"}\n');
    log.close();
  });

  it('replaces a line without end by a note', () => {
    const log = open();
    log.info('big', { text: 'x'.repeat(1_000_000) });
    expect(lines()[0]).toMatchObject({ message: 'a line too long to keep' });
    expect(statSync(path).size).toBeLessThan(200);
    log.close();
  });

  it('rotates by size, keeps five files, and loses no line on the way', () => {
    const log = open({ maxBytes: 2000 });
    for (let count = 0; count < 200; count += 1) log.info('line', { count });
    log.close();
    const dir = join(temp.dir, 'logs');
    expect(readdirSync(dir).toSorted()).toEqual([
      'modkeep.1.log',
      'modkeep.2.log',
      'modkeep.3.log',
      'modkeep.4.log',
      'modkeep.log',
    ]);
    for (const name of readdirSync(dir)) expect(statSync(join(dir, name)).size).toBeLessThanOrEqual(2000);
    const kept = [4, 3, 2, 1].flatMap((index) => lines(join(dir, `modkeep.${index}.log`))).concat(lines());
    const counts = kept.map((line) => line['count'] as number);
    expect(counts).toEqual(Array.from({ length: counts.length }, (_, index) => 200 - counts.length + index));
  });

  it('goes on in an existing file', () => {
    const first = open();
    first.info('one');
    first.close();
    const second = open();
    second.info('two');
    second.close();
    expect(lines().map((line) => line['message'])).toEqual(['one', 'two']);
  });

  it.skipIf(process.platform === 'win32')('is readable by its owner only', () => {
    const log = open();
    log.info('private');
    log.close();
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('never throws when the disk refuses, and says later how much was lost', () => {
    const dir = join(temp.dir, 'logs');
    writeFileSync(dir, 'a file where the folder should be');
    const log = open();
    log.info('lost');
    log.info('lost too');
    rmSync(dir);
    log.info('back');
    log.close();
    expect(lines()).toMatchObject([{ message: 'back' }, { message: 'log lines were lost', count: 2 }]);
  });

  it('never throws without the right to write, or after close', () => {
    mkdirSync(join(temp.dir, 'logs'));
    chmodSync(join(temp.dir, 'logs'), 0o500);
    const log = open();
    expect(() => log.error('nobody hears this')).not.toThrow();
    log.close();
    log.close();
    expect(() => log.error('too late')).not.toThrow();
    chmodSync(join(temp.dir, 'logs'), 0o700);
  });
});
