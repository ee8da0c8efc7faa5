// Worlds of some dozen rows in which nearly everything is alike: equal times, unknown moderators, two channels, acts that
// were told of more than once, logs whose beginning is gone. Test code.
import type { Database } from '../../../src/main/db/open.ts';
import { createSearchIndex } from '../../../src/main/db/search-index.ts';
import { toIso } from '../../../src/main/lib/time.ts';
import { silentLog } from '../../helpers/db.ts';

export type Row = Readonly<Record<string, string | number | null>>;
export type Chance = ReturnType<typeof createChance>;

export const CHANNELS = ['1', '2'] as const;
export const TEXTS = ['', '', 'Spam', 'spam', 'link to x', 'SPÄM', '斎藤'] as const;
export const NEEDLES = ['s', 'spam', 'späm', '斎', 'user2', 'was', 'mod_7', 'zzz'] as const;
const MODERATORS = [null, '7', '8', '9'] as const;
const PEOPLE = 12;
const BLOCK = 1024;

export function createChance(random: () => number) {
  const below = (most: number): number => Math.floor(random() * most);
  const one = <T>(of: readonly T[]): T => of[below(of.length)]!;
  return {
    below,
    one,
    is: (share: number): boolean => random() < share,
    /** Any of them, perhaps none. */
    some: <T>(of: readonly T[]): T[] => of.filter(() => random() < 0.5),
  };
}

/** One of a few moments, epoch ms. */
export const moment = (index: number): number => 1_790_000_000_000 + index * 1_000;
export const isoMoment = (chance: Chance, most: number): string => toIso(moment(chance.below(most)));

const loginOf = (id: string | null): string | null => (id === null ? null : `Mod_${id}`);

export function addPeople({ sqlite }: Database): void {
  const add = sqlite.prepare(
    'INSERT INTO user (id, login, display_name, names_text, first_seen_at, name_since) VALUES (?, ?, ?, ?, 1, 1)',
  );
  for (let index = 1; index <= PEOPLE; index += 1)
    add.run(`${index}`, `user${index}`, `User${index}`, `user${index}\n${index % 4 === 0 ? `was_${index}` : ''}`);
}

export const personId = (chance: Chance): string => String(1 + chance.below(PEOPLE + 1));

/** Fills `table`, covers some of it for search, and then changes some of it. */
export function addBans(db: Database, chance: Chance, count: number): void {
  const { sqlite } = db;
  const add = sqlite.prepare(
    `INSERT INTO ban (id, channel_id, user_id, login, display_name, kind, at, expires_at, reason, moderator_id,
       moderator_login, sources, found, first_seen_at, search_text, settled)
     VALUES (@id, @channelId, @id, @login, 'X', @kind, @at, @expiresAt, @reason, @moderatorId, @moderatorLogin, @sources, 0, 1,
       @text, @settled)`,
  );
  const settled = chance.one([0, 0.5, 0.9, 1]);
  for (let index = 0; index < count; index += 1) {
    const [login, reason, moderatorId] = [`user${chance.below(5)}`, chance.one(TEXTS), chance.one(MODERATORS)];
    add.run({
      id: `${index}`,
      channelId: chance.is(0.8) ? CHANNELS[0] : CHANNELS[1],
      login,
      kind: chance.one(['ban', 'ban', 'timeout', 'unknown']),
      at: chance.is(0.3) ? null : moment(chance.below(6)),
      expiresAt: chance.is(0.6) ? null : moment(chance.below(6)),
      reason,
      moderatorId,
      moderatorLogin: chance.is(0.1) ? null : loginOf(moderatorId),
      sources: chance.is(0.5) ? 1 : 1 + chance.below(15),
      text: `${login}\n${reason}`.toLowerCase(),
      settled: chance.is(settled) ? 1 : 0,
    });
  }
  cover(db, chance, count);
  sqlite.exec(`UPDATE ban SET reason = 'Spam', search_text = login || char(10) || 'spam' WHERE row % 11 = 0`);
}

