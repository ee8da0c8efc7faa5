// The audit log as a file: every row and sign of it, as other programs read it, and nothing that a spreadsheet would run.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { commands } from '../../../src/shared/contract.ts';
import { csvLine, withoutGuard } from '../../../src/shared/csv.ts';
import { createAuditLog, type AuditRecord } from '../../../src/main/audit/append.ts';
import { hashRow } from '../../../src/main/audit/chain.ts';
import { auditSource } from '../../../src/main/audit/export-source.ts';
import { createAuditQueries } from '../../../src/main/audit/queries.ts';
import { createFileTask, type Written } from '../../../src/main/db/export-task.ts';
import type { Database } from '../../../src/main/db/open.ts';
import { toIso } from '../../../src/main/lib/time.ts';
import type { AuditView } from '../../../src/shared/model.ts';
import { createTexts, expectNothingLive, LIVE, readByAll, strictly } from '../../helpers/any-text.ts';
import { createTempDir, openTestDatabase } from '../../helpers/db.ts';
import { score } from '../../helpers/score.ts';

const SEED = Number(process.env['MODKEEP_SEED'] ?? 20_261_120);
const ROWS = process.env['MODKEEP_LONG'] === '1' ? 100_000 : 2_000;
const HEAD = 'id,moderator_id,moderator_username,action,content_type,content_id,reason,created_at';

let db: Database;
let temp: ReturnType<typeof createTempDir>;
beforeEach(() => {
  db = openTestDatabase();
  temp = createTempDir();
});
afterEach(() => {
  db.close();
  temp.remove();
});

const RECORD: AuditRecord = {
  at: 1_790_000_000_000,
  moderatorId: '7',
  moderatorLogin: 'mod',
  action: 'ban_user',
  contentType: 'user',
  contentId: '5',
  contentName: 'five',
  channelId: '1',
  reason: '',
  metadata: { sources: ['poll'], duration: 'permanent' },
};

function append(records: readonly Partial<AuditRecord>[]): string[] {
  const audit = createAuditLog({ db, now: () => 1_790_000_000_000 });
  return db.immediate(() => records.map((record) => audit.append({ ...RECORD, ...record })));
}

let files = 0;
async function write(input: object): Promise<{ text: string; written: Written }> {
  const { format, columns, ...filter } = commands['audit.export'].input.parse(input);
  const path = join(temp.dir, `${(files += 1)}.csv`);
  const to = db.sqlite.prepare<[], number>('SELECT max(seq) FROM audit').pluck().get() ?? 0;
  const controls = { progress: () => undefined, isCancelled: () => false, pause: () => Promise.resolve() };
  const task = createFileTask(auditSource);
  const written = await task(db.sqlite, { filter, format, columns, path, after: 0, to }, controls);
  return { text: readFileSync(path, 'utf8'), written };
}

const list = (input: object): readonly AuditView[] =>
  createAuditQueries(db)
    .list(commands['audit.list'].input.parse({ ...input, limit: 1000 }))
    .data.toReversed();

function without(row: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name)));
}

test(`${ROWS} rows of any text come back as they were, and none of them is a live formula (seed ${SEED})`, async () => {
  const { random, text } = createTexts(SEED);
  const records = Array.from({ length: ROWS }, (_, index) => ({
    at: Math.floor(random() * 4_000_000_000_000),
    moderatorId: random() < 0.3 ? null : random() < 0.5 ? text() : String(index + 1),
    moderatorLogin: random() < 0.2 ? null : text(),
    contentId: text(),
    contentName: text(),
    reason: text(),
    metadata: { sources: [text()], duration: text() },
  }));
  const ids = append(records);
  const { text: csv, written } = await write({ format: 'csv', folded: false });
  const told = records.map((record, index) => [
    ids[index]!,
    record.moderatorId ?? '',
    record.moderatorLogin ?? '',
    'ban_user',
    'user',
    record.contentId,
    record.reason,
    toIso(record.at),
  ]);
  expect(csv).toBe(`${HEAD}\r\n${told.map(csvLine).join('')}`);
  expect(written).toMatchObject({ rows: ROWS, bytes: Buffer.byteLength(csv) });
  const [head, ...rows] = readByAll(join(temp.dir, `${files}.csv`));
  expect(head).toEqual(HEAD.split(','));
  expect(rows.map((cells) => cells.map(withoutGuard))).toEqual(told);
  expect(rows.flat().filter((cell) => LIVE.test(cell))).toEqual([]);
  expectNothingLive(join(temp.dir, `${files}.csv`), ROWS);
  const more = await write({ format: 'excel', folded: false, columns: 'more' });
  expect(more.written.rows).toBe(ROWS);
  const [, ...wide] = readByAll(join(temp.dir, `${files}.csv`));
  expect(wide.map((cells) => cells.slice(0, 8))).toEqual(rows);
  expect(wide.flat().filter((cell) => LIVE.test(cell))).toEqual([]);
  score('csv-files', { bad: 0, of: 2 * ROWS });
  expectNothingLive(join(temp.dir, `${files}.csv`), ROWS);
}, 600_000);

