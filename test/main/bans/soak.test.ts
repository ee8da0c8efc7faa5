// A day with everything going wrong now and then: at its end the list is the truth and the history says each act once.
import { expect, onTestFinished, test } from 'vitest';
import type * as read from '../../../src/main/bans/read.ts';
import { planted } from '../../helpers/planted.ts';
import { score } from '../../helpers/score.ts';
import { lies, live, type Life } from './soak-life.ts';

const LONG = process.env['MODKEEP_LONG'] === '1';
const SEED = Number(process.env['MODKEEP_SEED'] ?? 20_261_120);
const MINUTES = LONG ? 24 * 60 : 20;
const LIVES = LONG ? 1 : 5;

async function lived(...input: Parameters<typeof live>): Promise<Life> {
  const life = await live(...input);
  onTestFinished(() => life.world.close());
  return life;
}

test(`${LIVES} times ${MINUTES} virtual minutes (seed ${SEED})`, { timeout: 3_600_000 }, async () => {
  let acts = 0;
  for (let seed = SEED; seed < SEED + LIVES; seed += 1) {
    const life = await lived(MINUTES * 60_000, seed);
    acts += life.acts.length;
    expect({ seed, lies: lies(life) }).toEqual({ seed, lies: [] });
    expect(life.acts.length).toBeGreaterThan(MINUTES * 5);
    expect(life.failedReads).toBeGreaterThan(MINUTES / 4);
    expect(life.world.twitch.requests.refused).toBe(0);
  }
  score('soak-life', { bad: 0, of: acts, note: `${(MINUTES * LIVES) / 60} virtual hours` });
});

test('planted faults are found out: people who are not looked up', { timeout: 600_000 }, async () => {
  const { createReadList } = await planted<typeof read>(
    'src/main/bans/read.ts',
    'new Map<string, BannedRow>(rows.map((row) => [row.userId, row]))',
    'new Map<string, BannedRow>()',
  );
  expect(lies(await lived(20 * 60_000, 7, { createReadList }))).not.toEqual([]);
});

test('planted faults are found out: an entry twice, an entry gone', { timeout: 600_000 }, async () => {
  const life = await lived(5 * 60_000, 7);
  expect(lies(life)).toEqual([]);
  const { sqlite } = life.world.db;
  const columns = "SELECT name FROM pragma_table_info('entry') WHERE name NOT IN ('seq', 'id')";
  const names = sqlite.prepare<[], string>(columns).pluck().all().join(', ');
  sqlite.prepare(`INSERT INTO entry (id, ${names}) SELECT 'twin', ${names} FROM entry WHERE found = 0 LIMIT 1`).run();
  expect(lies(life)).toHaveLength(1);
  sqlite.prepare("DELETE FROM entry WHERE id = 'twin'").run();
  sqlite.prepare('DELETE FROM entry WHERE id = (SELECT id FROM entry WHERE found = 0 AND sources & 2 LIMIT 1)').run();
  expect(lies(life)).toHaveLength(1);
});
