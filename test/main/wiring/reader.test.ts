// Which questions a thread of its own answers, so that nobody who reads a screenful waits for them.
import { expect, test } from 'vitest';
import { createIsLong } from '../../../src/main/wiring/reader.ts';
import { openTestDatabase } from '../../helpers/db.ts';

test('only a long list that has to be looked at row by row waits elsewhere', () => {
  const db = openTestDatabase();
  const add = db.sqlite.prepare(
    `INSERT INTO entry (seq, id, channel_id, user_id, kind, at, recorded_at, reason, sources, found, evidence)
     VALUES (?, ?, '1', '2', 'ban', 1, 1, '', 1, 0, '')`,
  );
  const isLong = createIsLong(db);
  const questions = [{ search: 'x' }, { found: true }, { search: 'x', count: 'bounded' }, { search: ' ' }, {}] as const;
  const told = (): boolean[] => questions.map((question) => isLong('history.list', question));
  add.run(50_000, 'a');
  expect(told()).toEqual([false, false, false, false, false]);
  add.run(50_001, 'b');
  expect(told()).toEqual([true, true, false, false, false]);
  expect(isLong('history.list', { found: true, userId: '2' })).toBe(false);
  expect(isLong('audit.list', { search: 'x' })).toBe(false);
  expect(isLong('bans.list', { input: { search: 'x' }, revision: 1 })).toBe(false);
  expect(isLong('audit.walk', { to: 1_000_000 })).toBe(false);
  db.close();
});
