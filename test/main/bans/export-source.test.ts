// The history as a file: rows of any text come back as they were, as other programs read them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { historySource } from '../../../src/main/bans/export-source.ts';
import { createFileTask } from '../../../src/main/db/export-task.ts';
import { toIso } from '../../../src/main/lib/time.ts';
import { commands } from '../../../src/shared/contract.ts';
import { csvLine, withoutGuard } from '../../../src/shared/csv.ts';
import { createTexts, expectNothingLive, LIVE, readByAll } from '../../helpers/any-text.ts';
import { createTempDir, openTestDatabase } from '../../helpers/db.ts';
import { score } from '../../helpers/score.ts';

const SEED = Number(process.env['MODKEEP_SEED'] ?? 20_261_120);
const ROWS = process.env['MODKEEP_LONG'] === '1' ? 100_000 : 2_000;
const HEAD =
  'id,channel_id,user_id,username,action,duration_seconds,expires_at,reason,moderator_id,moderator_username,created_at';

test(`${ROWS} entries of any text come back as they were, and none of them is a live formula (seed ${SEED})`, async () => {
  const temp = createTempDir();
  const db = openTestDatabase();
  onTestFinished(() => (db.close(), temp.remove()));
  const { random, text } = createTexts(SEED);
  const person = db.sqlite.prepare(
    'INSERT INTO user (id, login, display_name, names_text, first_seen_at, name_since) VALUES (?, ?, ?, ?, 1, 1)',
  );
  const entry = db.sqlite.prepare(
    `INSERT INTO entry (id, channel_id, user_id, kind, at, recorded_at, duration_seconds, expires_at, raw_expires_at, reason,
       moderator_id, moderator_login, moderator_name, sources, found, evidence)
     VALUES (@id, '1', @userId, @kind, @at, @at, @seconds, @expiresAt, @raw, @reason, @moderatorId, @moderator, @moderator,
       @sources, 0, '{}')`,
  );
  const told = db.immediate(() =>
    Array.from({ length: ROWS }, (_, index): string[] => {
      const [userId, login, reason] = [String(index + 1), text(), text()];
      const at = Math.floor(random() * 4_000_000_000_000);
      const seconds = random() < 0.5 ? null : Math.floor(random() * 1_000_000);
      const expiresAt = seconds === null ? null : at + seconds * 1_000;
      const kind = seconds === null ? 'ban' : 'timeout';
      const moderator = random() < 0.2 ? null : text();
      const moderatorId = moderator === null ? null : text();
      const id = `entry-${index}`;
      person.run(userId, login, login, login);
      const row = { id, userId, kind, at, seconds, expiresAt, raw: text(), reason, moderatorId, moderator };
      entry.run({ ...row, sources: 1 + (index % 15) });
      const ends = expiresAt === null ? '' : toIso(expiresAt);
      const length = seconds === null ? '' : String(seconds);
      return [id, '1', userId, login, kind, length, ends, reason, moderatorId ?? '', moderator ?? '', toIso(at)];
    }),
  );
  const { format, columns, ...filter } = commands['history.export'].input.parse({ format: 'csv', channelId: '1' });
  const path = join(temp.dir, 'history.csv');
  const controls = { progress: () => undefined, isCancelled: () => false, pause: () => Promise.resolve() };
  const input = { filter, format, columns, path, after: 0, to: ROWS };
  const written = await createFileTask(historySource)(db.sqlite, input, controls);
  const csv = readFileSync(path, 'utf8');
  expect(csv).toBe(`${HEAD}\r\n${told.map(csvLine).join('')}`);
  expect(written).toMatchObject({ rows: ROWS, bytes: Buffer.byteLength(csv) });
  const [, ...rows] = readByAll(path);
  expect(rows.map((cells) => cells.map(withoutGuard))).toEqual(told);
  expect(rows.flat().filter((cell) => LIVE.test(cell))).toEqual([]);
  score('csv-files', { bad: 0, of: ROWS });
  expectNothingLive(path, ROWS);
}, 600_000);