export function addEntries(db: Database, chance: Chance, count: number): void {
  const { sqlite } = db;
  const add = sqlite.prepare(
    `INSERT INTO entry (id, channel_id, user_id, kind, at, recorded_at, reason, moderator_id, moderator_login, sources, found,
       evidence)
     VALUES (@id, @channelId, @userId, @kind, @at, @at, @reason, @moderatorId, @moderatorLogin, @sources, @found, '{}')`,
  );
  for (let index = 0; index < count; index += 1) {
    const moderatorId = chance.one(MODERATORS);
    add.run({
      id: `e${index}`,
      channelId: chance.is(0.8) ? CHANNELS[0] : CHANNELS[1],
      userId: personId(chance),
      kind: chance.one(['ban', 'timeout', 'warned']),
      at: moment(chance.below(6)),
      reason: chance.one(TEXTS),
      moderatorId,
      moderatorLogin: loginOf(moderatorId),
      sources: 1 + chance.below(15),
      found: chance.is(0.3) ? 1 : 0,
    });
  }
  cover(db, chance, count);
  sqlite.exec(`UPDATE entry SET reason = 'Spam' WHERE seq % 11 = 0`);
}

export const auditId = (seq: number): string => `00000000-0000-7000-8000-${String(seq).padStart(12, '0')}`;

/** The numbers crowd at the ends of blocks; at last, retention may take a beginning away. */
export function addAudit(db: Database, chance: Chance, count: number, isCut = chance.is(0.7)): void {
  const { sqlite } = db;
  const add = sqlite.prepare(
    `INSERT INTO audit (seq, id, at, moderator_id, moderator_login, action, content_type, content_id, content_name,
       channel_id, reason, metadata, amends, prev_hash, hash)
     VALUES (@seq, @id, @at, @moderatorId, @moderatorLogin, @action, @contentType, @contentId, @contentName,
       @channelId, @reason, @metadata, @amends, '', @seq)`,
  );
  const heads: string[] = [];
  let seq = 0;
  for (let index = 0; index < count; index += 1) {
    // On by one, or to one of the first or last numbers of a block.
    const near = (Math.floor(seq / BLOCK) + 1) * BLOCK + chance.one([-1, 0, 1, BLOCK - 2]);
    seq = chance.is(0.8) ? seq + 1 : Math.max(seq + 1, near);
    const amends = heads.length > 0 && chance.is(0.35) ? chance.one(heads.slice(-8)) : null;
    if (amends === null) heads.push(auditId(seq));
    const moderatorId = chance.one(MODERATORS);
    add.run({
      seq,
      id: auditId(seq),
      at: moment(Math.floor(index / 6) + chance.below(4)),
      moderatorId,
      moderatorLogin: loginOf(moderatorId),
      action: chance.one(['ban_user', 'warn_user', 'kill_switch']),
      contentType: chance.is(0.8) ? 'user' : 'log',
      contentId: personId(chance),
      contentName: chance.is(0.3) ? null : `name ${chance.one(TEXTS)}`,
      channelId: chance.one([null, ...CHANNELS]),
      reason: chance.one(TEXTS),
      metadata: JSON.stringify({ [chance.one(['a', 'b'])]: index }),
      amends,
    });
  }
  cover(db, chance, count);
  if (!isCut) return;
  const last = sqlite.prepare('SELECT seq FROM audit LIMIT 1 OFFSET ?').pluck().get(chance.below(count)) as number;
  sqlite
    .prepare(`INSERT INTO audit_checkpoint (seq, hash, count, at) SELECT seq, hash, 1, 1 FROM audit WHERE seq = ?`)
    .run(last);
  sqlite.prepare('DELETE FROM audit WHERE seq <= ?').run(last);
}

function cover(db: Database, chance: Chance, count: number): void {
  const index = createSearchIndex(db, silentLog());
  for (let steps = chance.below(4); steps > 0; steps -= 1) index.step(chance.below(count) + 1);
}
