// Any byte of any column of any row: one is exchanged at random, and verification must say so. Small in every run,
// 10 000 with MODKEEP_LONG=1; MODKEEP_SEED repeats or varies it.
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Sqlite } from '../../../src/main/db/connection.ts';
import { createFakeClock } from '../../helpers/fake-clock.ts';
import { createProofWorld, type ProofWorld } from './proof-world.ts';
import { score } from '../../helpers/score.ts';

const SEED = Number(process.env['MODKEEP_SEED'] ?? 20_261_120);
const ROUNDS = process.env['MODKEEP_LONG'] === '1' ? 10_000 : 200;
const ROWS = 12;

let world: ProofWorld;
let columns: readonly string[];
beforeAll(async () => {
  world = createProofWorld();
  await world.open();
  world.add(ROWS / 2, { reason: 'plain' });
  world.add(ROWS / 2, { reason: 'ersetzt: \uFFFD und 斎藤', moderatorLogin: null });
  world.byHand(() => undefined);
  columns = world.db.sqlite.prepare<[], string>("SELECT name FROM pragma_table_info('audit')").pluck().all();
});
afterAll(() => world.remove());

it(`finds ${ROUNDS} exchanged bytes (seed ${SEED})`, async () => {
  const { random } = createFakeClock(0, SEED);
  const below = (limit: number): number => Math.floor(random() * limit);
  const { sqlite } = world.db;
  const missed: string[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const seq = 1 + below(ROWS);
    const column = columns[below(columns.length)]!;
    sqlite.exec('BEGIN');
    const what = exchange(sqlite, seq, column, below);
    if (what !== null && (await world.verify()).isUnbroken) missed.push(`round ${round}: ${what}`);
    sqlite.exec('ROLLBACK');
  }
  score('flips', { bad: missed.length, of: ROUNDS });
  expect(missed).toEqual([]);
  expect(await world.verify()).toMatchObject({ isUnbroken: true, rows: ROWS });
});

/** What was done, for a failure's message; null when there was nothing to exchange. */
function exchange(sqlite: Sqlite, seq: number, column: string, below: (limit: number) => number): string | null {
  const value = sqlite
    .prepare<[number], number | Buffer | null>(
      `SELECT iif(typeof(${column}) = 'text', CAST(${column} AS BLOB), ${column}) FROM audit WHERE seq = ?`,
    )
    .pluck()
    .get(seq);
  if (value === null || value === undefined) {
    sqlite.prepare(`UPDATE audit SET ${column} = '' WHERE seq = ?`).run(seq);
    return `${column} of row ${seq} filled`;
  }
  if (typeof value === 'number') {
    const changed = value ^ (1 << below(16));
    sqlite.prepare(`UPDATE OR REPLACE audit SET ${column} = ? WHERE seq = ?`).run(changed, seq);
    return `${column} of row ${seq} from ${value} to ${changed}`;
  }
  if (value.length === 0) return null;
  const place = below(value.length);
  const was = value[place]!;
  value[place] = was ^ (1 + below(255));
  sqlite.prepare(`UPDATE OR REPLACE audit SET ${column} = CAST(? AS TEXT) WHERE seq = ?`).run(value, seq);
  return `byte ${place} of ${column} of row ${seq} from ${was} to ${value[place]}`;
}

it('finds bytes that read as the same text', async () => {
  const { sqlite } = world.db;
  sqlite.exec('BEGIN');
  const before = sqlite.prepare<[], string>('SELECT reason FROM audit WHERE seq = 9').pluck().get()!;
  const bytes = Buffer.from(before);
  bytes[bytes.indexOf(0xef)] = 0xf3;
  sqlite.prepare('UPDATE audit SET reason = CAST(? AS TEXT) WHERE seq = 9').run(bytes);
  expect(sqlite.prepare('SELECT reason FROM audit WHERE seq = 9').pluck().get()).toBe(before);
  expect((await world.verify()).problem).toMatchObject({ seq: 9 });
  sqlite.exec('ROLLBACK');
});
