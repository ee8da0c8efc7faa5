// Damage at random: whatever happened to the bytes, the app comes up, and the original is kept or was sound.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isSound } from '../../../src/main/db/connection.ts';
import { AppFailure } from '../../../src/shared/errors.ts';
import { createTempDir, openTestDatabase } from '../../helpers/db.ts';
import { score } from '../../helpers/score.ts';
import { createFakeClock } from '../../helpers/fake-clock.ts';

const ROUNDS = process.env['MODKEEP_LONG'] === '1' ? 5000 : 100;
const SEED = Number(process.env['MODKEEP_SEED'] ?? 20_261_120);
const PAGE = 4096;

type Random = () => number;

/** Each gives the damaged bytes; which one and where is drawn. */
const DAMAGE: readonly ((whole: Buffer, random: Random) => Buffer)[] = [
  (whole, random) => Buffer.from(whole.subarray(0, Math.floor(random() * whole.length))),
  (whole, random) => Buffer.from(whole).fill(0, ...pageAt(whole, random)),
  (whole, random) => Buffer.from(whole).fill(Math.floor(random() * 256), ...pageAt(whole, random)),
  (whole, random) => scatter(whole, random, 100, 1 + Math.floor(random() * 20)),
  (whole, random) => scatter(whole, random, whole.length, 1),
  (whole, random) => scatter(whole, random, whole.length, 200),
];

function pageAt(whole: Buffer, random: Random): [number, number] {
  const from = Math.floor((random() * whole.length) / PAGE) * PAGE;
  return [from, from + PAGE];
}

/** Changes `count` bytes within the first `end`. */
function scatter(whole: Buffer, random: Random, end: number, count: number): Buffer {
  const next = Buffer.from(whole);
  for (let left = count; left > 0; left -= 1) next[Math.floor(random() * end)] = Math.floor(random() * 256);
  return next;
}

/** A sound database of some pages, as bytes. */
function soundBytes(path: string): Buffer {
  const db = openTestDatabase({ path });
  const insert = db.sqlite.prepare('INSERT INTO setting VALUES (?, ?, 1)');
  db.immediate(() => {
    for (let row = 0; row < 500; row += 1) insert.run(`name-${row}`, 'x'.repeat(row));
  });
  db.close();
  return readFileSync(path);
}

/** Opens what was damaged: `sound`, `recovered`, or what was thrown; checks what was kept. */
function outcomeOf(path: string, damaged: Buffer): string {
  try {
    const db = openTestDatabase({ path });
    const kept = db.recovery === null ? null : readFileSync(db.recovery.keptAs);
    const isUsable = isSound(db.sqlite);
    db.close();
    if (!isUsable) return 'handed out although it is damaged';
    if (kept === null) return 'sound';
    return kept.equals(damaged) ? 'recovered' : 'the original was changed';
  } catch (error) {
    // Damage within the list of migrations may read like a newer version: refused, and left as it is.
    const isRefusal = error instanceof AppFailure && error.failure.code === 'DATABASE_NEWER';
    return isRefusal && readFileSync(path).equals(damaged) ? 'refused' : String(error);
  }
}

describe('random damage', () => {
  it(`never keeps the app from starting, ${ROUNDS} times (seed ${SEED})`, () => {
    const { random } = createFakeClock(0, SEED);
    const temp = createTempDir();
    const sound = soundBytes(join(temp.dir, 'sound.db'));
    const counts: Record<string, number> = {};
    for (let round = 0; round < ROUNDS; round += 1) {
      const path = join(temp.dir, `${round}.db`);
      const damaged = DAMAGE[round % DAMAGE.length]?.(sound, random) ?? sound;
      writeFileSync(path, damaged);
      writeFileSync(`${path}-open`, '');
      const outcome = outcomeOf(path, damaged);
      counts[outcome] = (counts[outcome] ?? 0) + 1;
    }
    temp.remove();
    const bad = Object.keys(counts).filter((outcome) => !['sound', 'recovered', 'refused'].includes(outcome));
    const note = `${counts['recovered'] ?? 0} set aside and recovered`;
    score('damage', { bad: bad.reduce((sum, outcome) => sum + (counts[outcome] ?? 0), 0), of: ROUNDS, note });
    expect(bad).toEqual([]);
    expect(counts['recovered']).toBeGreaterThan(ROUNDS / 2);
  });
});
