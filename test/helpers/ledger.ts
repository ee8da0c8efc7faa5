// A real ledger on a real in-memory database, with a channel and builders for what may be observed.
import type { Person } from '../../src/shared/model.ts';
import { createAuditLog } from '../../src/main/audit/append.ts';
import { createHistoryQueries } from '../../src/main/bans/history-queries.ts';
import { createLedger, type Ledger } from '../../src/main/bans/ledger.ts';
import { createBanQueries } from '../../src/main/bans/list-queries.ts';
import type { ActSeen, Gone, RowSeen } from '../../src/main/bans/observation.ts';
import { classifyExpiry } from '../../src/main/bans/classify.ts';
import type { Database } from '../../src/main/db/open.ts';
import { createBus, type Bus } from '../../src/main/lib/bus.ts';
import { parseRfc3339, toIso } from '../../src/main/lib/time.ts';
import { createNames } from '../../src/main/people/names.ts';
import { openTestDatabase, recordingLog } from './db.ts';
import { createFakeClock, type FakeClock } from './fake-clock.ts';

export const CHANNEL = '1000';
export const START = Date.UTC(2026, 10, 20, 12);
export const MOD: Person = { id: '77', login: 'mod_user', displayName: 'Mod_User' };

export interface LedgerWorld {
  readonly db: Database;
  readonly clock: FakeClock;
  readonly bus: Bus;
  readonly ledger: Ledger;
  readonly log: ReturnType<typeof recordingLog>;
  /** The current list as `login kind` by login. */
  list(): string[];
  /** The history oldest first as `login kind @seconds by actor [sources]`, seconds from START. */
  history(): string[];
  audit(): { action: string; moderator: string | null; amends: boolean }[];
  close(): void;
}

export interface LedgerWorldOptions {
  readonly watchedSince?: number | null;
  /** A file for the database; in memory when left out. */
  readonly path?: string;
  /** Another than the real one, to plant a fault. */
  readonly createLedger?: typeof createLedger;
}

export function createLedgerWorld(options: LedgerWorldOptions = {}): LedgerWorld {
  const clock = createFakeClock(START);
  const db = openTestDatabase({ clock, ...(options.path === undefined ? {} : { path: options.path }) });
  const bus = createBus((error) => {
    throw error;
  });
  const log = recordingLog();
  const since = options.watchedSince === undefined ? START - 3_600_000 : options.watchedSince;
  db.sqlite
    .prepare(
      "INSERT INTO channel (id, login, display_name, is_watched, first_watched_at) VALUES (?, 'owner', 'Owner', 1, ?)",
    )
    .run(CHANNEL, since);
  const audit = createAuditLog({ db, now: clock.now });
  const ledger = (options.createLedger ?? createLedger)({
    db,
    audit,
    names: createNames(db),
    bus,
    log,
    twitchNow: clock.now,
  });
  const bans = createBanQueries(db);
  const entries = createHistoryQueries(db);
  return {
    db,
    clock,
    bus,
    ledger,
    log,
    list: () =>
      bans
        .list({ channelId: CHANNEL, limit: 500, sort: { by: 'name', direction: 'asc' } }, 0)
        .bans.map((ban) => `${ban.username} ${ban.kind}`),
    history: () =>
      entries
        .list({ channelId: CHANNEL, found: true, limit: 500 })
        .entries.toReversed()
        .map((entry) => {
          const seconds = (Date.parse(entry.at) - START) / 1000;
          return `${entry.username} ${entry.kind} @${seconds} by ${entry.moderatorUsername ?? '?'} [${entry.sources.join(' ')}]${entry.found ? ' found' : ''}`;
        }),
    audit: () =>
      db.sqlite
        .prepare<[], { action: string; moderator: string | null; amends: string | null }>(
          'SELECT action, moderator_login AS moderator, amends FROM audit ORDER BY seq',
        )
        .all()
        .map((row) => ({ ...row, amends: row.amends !== null })),
    close: () => db.close(),
  };
}

export function person(id: number): Person {
  return { id: String(2000 + id), login: `user${id}`, displayName: `User${id}` };
}

/** Seconds from START. */
export const at = (seconds: number): number => START + seconds * 1000;

/** A row of the list as Twitch cuts it: whole seconds. */
export function row(
  user: Person,
  createdSeconds: number,
  rawExpiresAt: unknown = '',
  more: Partial<RowSeen> = {},
): RowSeen {
  const rawCreatedAt = toIso(at(Math.floor(createdSeconds))).replace('.000Z', 'Z');
  return {
    type: 'row',
    source: 'poll',
    user,
    moderator: MOD,
    ...classifyExpiry(rawExpiresAt, START),
    createdAt: parseRfc3339(rawCreatedAt),
    rawCreatedAt,
    reason: '',
    seenAt: at(createdSeconds + 5),
    notBefore: null,
    ...more,
  };
}

/** A raw expiry the way the list writes it. */
export const until = (seconds: number): string => toIso(at(Math.floor(seconds))).replace('.000Z', 'Z');

export function act(
  source: ActSeen['source'],
  kind: ActSeen['kind'],
  user: Person,
  seconds: number,
  more: Partial<ActSeen> & { ends?: number } = {},
): ActSeen {
  const { ends, ...rest } = more;
  return {
    type: 'act',
    source,
    key: `${source}-${kind}-${user.id}-${seconds}`,
    kind,
    user,
    moderator: MOD,
    at: at(seconds),
    expiresAt: ends === undefined ? null : at(ends),
    rawExpiresAt: ends === undefined ? null : toIso(at(ends)),
    reason: '',
    ...rest,
  };
}

/** The person's current restriction vanished from a read at `seconds`. */
export function gone(world: Pick<LedgerWorld, 'db'>, user: Person, seconds: number, notBefore = seconds - 10): Gone {
  const entryId = world.db.sqlite
    .prepare<[string], string>('SELECT id FROM ban WHERE user_id = ?')
    .pluck()
    .get(user.id);
  return {
    type: 'gone',
    source: 'poll',
    user,
    entryId: entryId ?? 'none',
    seenAt: at(seconds),
    notBefore: at(notBefore),
  };
}
