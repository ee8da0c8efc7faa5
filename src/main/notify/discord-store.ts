// Webhooks and what waits for each, as rows. Entries get into the queue by a trigger, in the transaction that writes them.
import type { EntryKind } from '../../shared/model.ts';
import type { Notice, NoticeKind } from '../../shared/notice.ts';
import type { Database } from '../db/open.ts';

export type PausedBy = 'person' | 'gone' | 'refused' | 'no_address';

export interface Hook {
  readonly id: string;
  readonly name: string;
  /** Empty for all channels. */
  readonly channelId: string;
  readonly kinds: readonly NoticeKind[];
  readonly endsWith: string;
  readonly addedAt: number;
  readonly pausedBy: PausedBy | null;
  readonly sentAt: number | null;
  readonly triedAt: number | null;
  readonly blockedUntil: number | null;
  readonly lastError: { readonly at: number; readonly sentence: string } | null;
  /** The last row of a message whose answer is not known. */
  readonly sendingThrough: number | null;
  readonly dropped: number;
}

/** A row that waits; what is neither an entry any more nor a notice was explained away. */
export interface Waiting {
  readonly seq: number;
  readonly kind: EntryKind | null;
  readonly notice: string | null;
  readonly at: number | null;
  readonly durationSeconds: number | null;
  readonly expiresAt: number | null;
  readonly reason: string | null;
  readonly moderator: string | null;
  readonly moderatorLogin: string | null;
  readonly displayName: string | null;
  readonly login: string | null;
  readonly channel: string | null;
}

export interface DiscordStore {
  list(): readonly Hook[];
  get(id: string): Hook | null;
  add(hook: Pick<Hook, 'id' | 'name' | 'channelId' | 'kinds' | 'endsWith' | 'addedAt'>): void;
  change(id: string, change: Partial<Omit<Hook, 'id' | 'addedAt'>>): void;
  /** With all that waits for it. */
  remove(id: string): void;
  /** The next `limit` rows of a webhook, in order, up to the row `through`. */
  next(id: string, limit: number, through: number | null): readonly Waiting[];
  hasWaiting(id: string): boolean;
  waiting(id: string): number;
  /** Puts a notice into the queue of every webhook that is told of its kind there. */
  enqueue(notice: Notice): void;
  /** Takes out what was told. Call it in the transaction that notes so. */
  take(id: string, through: number): void;
  /** Gives up the oldest rows beyond `most`. Returns how many. */
  trim(id: string, most: number): number;
  atomically(run: () => void): void;
}

/** Which entries of the history a kind stands for. */
export const ENTRIES_OF: Readonly<Record<NoticeKind, readonly EntryKind[]>> = {
  ban: ['ban', 'unknown'],
  timeout: ['timeout'],
  unban: ['unbanned'],
  lift: ['lifted'],
  expired: ['expired'],
  warning: ['warned'],
  moderators: ['moderator_added', 'moderator_removed'],
  bulk: [],
  alert: [],
};

const COLUMNS = {
  name: 'name',
  channelId: 'channel_id',
  kinds: 'kinds',
  endsWith: 'ends_with',
  pausedBy: 'paused_by',
  sentAt: 'sent_at',
  triedAt: 'tried_at',
  blockedUntil: 'blocked_until',
  lastError: 'last_error',
  sendingThrough: 'sending_through',
  dropped: 'dropped',
} as const;
type Column = keyof typeof COLUMNS;