test('each kind of cell: numbers, words, text with quotes and line ends, nothing, and formulas', async () => {
  append([
    { reason: 'said "no", twice', moderatorId: null, moderatorLogin: null },
    { reason: '=HYPERLINK("http://x")' },
    { reason: `  @SUM(1)`, contentId: '-5' },
    { reason: '＝1+1', moderatorLogin: '+mod' },
    { reason: `'quoted` },
    { reason: 'two\nlines' },
    { reason: '\tindented' },
  ]);
  const { text } = await write({ format: 'csv' });
  const cells = text
    .split('\r\n')
    .slice(1, -1)
    .map((line) => line.split('","').slice(1, 7));
  expect(cells).toEqual([
    ['', '', 'ban_user', 'user', '5', 'said ""no"", twice'],
    ['7', 'mod', 'ban_user', 'user', '5', `'=HYPERLINK(""http://x"")`],
    ['7', 'mod', 'ban_user', 'user', `'-5`, `'  @SUM(1)`],
    ['7', `'+mod`, 'ban_user', 'user', '5', `'＝1+1`],
    ['7', 'mod', 'ban_user', 'user', '5', `''quoted`],
    ['7', 'mod', 'ban_user', 'user', '5', 'two\nlines'],
    ['7', 'mod', 'ban_user', 'user', '5', `'\tindented`],
  ]);
  expect(text.endsWith(`"${toIso(RECORD.at)}"\r\n`)).toBe(true);
});

test('signs that Modkeep itself puts between cells stay in theirs', async () => {
  const reasons: string[] = [];
  const lines: string[] = [];
  for (const some of [['a\u001Fb'], ['plain', 'a\u001Eb', '\u001F=1\u001E', '\u001E"=1"']]) {
    const ids = append(some.map((reason) => ({ reason })));
    for (const [index, reason] of some.entries())
      lines.push(csvLine([ids[index]!, '7', 'mod', 'ban_user', 'user', '5', reason, toIso(RECORD.at)]));
    reasons.push(...some);
    const { text, written } = await write({ format: 'csv' });
    expect(text).toBe(`${HEAD}\r\n${lines.join('')}`);
    expect(written).toMatchObject({ rows: reasons.length, bytes: Buffer.byteLength(text) });
  }
  const more = await write({ format: 'csv', columns: 'more' });
  expect(
    strictly(more.text)
      .slice(1)
      .map((cells) => withoutGuard(cells[6]!)),
  ).toEqual(reasons);
  expect(
    strictly(more.text)
      .slice(1)
      .map((cells) => cells[11]),
  ).toEqual(reasons.map(() => 'poll'));
});

test('is folded as the list is, filtered as the list is, and raw when asked', async () => {
  const [first] = append([{ reason: 'Spam' }, { contentId: '6', moderatorId: '8', reason: 'Other' }]);
  append([
    { amends: first!, moderatorId: '9', moderatorLogin: 'late', reason: 'Late news', metadata: { duration: 600 } },
  ]);
  const objects = async (input: object): Promise<readonly Record<string, unknown>[]> =>
    (await write({ format: 'jsonl', ...input })).text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  for (const filter of [
    {},
    { folded: false },
    { moderatorId: '9' },
    { search: 'late' },
    { targetId: '6' },
    { search: 'zzz' },
  ]) {
    const wanted = list(filter);
    expect((await objects(filter)).map((row) => without(row, ['hash', 'prevHash']))).toEqual(
      wanted.map((row) => without({ ...row }, ['additions'])),
    );
  }
  const { text, written } = await write({ format: 'csv', columns: 'more' });
  expect(text.split('\r\n')[0]).toBe(`${HEAD},channel_id,content_name,duration,source,sequence,hash,amends`);
  expect(text.split('\r\n')[1]).toMatch(
    /^"[^"]+","9","late",.*,"Late news",.*,"1","five","600","poll","1","[0-9a-f]{64}",""$/,
  );
  const raw = await objects({ folded: false });
  const hashes = raw.map(({ hash }) => hash);
  expect(written).toMatchObject({ rows: 2, firstSeq: 1, lastSeq: 2, firstHash: hashes[0], lastHash: hashes[1] });
  // Whoever has the raw file can compute the chain from it alone.
  for (const { createdAt, moderatorUsername, metadata, ...row } of raw) {
    const facts = { ...row, at: Date.parse(String(createdAt)), moderatorLogin: moderatorUsername };
    expect(hashRow({ ...facts, metadata: JSON.stringify(metadata) } as never)).toBe(row['hash']);
  }
});

test('Excel gets its mark, an empty log gives the heading alone', async () => {
  expect((await write({ format: 'csv' })).text).toBe(`${HEAD}\r\n`);
  const { text, written } = await write({ format: 'excel' });
  expect(text).toBe(`\uFEFF${HEAD}\r\n`);
  expect(written).toMatchObject({ rows: 0, firstHash: null, lastHash: null, firstAt: null });
  expect((await write({ format: 'jsonl' })).text).toBe('');
});
