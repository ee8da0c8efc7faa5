// A large list held against what is stored, one row in a hundred changed and told anew (history and audit log
// included), against a program that writes every row that comes: one prepared upsert into the same table, the same
// pages, the same durability. A table without indexes is reported beside it.
import { randomUUID } from 'node:crypto';
import type { BannedRow } from '../../src/main/twitch/types.ts';
import { createComparePage, type ComparePage } from '../../src/main/bans/compare.ts';
import type { BenchCase } from '../support/bench-case.ts';
import { alternately, median, ratios, round, timed } from '../support/numbers.ts';
import { openStore, type Store } from '../support/reader.ts';
import { madeUpRows } from '../support/rows.ts';

const CHANNEL = '1000';
const PAGE_ROWS = 100;
/** One row in a hundred, wherever it stands: about a third of the pages have none. */
const isChanged = (index: number): boolean => (Math.imul(index + 1, 2_246_822_519) >>> 0) % 100 === 0;

export const diffCase: BenchCase = {
  name: 'diff',
  unit: 'ratio',
  goal: 1,
  async run({ runs, rows: count }) {
    const ours = openStore(CHANNEL);
    const theirs = openStore(CHANNEL);
    try {
      const comparePage = createComparePage(ours.db);
      const upsert = prepareUpsert(theirs, 'ban');
      const bareUpsert = prepareUpsert(theirs, 'bare');
      const began = Date.now() - 3_600_000;
      const list = madeUpRows(count, began);
      compareAll(ours, comparePage, list);
      upsert(list);
      bareUpsert(list);
      let step = 0;
      let told = 0;
      const change = (): BannedRow[] => {
        step += 1;
        const createdAt = isoSeconds(began + step * 60_000);
        return list.map((row, index) => (isChanged(index) ? { ...row, createdAt } : row));
      };
      const pairs = await alternately(
        runs,
        () => {
          const seen = change();
          return timed(() => void (told = compareAll(ours, comparePage, seen)));
        },
        () => {
          const seen = change();
          return timed(() => upsert(seen));
        },
      );
      const { value, runs: each, oursMs, theirsMs } = ratios(pairs);
      const bare: number[] = [];
      for (let run = 0; run < runs; run += 1) {
        const seen = change();
        bare.push(await timed(() => bareUpsert(seen)));
      }
      const details = { rows: count, told, oursMs, theirsMs, upsertWithoutIndexesMs: round(median(bare), 1) };
      return { value, runs: each, details };
    } finally {
      ours.close();
      theirs.close();
    }
  },
};

/** Page by page as a read does it. Returns how many rows were told to the ledger. */
function compareAll({ ledger }: Store, comparePage: ComparePage, list: readonly BannedRow[]): number {
  const seen = new Set<string>();
  let told = 0;
  for (let from = 0; from < list.length; from += PAGE_ROWS) {
    const context = { channelId: CHANNEL, seenAt: Date.now(), notBefore: null };
    const { observations } = comparePage(list.slice(from, from + PAGE_ROWS), seen, context);
    if (observations.length > 0) ledger.apply(CHANNEL, observations);
    told += observations.length;
  }
  return told;
}

/** Into the list's own table, or one with the same columns but no history, no search and no index but the key. */
function prepareUpsert({ db }: Store, table: 'ban' | 'bare'): (rows: readonly BannedRow[]) => void {
  if (table === 'bare') db.sqlite.exec(`CREATE TABLE bare (${COLUMNS.join()}, PRIMARY KEY (channel_id, user_id))`);
  const statement = db.sqlite.prepare(
    `INSERT INTO ${table} (${COLUMNS.join()}) VALUES (${COLUMNS.map(() => '?').join()})
     ON CONFLICT (channel_id, user_id) DO UPDATE SET
       ${COLUMNS.slice(FIXED)
         .map((name) => `${name} = excluded.${name}`)
         .join()}`,
  );
  return (rows) => {
    for (let from = 0; from < rows.length; from += PAGE_ROWS) {
      db.immediate(() => {
        for (const row of rows.slice(from, from + PAGE_ROWS)) statement.run(valuesOf(row));
      });
    }
  };
}

const COLUMNS =
  'id channel_id user_id first_seen_at login display_name kind at raw_expires_at raw_created_at reason moderator_id moderator_login moderator_name sources found search_text'.split(
    ' ',
  );
/** The first ones stay as they were inserted. */
const FIXED = 4;

function valuesOf(row: BannedRow): unknown[] {
  const { userId, userLogin, userName, expiresAt, createdAt, reason } = row;
  const person = [randomUUID(), CHANNEL, userId, Date.now(), userLogin, userName];
  const act = ['ban', Date.parse(createdAt), expiresAt, createdAt, reason];
  const moderator = [row.moderatorId, row.moderatorLogin, row.moderatorName];
  return [...person, ...act, ...moderator, 1, 0, `${userLogin}\n${reason}`];
}

function isoSeconds(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