export function createDiscordStore(db: Database): DiscordStore {
  const { sqlite } = db;
  const columns = Object.entries(COLUMNS).map(([name, column]) => `${column} AS ${name}`);
  const select = `SELECT id, added_at AS addedAt, ${columns.join(', ')} FROM discord_hook`;
  const all = sqlite.prepare<[], StoredHook>(`${select} ORDER BY added_at, id`);
  const one = sqlite.prepare<[string], StoredHook>(`${select} WHERE id = ?`);
  const insert = sqlite.prepare(
    'INSERT INTO discord_hook (id, name, channel_id, kinds, ends_with, added_at) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const addRoute = sqlite.prepare('INSERT INTO discord_route (kind, channel_id, hook_id) VALUES (?, ?, ?)');
  const dropRoutes = sqlite.prepare('DELETE FROM discord_route WHERE hook_id = ?');
  const dropHook = sqlite.prepare('DELETE FROM discord_hook WHERE id = ?');
  const dropQueue = sqlite.prepare('DELETE FROM discord_queue WHERE hook_id = ?');
  const next = sqlite.prepare<[string, number, number], Waiting>(
    `SELECT q.seq, e.kind, q.notice, e.at, e.duration_seconds AS durationSeconds, e.expires_at AS expiresAt, e.reason,
       e.moderator_name AS moderator, e.moderator_login AS moderatorLogin, u.display_name AS displayName, u.login,
       c.display_name AS channel
     FROM discord_queue q LEFT JOIN entry e ON e.id = q.entry_id LEFT JOIN user u ON u.id = e.user_id
       LEFT JOIN channel c ON c.id = coalesce(e.channel_id, q.notice ->> '$.channelId')
     WHERE q.hook_id = ? AND q.seq <= ? ORDER BY q.seq LIMIT ?`,
  );
  const has = sqlite.prepare<[string], number>('SELECT EXISTS (SELECT 1 FROM discord_queue WHERE hook_id = ?)').pluck();
  const count = sqlite.prepare<[string], number>('SELECT count(*) FROM discord_queue WHERE hook_id = ?').pluck();
  const take = sqlite.prepare('DELETE FROM discord_queue WHERE hook_id = ? AND seq <= ?');
  const enqueue = sqlite.prepare(
    `INSERT INTO discord_queue (hook_id, notice) SELECT hook_id, @notice FROM discord_route
     WHERE kind = @kind AND (@channelId IS NULL OR channel_id IN (@channelId, ''))`,
  );
  const trim = sqlite.prepare(
    `DELETE FROM discord_queue WHERE hook_id = @id
       AND seq <= (SELECT seq FROM discord_queue WHERE hook_id = @id ORDER BY seq DESC LIMIT 1 OFFSET @most)`,
  );

  function route(id: string, channelId: string, kinds: readonly NoticeKind[]): void {
    dropRoutes.run(id);
    for (const kind of kinds)
      for (const word of new Set<string>([...ENTRIES_OF[kind], ...(ENTRIES_OF[kind].length === 0 ? [kind] : [])]))
        addRoute.run(word, channelId, id);
  }

  const store: DiscordStore = {
    list: () => all.all().map(toHook),
    get(id) {
      const row = one.get(id);
      return row === undefined ? null : toHook(row);
    },
    add({ id, name, channelId, kinds, endsWith, addedAt }) {
      insert.run(id, name, channelId, JSON.stringify(kinds), endsWith, addedAt);
      route(id, channelId, kinds);
    },
    change(id, change) {
      const given = Object.entries(change).filter(([, value]) => value !== undefined) as [Column, unknown][];
      if (given.length === 0) return;
      sqlite
        .prepare(`UPDATE discord_hook SET ${given.map(([name]) => `${COLUMNS[name]} = ?`).join(', ')} WHERE id = ?`)
        .run(...given.map(([name, value]) => toColumn(name, value)), id);
      if (change.kinds === undefined && change.channelId === undefined) return;
      const hook = store.get(id);
      if (hook !== null) route(id, hook.channelId, hook.kinds);
    },
    remove(id) {
      for (const statement of [dropRoutes, dropHook, dropQueue]) statement.run(id);
    },
    next: (id, limit, through) => next.all(id, through ?? Number.MAX_SAFE_INTEGER, limit),
    hasWaiting: (id) => has.get(id) === 1,
    waiting: (id) => count.get(id) ?? 0,
    enqueue: (notice) =>
      void enqueue.run({ kind: notice.kind, channelId: notice.channelId, notice: JSON.stringify(notice) }),
    take: (id, through) => void take.run(id, through),
    trim: (id, most) => trim.run({ id, most }).changes,
    atomically: (run) => db.immediate(run),
  };
  return store;
}

type StoredHook = Omit<Hook, 'kinds' | 'lastError'> & { readonly kinds: string; readonly lastError: string | null };

function toHook(row: StoredHook): Hook {
  return {
    ...row,
    kinds: JSON.parse(row.kinds) as NoticeKind[],
    lastError: row.lastError === null ? null : (JSON.parse(row.lastError) as Hook['lastError']),
  };
}

function toColumn(name: Column, value: unknown): unknown {
  return name === 'kinds' || (name === 'lastError' && value !== null) ? JSON.stringify(value) : value;
}
