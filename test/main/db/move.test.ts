// The data folder moves whole or not at all: cut off at any step, refused, or with its goal gone, the old folder is in use
// and says why; afterwards nothing is begun anew because a disk is missing.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MOVE_STEPS } from '../../../src/main/db/move.ts';
import { lockFolder } from '../../../src/main/db/lock.ts';
import { findData, forgetMove, readStagedMove } from '../../../src/main/db/place.ts';
import { canTrace } from './write-trace.ts';
import { contentOf, createMoveWorld, wordIn, type MoveWorld } from './move-world.ts';

let world: MoveWorld;
beforeEach(() => {
  world = createMoveWorld();
  world.fill(world.home, 'mine');
});
afterEach(() => world.remove());

const CHILD = join(import.meta.dirname, 'child-move.ts');
const isLong = process.env['MODKEEP_LONG'] === '1';
/** Those between which something new lies on a disk. */
const STEPS = isLong ? MOVE_STEPS : (['database', 'place', 'point', 'note'] as const);

/** A start on which the system refuses some calls. */
function runRefused(fault: string): void {
  const inject = ['-e', `trace=${fault.slice(0, fault.indexOf(':'))}`, '-e', `inject=${fault}`];
  const command = ['-f', '-o', '/dev/null', ...inject, process.execPath, CHILD, world.home];
  const { stdout } = spawnSync('strace', command, { encoding: 'utf8' });
  expect(stdout).toBe('done\n');
}

describe('a move', () => {
  it('takes everything along but what belongs to this machine, and leaves the old folder as it was', async () => {
    const before = contentOf(world.home);
    world.stage();
    const { dataDir, last } = await world.settle();
    expect({ dataDir, last }).toEqual({ dataDir: world.target, last: { how: 'copy', error: null } });
    expect(wordIn(world.target)).toBe('mine');
    const moved = contentOf(world.target);
    for (const name of ['vault.bin.json', 'backups/modkeep-20261120T120000000Z.db'])
      expect(moved.get(name)).toBe(before.get(name));
    expect(readdirSync(world.target).filter((name) => /^(?:moving-|shell|logs|modkeep\.db-open)/.test(name))).toEqual(
      [],
    );
    const after = contentOf(world.home);
    for (const [name, content] of before) expect(after.get(name), name).toBe(content);
    expect([...after.keys()].filter((name) => !before.has(name))).toEqual(['MOVED.txt', 'moved-to.json']);
    expect(after.get('MOVED.txt')).toContain(world.target);
    expect(readStagedMove(world.home)).toBeNull();
    // And the start after that.
    expect(await world.settle()).toEqual({ dataDir: world.target, last: null });
  });

  it('goes back the same way; what was left in the usual folder is put aside, whole', async () => {
    world.stage();
    await world.settle();
    rmSync(join(world.target, 'vault.bin.json'));
    world.stage({ from: world.target, target: world.home });
    expect(await world.settle()).toEqual({ dataDir: world.home, last: { how: 'copy', error: null } });
    expect(wordIn(world.home)).toBe('mine');
    expect(existsSync(join(world.home, 'vault.bin.json'))).toBe(false);
    const aside = readdirSync(world.home).find((name) => name.startsWith('replaced-'))!;
    expect(wordIn(join(world.home, aside))).toBe('mine');
    expect(existsSync(join(world.home, aside, 'vault.bin.json'))).toBe(true);
    expect(existsSync(join(world.home, 'logs', 'modkeep.log'))).toBe(true);
    expect(existsSync(join(world.home, 'MOVED.txt'))).toBe(false);
    expect(existsSync(join(world.target, 'MOVED.txt'))).toBe(true);
  });

  it('takes a database that lies there when it is told to, and changes nothing of it', async () => {
    world.fill(world.target, 'other');
    world.stage({ how: 'use' });
    expect((await world.settle()).dataDir).toBe(world.target);
    expect([wordIn(world.target), wordIn(world.home)]).toEqual(['other', 'mine']);
    expect(existsSync(join(world.target, 'replaced-'))).toBe(false);
  });

  it('does not take one that is damaged', async () => {
    world.fill(world.target, 'other');
    truncateSync(join(world.target, 'modkeep.db'), 5_000);
    world.stage({ how: 'use' });
    const { dataDir, last } = await world.settle();
    expect(dataDir).toBe(world.home);
    expect(last?.error?.code).toBe('DATABASE_CORRUPT');
  });
});

