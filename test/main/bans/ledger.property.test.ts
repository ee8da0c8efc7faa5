// Whatever is lost, late, doubled or read halfway: the list is the truth and the history says each act once.
// 1 000 000 lives with MODKEEP_LONG=1, in several processes one after the other; MODKEEP_SEED repeats or varies them.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import type * as ledger from '../../../src/main/bans/ledger.ts';
import { planted } from '../../helpers/planted.ts';
import { score } from '../../helpers/score.ts';
import { createLives, lifePlans, type Lives } from './lives.ts';

const IS_LONG = process.env['MODKEEP_LONG'] === '1';
const SEED = Number(process.env['MODKEEP_SEED'] ?? 20_261_120);
const SHARES = 20;
const LIVES_PER_SHARE = 50_000;
const LIVES = IS_LONG ? SHARES * LIVES_PER_SHARE : 20_000;

function tryLives(count: number, lives: Lives): void {
  fc.assert(
    fc.property(lifePlans, (plans) => {
      expect(lives.wrong(plans)).toBeNull();
    }),
    { numRuns: count, seed: SEED },
  );
}

function opened(lives: Lives): Lives {
  onTestFinished(() => lives.close());
  return lives;
}

interface Share {
  readonly ran: number;
  readonly rss: number;
  readonly problem: string | null;
}

async function shareOf(seed: number): Promise<Share> {
  const words = [join(import.meta.dirname, 'child-lives.ts'), String(seed), String(LIVES_PER_SHARE)];
  return JSON.parse((await promisify(execFile)(process.execPath, words)).stdout) as Share;
}

async function tryShares(): Promise<void> {
  const shares: Share[] = [];
  for (let share = 0; share < SHARES; share += 1) shares.push(await shareOf(SEED + share));
  const problems = shares.flatMap(({ problem }) => (problem === null ? [] : [problem]));
  const ran = shares.reduce((sum, share) => sum + share.ran, 0);
  const largest = Math.round(Math.max(...shares.map(({ rss }) => rss)) / 1e6);
  score('interleavings', { bad: problems.length, of: ran, note: `largest process ${largest} MB` });
  expect(problems).toEqual([]);
  expect(ran).toBe(SHARES * LIVES_PER_SHARE);
}

test(`${LIVES} random lives, told badly, end in the truth (seed ${SEED})`, { timeout: 3_600_000 }, async () => {
  if (IS_LONG) await tryShares();
  else tryLives(LIVES, opened(createLives()));
});

test('planted faults are found out: what later news explained away stays in the history', async () => {
  const { createLedger } = await planted<typeof ledger>('src/main/bans/ledger.ts', 'if (!isClaimed)', 'if (now < 0)');
  expect(() => tryLives(500, opened(createLives({ createLedger })))).toThrow('Property failed');
});
