// The made-up years of work are what the app would have written: the same rows, counts and chain.
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { buildBigDatabase, BIG_CHANNEL, personAt } from '../../bench/support/big-database.ts';
import { CHAIN_START, hashRow, type AuditRow } from '../../src/main/audit/chain.ts';
import { createBanQueries } from '../../src/main/bans/list-queries.ts';
import { createTempDir, openTestDatabase } from '../helpers/db.ts';

it('has the sizes asked for, a valid chain, and everything the schema declares', () => {
  const temp = createTempDir();
  buildBigDatabase(temp.dir, { bans: 600, entries: 1_000, audit: 800 });
  const db = openTestDatabase({ path: join(temp.dir, 'modkeep.db') });
  const count = (table: string): unknown => db.sqlite.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
  expect([count('ban'), count('entry'), count('audit'), count('user')]).toEqual([600, 1_000, 800, 600]);
  expect(createBanQueries(db).counts(BIG_CHANNEL.id)).toEqual({ ban: 598, timeout: 2, unknown: 0 });
  expect(createBanQueries(db).find(BIG_CHANNEL.id, personAt(7).id)).toMatchObject({ username: personAt(7).login });
  const rows = db.sqlite
    .prepare<[], AuditRow>(
      `SELECT seq, id, at, moderator_id AS moderatorId, moderator_login AS moderatorLogin, action,
         content_type AS contentType, content_id AS contentId, content_name AS contentName, channel_id AS channelId,
         reason, metadata, amends, prev_hash AS prevHash, hash FROM audit ORDER BY seq`,
    )
    .all();
  let before = CHAIN_START;
  for (const row of rows) {
    expect(row.prevHash).toBe(before);
    expect(hashRow(row)).toBe(row.hash);
    before = row.hash;
  }
  expect(db.sqlite.prepare(`SELECT count(*) FROM sqlite_schema WHERE name = 'audit_target'`).pluck().get()).toBe(1);
  db.close();
  temp.remove();
});
