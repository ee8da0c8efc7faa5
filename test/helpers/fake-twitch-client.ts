// Twitch as the reading side sees it, in virtual time and in memory: a banned list that changes while it is paged, a
// request budget, and everything that may go wrong with either. Acts are made on the world, never through the client.
import { fail } from '../../src/shared/errors.ts';
import type { Person } from '../../src/shared/model.ts';
import type { Clock } from '../../src/main/lib/clock.ts';
import { toIso } from '../../src/main/lib/time.ts';
import type { BannedRow, TwitchClient } from '../../src/main/twitch/types.ts';

export interface FakeBan {
  readonly user: Person;
  readonly moderator: Person;
  /** Epoch ms. */
  readonly createdAt: number;
  /** Epoch ms, null for good. */
  readonly expiresAt: number | null;
  readonly reason: string;
  /** Sent as `expires_at` instead of the truth. */
  readonly rawExpiresAt?: unknown;
}

/** What goes wrong from now on; `{}` heals everything. */
export interface Faults {
  /** Throws at this page (from 1). */
  readonly failAt?: number;
  readonly error?: () => Error;
  /** Ends after this page without saying that it is the last. */
  readonly endAfter?: number;
  /** List and look-ups know only this many people, and the list claims to be complete. */
  readonly showOnly?: number;
  /** Leaves these people out of the pages; look-ups know them. */
  readonly hide?: ReadonlySet<string>;
  /** Rewrites a page: rows twice, rows of others, names that changed. */
  readonly rewrite?: (rows: readonly BannedRow[], page: number) => readonly BannedRow[];
  readonly lookUpFails?: boolean;
}

export interface FakeTwitchOptions {
  readonly clock: Clock;
  /** Requests a minute. 800 when left out. */
  readonly limit?: number;
  /** Of each request, in ms; 0 when left out. */
  readonly latencyMs?: number;
  /** How long an act takes to appear in the list, in ms; 0 when left out. */
  readonly lagMs?: number;
}

export interface FakeTwitch {
  readonly client: TwitchClient;
  faults: Faults;
  /** Runs before each page is cut, with its number. */
  onPage: (page: number) => void;
  /** Bans, or times out for `seconds`; replaces what there was. */
  ban(user: Person, options?: { seconds?: number; at?: number; reason?: string; rawExpiresAt?: unknown }): FakeBan;
  unban(user: Person): void;
  rename(id: string, login: string): void;
  /** Who is restricted right now, whatever the list shows. */
  truth(): FakeBan[];
  /** What the last answer's headers said. */
  budget(): { limit: number; remaining: number; resetAt: number };
  readonly requests: { pages: number; lookUps: number; refused: number; largestLookUp: number };
}

export const FAKE_MOD: Person = { id: '77', login: 'mod_user', displayName: 'Mod_User' };
const PAGE_ROWS = 100;
const MINUTE_MS = 60_000;

