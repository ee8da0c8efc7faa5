// The audit log as it is read: folded to one row per act, filtered, paged; and as it was written.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { commands } from '../../../src/shared/contract.ts';
import { createAuditLog } from '../../../src/main/audit/append.ts';
import { CHAIN_START, hashRow, ROW_COLUMNS, type AuditRow } from '../../../src/main/audit/chain.ts';
import { createAuditQueries } from '../../../src/main/audit/queries.ts';
import type { Database } from '../../../src/main/db/open.ts';
import { openTestDatabase } from '../../helpers/db.ts';

let db: Database;
beforeEach(() => {
  db = openTestDatabase();
  const audit = createAuditLog({ db, now: () => 1_000 });
  const record = (at: number, userId: string, more: object = {}) =>
    ({
      at,
      moderatorId: null,
      moderatorLogin: null,
      action: 'ban_user',
      contentType: 'user',
      contentId: userId,
      contentName: `user${userId}`,
      channelId: '1',
      reason: '',
      metadata: { sources: ['poll'] },
      ...more,
    }) as const;
  db.immediate(() => {
    const first = audit.append(record(10, '5'));
    audit.append(record(20, '6', { moderatorId: '7', moderatorLogin: 'mod', reason: 'Spam' }));
    audit.append(
      record(10, '5', {
        moderatorId: '8',
        moderatorLogin: 'other',
        reason: 'Late news',
        metadata: { sources: ['poll', 'eventsub'] },
        amends: first,
      }),
    );
  });
});
afterEach(() => db.close());

const list = (input: object) => createAuditQueries(db).list(commands['audit.list'].input.parse(input));

test('later knowledge is folded into the row it amends, and can be seen as it was written', () => {
  expect(
    list({}).data.map(({ contentId, moderatorUsername, reason }) => [contentId, moderatorUsername, reason]),
  ).toEqual([
    ['6', 'mod', 'Spam'],
    ['5', 'other', 'Late news'],
  ]);
  expect(list({}).data[1]?.metadata).toEqual({ sources: ['poll', 'eventsub'] });
  expect(list({ folded: false }).data.map(({ seq, amends }) => [seq, amends === null])).toEqual([
    [3, false],
    [2, true],
    [1, true],
  ]);
});

test('filters look at what is known now', () => {
  expect(list({ moderatorId: '8' }).meta.total).toBe(1);
  expect(list({ search: 'late' }).data[0]?.contentId).toBe('5');
  expect(list({ targetId: '6', action: 'ban_user' }).meta).toMatchObject({ total: 1, limit: 100, offset: 0 });
  expect(list({ from: '1970-01-01T00:00:00.015Z' }).data.map((row) => row.contentId)).toEqual(['6']);
  expect(list({ limit: 1, offset: 1 }).data.map((row) => row.contentId)).toEqual(['5']);
});

test('every row holds the hash of the one before, and any change to a row shows', () => {
  const rows = db.sqlite.prepare<[], AuditRow>(`SELECT ${ROW_COLUMNS} FROM audit ORDER BY seq`).all();
  expect(rows.map((row) => row.prevHash)).toEqual([CHAIN_START, rows[0]!.hash, rows[1]!.hash]);
  for (const row of rows) {
    expect(hashRow(row)).toBe(row.hash);
    expect(hashRow({ ...row, reason: `${row.reason}.` })).not.toBe(row.hash);
    expect(hashRow({ ...row, amends: null, metadata: row.metadata.replace('poll', 'pull') })).not.toBe(row.hash);
  }
});

test('a row outside a transaction is refused', () => {
  const audit = createAuditLog({ db, now: () => 1 });
  const record = {
    at: 1,
    moderatorId: null,
    moderatorLogin: null,
    action: 'ban_user',
    contentType: 'user',
    contentId: '1',
    contentName: null,
    channelId: null,
    reason: '',
    metadata: {},
  } as const;
  expect(() => audit.append(record)).toThrow('transaction');
});

test('a stretch of time is walked in order: nothing but the rows of the page is sorted', () => {
  for (const folded of [true, false])
    for (const more of [{}, { cursor: Buffer.from('[2,null]').toString('base64url') }]) {
      const asked: string[] = [];
      const prepare = (sql: string) => {
        asked.push(sql);
        return db.sqlite.prepare(sql);
      };
      const sqlite = { ...db.sqlite, prepare } as unknown as Database['sqlite'];
      const input = { from: '1970-01-01T00:00:00.000Z', folded, ...more };
      createAuditQueries({ sqlite, few: 0 }).list(commands['audit.list'].input.parse(input));
      const walk = asked.find((sql) => sql.includes('audit_block') && sql.includes('OFFSET'))!;
      const values = Array.from(walk.matchAll(/\?/g), () => 1);
      const steps = db.sqlite
        .prepare<unknown[], { id: number; parent: number; detail: string }>(`EXPLAIN QUERY PLAN ${walk}`)
        .all(...values);
      const inner = steps.find(({ detail }) => detail.includes('s') && /CO-ROUTINE|MATERIALIZE/.test(detail))!;
      const within = steps.filter(({ parent }) => parent === inner.id).map(({ detail }) => detail);
      expect(within.length).toBeGreaterThanOrEqual(2);
      expect(within.join('; ')).not.toContain('TEMP B-TREE');
    }
});