describe('what goes wrong', () => {
  it.each(STEPS)('killed before “%s”: the next start has one folder, whole, and says why', async (step) => {
    const before = contentOf(world.home);
    world.stage();
    const { signal, stdout } = spawnSync(process.execPath, [CHILD, world.home, step], { encoding: 'utf8' });
    expect([signal, stdout]).toEqual(['SIGKILL', '']);
    const isDone = step === 'note' || step === 'end';
    const staged = readStagedMove(world.home);
    // Before anything was begun it is simply done now, after the end there is nothing to do.
    const isRepeated = staged?.isStarted === false;
    const { dataDir, last } = await world.settle();
    expect(dataDir).toBe(isDone || isRepeated ? world.target : world.home);
    expect(wordIn(dataDir)).toBe('mine');
    expect(last?.error?.error).toBe(isDone || isRepeated ? undefined : 'The move was cut off before it was done.');
    for (const [name, content] of before) expect(contentOf(world.home).get(name), name).toBe(content);
    expect(readdirSync(world.target).filter((name) => name.startsWith('moving-'))).toEqual([]);
    expect(await world.settle()).toEqual({ dataDir, last: null });
    if (step !== 'point') return;
    // And it can be tried again, whatever is left there.
    world.stage();
    expect(await world.settle()).toEqual({ dataDir: world.target, last: { how: 'copy', error: null } });
    expect(wordIn(world.target)).toBe('mine');
  });

  it.each(['files', 'database', 'place'])(
    'the new folder is gone before “%s”: the old one stays in use',
    async (at) => {
      world.stage();
      const onStep = (step: string): void => {
        if (step === at) rmSync(join(world.dir, 'disk'), { recursive: true });
      };
      const { dataDir, last } = await world.settle({ onStep });
      expect(dataDir).toBe(world.home);
      expect(last?.error?.error).toBe('The new folder is not there any more.');
      expect(wordIn(world.home)).toBe('mine');
      expect(readStagedMove(world.home)).toBeNull();
      expect(JSON.stringify(last)).not.toContain(world.dir);
    },
  );

  it('the new folder was gone before the start', async () => {
    world.stage();
    rmSync(join(world.dir, 'disk'), { recursive: true });
    expect((await world.settle()).last?.error).toMatchObject({ code: 'NOT_FOUND' });
    expect(existsSync(world.target)).toBe(false);
  });

  it('a disk without room for it: nothing is copied', async () => {
    writeFileSync(join(world.home, 'backups', 'huge.db'), '');
    truncateSync(join(world.home, 'backups', 'huge.db'), 8 * 1024 ** 4);
    world.stage();
    const { dataDir, last } = await world.settle();
    expect([dataDir, last?.error?.code]).toEqual([world.home, 'DATABASE_FULL']);
    expect(readdirSync(world.target).filter((name) => !name.startsWith('lock.db'))).toEqual([]);
  });

  it.skipIf(!canTrace())('a disk that is full in the middle of the database', async () => {
    world.stage();
    runRefused('pwrite64:error=ENOSPC:when=60+');
    expect(findData(world.home)).toBe(world.home);
    expect(wordIn(world.home)).toBe('mine');
    expect(existsSync(join(world.target, 'modkeep.db'))).toBe(false);
    expect(readdirSync(world.target).filter((name) => name.startsWith('moving-'))).toEqual([]);
  });

  it('the copy is damaged: it is not used', async () => {
    world.stage();
    const onStep = (step: string): void => {
      if (step !== 'check') return;
      const unfinished = readdirSync(world.target).find((name) => name.startsWith('moving-'));
      truncateSync(join(world.target, unfinished!, 'modkeep.db'), 40_960);
    };
    const { dataDir, last } = await world.settle({ onStep });
    expect([dataDir, last?.error?.code]).toEqual([world.home, 'DATABASE_CORRUPT']);
    expect(existsSync(join(world.target, 'modkeep.db'))).toBe(false);
  });

  it('one of the folders is in use: neither is touched', async () => {
    world.fill(world.target, 'other');
    const lock = lockFolder(world.target);
    world.stage();
    const { dataDir, last } = await world.settle();
    lock.release();
    expect([dataDir, last?.error?.code]).toEqual([world.home, 'DATABASE_BUSY']);
    expect(wordIn(world.target)).toBe('other');
  });

  it.skipIf(!canTrace())('putting in place is refused half-way: what was there is there again', () => {
    world.fill(world.target, 'other');
    world.stage();
    const before = contentOf(world.target);
    runRefused('rename:error=EIO:when=8');
    expect(findData(world.home)).toBe(world.home);
    expect(readStagedMove(world.home)).toBeNull();
    const after = contentOf(world.target);
    for (const [name, content] of before) expect(after.get(name), name).toBe(content);
    expect([...after.keys()].filter((name) => name.startsWith('moving-'))).toEqual([]);
  });
});

describe('data that were moved and are not there', () => {
  it('are missed in words, at every start, and never begun anew', async () => {
    world.stage();
    await world.settle();
    rmSync(join(world.dir, 'disk'), { recursive: true });
    await expect(world.settle()).rejects.toThrow(/were moved to .*Modkeep on .* and are not there now/);
    // As an unplugged disk leaves it: the folder that it was mounted on, empty.
    mkdirSync(world.target, { recursive: true });
    await expect(world.settle()).rejects.toThrow(/not there now/);
    expect(readdirSync(world.target)).toEqual([]);
  });

  it('can be given up for what was left, which keeps the word where they were', async () => {
    world.stage();
    await world.settle();
    forgetMove(world.home);
    expect(findData(world.home)).toBe(world.home);
    expect(existsSync(join(world.home, 'moved-to.json.left'))).toBe(true);
  });

  it('are not guessed at when the word where they are cannot be read', async () => {
    writeFileSync(join(world.home, 'moved-to.json'), '{"format":1,"path":"relative"}');
    await expect(world.settle()).rejects.toThrow(/cannot be read/);
  });
});