export function createFakeTwitch({ clock, limit = 800, latencyMs = 0, lagMs = 0 }: FakeTwitchOptions): FakeTwitch {
  const bans = new Map<string, FakeBan>();
  /** What the list shows: behind the truth by the lag. */
  const listed = new Map<string, FakeBan>();
  let changes: { at: number; id: string; ban: FakeBan | null }[] = [];
  const requests = { pages: 0, lookUps: 0, refused: 0, largestLookUp: 0 };
  let points = limit;
  let filledAt = clock.now();

  function change(id: string, ban: FakeBan | null): void {
    if (ban === null) bans.delete(id);
    else bans.set(id, ban);
    changes.push({ at: clock.now() + lagMs, id, ban });
  }

  /** A bucket that refills evenly, as Twitch describes it. */
  function take(): void {
    const now = clock.now();
    points = Math.min(limit, points + ((now - filledAt) / MINUTE_MS) * limit);
    filledAt = now;
    if (points < 1) {
      requests.refused += 1;
      throw fail('RATE_LIMIT_EXCEEDED', 'Twitch asks to slow down.', { retry_after: 10, limit, remaining: 0 });
    }
    points -= 1;
  }

  async function request(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    take();
    if (latencyMs > 0) await clock.sleep(latencyMs, signal);
    signal?.throwIfAborted();
  }

  function visible(): FakeBan[] {
    const now = clock.now();
    const due = changes.filter((item) => item.at <= now);
    if (due.length > 0) changes = changes.filter((item) => item.at > now);
    for (const { id, ban } of due) {
      listed.delete(id);
      if (ban !== null) listed.set(id, ban);
    }
    for (const [id, ban] of listed) if (ban.expiresAt !== null && ban.expiresAt <= now) listed.delete(id);
    return [...listed.values()];
  }

  /** Pages by position: a list that shrinks meanwhile makes the reader miss people, a growing one repeats them. */
  async function* readBanned({ signal }: { signal: AbortSignal }): ReturnType<TwitchClient['readBanned']> {
    for (let page = 1; ; page += 1) {
      twitch.onPage(page);
      requests.pages += 1;
      await request(signal);
      const { failAt, error, endAfter, showOnly, hide, rewrite } = twitch.faults;
      if (failAt !== undefined && page >= failAt)
        throw error?.() ?? fail('SERVICE_UNAVAILABLE', 'Broken.', { status: 503 });
      const known = visible().slice(0, showOnly);
      const shown = hide === undefined ? known : known.filter((ban) => !hide.has(ban.user.id));
      const rows = shown.slice((page - 1) * PAGE_ROWS, page * PAGE_ROWS).map(toRow);
      const isLast = page * PAGE_ROWS >= shown.length;
      const isCut = endAfter !== undefined && page >= endAfter;
      yield { rows: rewrite?.(rows, page) ?? rows, page, isLast: isLast && !isCut };
      if (isLast || isCut) return;
    }
  }

  const unused = (): never => {
    throw new Error('not part of the reading side');
  };
  const twitch: FakeTwitch = {
    client: {
      readBanned,
      async lookUpBanned({ userIds, signal }) {
        requests.lookUps += 1;
        requests.largestLookUp = Math.max(requests.largestLookUp, userIds.length);
        await request(signal);
        if (twitch.faults.lookUpFails) throw fail('SERVICE_UNAVAILABLE', 'Broken.', { status: 503 });
        const wanted = new Set(userIds);
        const shown = visible().slice(0, twitch.faults.showOnly);
        return shown.filter((ban) => wanted.has(ban.user.id)).map(toRow);
      },
      users: unused,
      moderatedChannels: unused,
      liveAmong: unused,
      ban: unused,
      unban: unused,
      moderators: unused,
      addModerator: unused,
      removeModerator: unused,
    },
    faults: {},
    onPage: () => undefined,
    ban(user, { seconds, at = clock.now(), reason = '', ...raw } = {}) {
      const expiresAt = seconds === undefined ? null : at + seconds * 1000;
      const made = { user, moderator: FAKE_MOD, createdAt: at, expiresAt, reason, ...raw };
      change(user.id, made);
      return made;
    },
    unban: (user) => change(user.id, null),
    rename(id, login) {
      const ban = bans.get(id);
      if (ban !== undefined) change(id, { ...ban, user: { id, login, displayName: login } });
    },
    truth: () => [...bans.values()].filter((ban) => ban.expiresAt === null || ban.expiresAt > clock.now()),
    budget() {
      const missing = ((limit - points) / limit) * MINUTE_MS;
      return { limit, remaining: Math.floor(points), resetAt: Math.ceil((filledAt + missing) / 1000) * 1000 };
    },
    requests,
  };
  return twitch;
}

/** Times as the list writes them: whole seconds. */
export function toRow(ban: FakeBan): BannedRow {
  const whole = (ms: number): string => `${toIso(ms).slice(0, 19)}Z`;
  return {
    userId: ban.user.id,
    userLogin: ban.user.login,
    userName: ban.user.displayName,
    expiresAt: 'rawExpiresAt' in ban ? ban.rawExpiresAt : ban.expiresAt === null ? '' : whole(ban.expiresAt),
    createdAt: whole(ban.createdAt),
    reason: ban.reason,
    moderatorId: ban.moderator.id,
    moderatorLogin: ban.moderator.login,
    moderatorName: ban.moderator.displayName,
  };
}
