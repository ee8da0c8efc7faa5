// A database as years of work leave it, written by SQL at 100 000 rows a second: people, a current list, a history and a
// chained audit log. Made up by arithmetic: the same sizes give the same rows. The ledger is not asked, so that nobody
// waits an hour; what it keeps by triggers is kept here too.
import { join } from 'node:path';
import { canonicalJson, CHAIN_START, hashRow, type AuditRow } from '../../src/main/audit/chain.ts';
import { openDatabase, type Database } from '../../src/main/db/open.ts';
import { createClock } from '../../src/main/lib/clock.ts';
import { MIGRATIONS_DIR, silentLog } from '../../test/helpers/db.ts';

export interface Sizes {
  /** Rows of the current list of `BIG_CHANNEL`; as many people. */
  readonly bans: number;
  /** Acts in the history, on the same people; at least as many as `bans` makes each of them the act of one. */
  readonly entries: number;
  readonly audit: number;
}

interface Channel {
  readonly id: string;
  readonly login: string;
  readonly displayName: string;
}

export const BIG_CHANNEL = { id: '1000', login: 'bench', displayName: 'Bench' } as const;
/** When the newest act was, epoch ms; the oldest two years before. */
export const BIG_NOW = 1_790_000_000_000;
const SPAN_MS = 2 * 365 * 86_400_000;
const AT_ONCE = 20_000;
const STEMS = ['viewer', 'night_owl', 'pixel', 'turbo', 'notabot', 'lurker', 'streamfan', 'quiet', 'rocket', 'mango'];
const SCRIPTS = ['斎藤さん', 'Игорь', 'Ελένη', 'Jürgen', 'İpek', '김민수'];
const REASONS = ['spam', 'selling followers', 'slurs', 'spoilers after two warnings', 'ban evasion', 'Hate raid'];
const MODERATORS = Array.from({ length: 12 }, (_, index) => ({ id: String(1_001 + index), login: `mod_${index}` }));
/** The common ways to end, then the rest. */
const AUDIT_ACTIONS = ['ban_user', 'timeout_user', 'unban_user', 'untimeout_user', 'warn_user'] as const;

/** Fills `folder/modkeep.db`, a new file, and leaves it closed. */
export function buildBigDatabase(folder: string, sizes: Sizes, channel: Channel = BIG_CHANNEL): void {
  const clock = createClock();
  const path = join(folder, 'modkeep.db');
  const db = openDatabase({ path, migrationsDir: MIGRATIONS_DIR, clock, log: silentLog() });
  // Nothing here is worth keeping after a crash.
  db.sqlite.pragma('synchronous = OFF');
  db.sqlite
    .prepare(
      `INSERT INTO channel (id, login, display_name, is_watched, first_watched_at, last_read_started_at,
         last_read_ended_at, last_read_count) VALUES (?, ?, ?, 1, ?, ?, ?, ?)`,
    )
    .run(channel.id, channel.login, channel.displayName, BIG_NOW - SPAN_MS, BIG_NOW, BIG_NOW, sizes.bans);
  withoutIndexes(db, () => {
    addPeople(db, sizes.bans);
    addEntries(db, sizes, channel.id);
    addBans(db, sizes, channel.id);
    addAudit(db, sizes, channel.id);
  });
  db.sqlite.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
}

/** Person `index` of the made-up crowd. One in thirty writes another script, one in fifty had another name. */
export function personAt(index: number): { id: string; login: string; displayName: string; former: string | null } {
  const mixed = mix(index);
  const login = `${STEMS[mixed % STEMS.length]}${index}`;
  const displayName = mixed % 30 === 0 ? `${SCRIPTS[(mixed >>> 8) % SCRIPTS.length]}${index}` : login;
  return { id: String(20_000_000 + index * 37), login, displayName, former: mixed % 50 === 1 ? `was_${mixed}` : null };
}

/** Half without, most of the rest from a few, one in ten its own. */
export function reasonAt(index: number): string {
  const mixed = mix(index ^ 0x5bd1e995);
  if (mixed % 10 < 5) return '';
  return mixed % 10 === 5 ? `link to shop-${mixed % 90_000}.example` : (REASONS[mixed % REASONS.length] ?? '');
}

/** An index made at the end costs a third of one kept on the way; the audit log's triggers need that of its ids. */
function withoutIndexes({ sqlite }: Database, fill: () => void): void {
  const indexes = sqlite
    .prepare<[], { name: string; sql: string }>(
      `SELECT name, sql FROM sqlite_schema
       WHERE type = 'index' AND sql IS NOT NULL AND name <> 'audit_id_unique'`,
    )
    .all();
  for (const { name } of indexes) sqlite.exec(`DROP INDEX ${name}`);
  fill();
  for (const { sql } of indexes) sqlite.exec(sql);
}

function addPeople({ sqlite }: Database, count: number): void {
  const user = sqlite.prepare(
    'INSERT INTO user (id, login, display_name, first_seen_at, name_since, names_text) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const former = sqlite.prepare('INSERT INTO former_name VALUES (?, ?, ?, ?, ?)');
  inBatches(sqlite, count, (index) => {
    const person = personAt(index);
    const names = new Set([person.login, person.displayName, ...(person.former === null ? [] : [person.former])]);
    const text = [...names].map((name) => name.toLowerCase()).join('\n');
    user.run(person.id, person.login, person.displayName, BIG_NOW - SPAN_MS, BIG_NOW - SPAN_MS, text);
    if (person.former !== null)
      former.run(person.id, person.former, person.former, BIG_NOW - SPAN_MS, BIG_NOW - SPAN_MS);
  });
}

function addEntries({ sqlite }: Database, { bans, entries }: Sizes, channelId: string): void {
  const insert = sqlite.prepare(
    `INSERT INTO entry (id, channel_id, user_id, kind, at, recorded_at, duration_seconds, expires_at, reason,
       moderator_id, moderator_login, moderator_name, sources, found, evidence)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  inBatches(sqlite, entries, (index) => {
    const isCurrent = index < bans;
    const { id } = personAt(isCurrent ? index : mix(index) % Math.max(1, bans));
    const at = timeAt(index, entries);
    const isTimeout = !isCurrent && index % 3 !== 0;
    const by = moderatorAt(index);
    const evidence = '{"of":null,"voices":[]}';
    const lengths = isTimeout ? [600, at + 600_000] : [null, null];
    const kind = isTimeout ? 'timeout' : 'ban';
    const told = [reasonAt(index), by.id, by.login, by.login, 2, isCurrent ? 1 : 0, evidence];
    insert.run(idOf('0e', index), channelId, id, kind, at, at, ...lengths, ...told);
  });
}

function addBans({ sqlite }: Database, { bans, entries }: Sizes, channelId: string): void {
  const insert = sqlite.prepare(
    `INSERT INTO ban (id, channel_id, user_id, login, display_name, kind, at, expires_at, reason, moderator_id,
       moderator_login, moderator_name, sources, found, first_seen_at, search_text, settled)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, 1, ?, ?, 1)`,
  );
  inBatches(sqlite, bans, (index) => {
    const { id, login, displayName, former } = personAt(index);
    const at = timeAt(index, entries);
    // A few are held out for a while only.
    const isTimeout = index % 500 === 0;
    const by = moderatorAt(index);
    const reason = reasonAt(index);
    const search = [login, displayName, former ?? '', reason].join('\n').toLowerCase();
    const length = [isTimeout ? 'timeout' : 'ban', at, isTimeout ? BIG_NOW + index * 1_000 : null];
    const told = [reason, by.id, by.login, by.login, at, search];
    insert.run(idOf('0e', index), channelId, id, login, displayName, ...length, ...told);
  });
}

function addAudit({ sqlite }: Database, { bans, audit }: Sizes, channelId: string): void {
  const insert = sqlite.prepare(
    `INSERT INTO audit (seq, id, at, moderator_id, moderator_login, action, content_type, content_id, content_name,
       channel_id, reason, metadata, amends, prev_hash, hash)
     VALUES (@seq, @id, @at, @moderatorId, @moderatorLogin, @action, @contentType, @contentId, @contentName,
       @channelId, @reason, @metadata, @amends, @prevHash, @hash)`,
  );
  let prevHash = CHAIN_START;
  inBatches(sqlite, audit, (index) => {
    // One row in twenty adds to the one before it.
    const about = index % 20 === 19 ? index - 1 : index;
    const { id: contentId, login } = personAt(mix(about) % Math.max(1, bans));
    // Now and then it became known only later who it was, or an act was told of days after.
    const by = moderatorAt(about !== index && index % 3 === 0 ? index : about);
    const late = mix(index) % 500 === 0 ? (mix(index) % 240) * 3_600_000 : 0;
    const row: Omit<AuditRow, 'hash'> = {
      seq: index + 1,
      id: idOf('0a', index),
      at: BIG_NOW - SPAN_MS + Math.floor((SPAN_MS * index) / audit) - late,
      moderatorId: by.id,
      moderatorLogin: by.login,
      action: AUDIT_ACTIONS[mix(about) % AUDIT_ACTIONS.length] ?? 'ban_user',
      contentType: 'user',
      contentId,
      contentName: login,
      channelId,
      reason: reasonAt(about),
      metadata: canonicalJson({ channelId, entryId: idOf('0e', about), sources: ['eventsub'] }),
      amends: about === index ? null : idOf('0a', about),
      prevHash,
    };
    const hash = hashRow(row);
    insert.run({ ...row, hash });
    prevHash = hash;
  });
}

function inBatches(sqlite: Database['sqlite'], count: number, add: (index: number) => void): void {
  const some = sqlite.transaction((from: number) => {
    for (let index = from; index < Math.min(count, from + AT_ONCE); index += 1) add(index);
  });
  for (let from = 0; from < count; from += AT_ONCE) some(from);
}

/** Acts happened in no order of their rows. */
function timeAt(index: number, count: number): number {
  return BIG_NOW - Math.floor((SPAN_MS * (mix(index ^ 0x9e37_79b9) % (count * 4))) / (count * 4));
}

function moderatorAt(index: number): (typeof MODERATORS)[number] {
  return MODERATORS[mix(index ^ 0x1234_5678) % MODERATORS.length]!;
}

function idOf(kind: string, index: number): string {
  return `01900000-00${kind}-7000-8000-${index.toString(16).padStart(12, '0')}`;
}

function mix(index: number): number {
  let value = Math.imul(index ^ (index >>> 16), 0x45d9_f3b);
  value = Math.imul(value ^ (value >>> 16), 0x45d9_f3b);
  return (value ^ (value >>> 16)) >>> 0;
}
