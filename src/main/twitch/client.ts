// What Modkeep asks of Twitch and tells it, for one purpose. Lists are followed to their true end or not at all;
// a write goes out once. Knows nothing of channels' modes, rights or what rows mean.
import { fail } from '../../shared/errors.ts';
import type { Clock } from '../lib/clock.ts';
import { parseRfc3339, SECOND_MS } from '../lib/time.ts';
import type { TwitchAuth } from './auth.ts';
import { createCallHelix, throwIfAborted, type CallHelix, type HelixCall } from './call.ts';
import { malformed } from './errors.ts';
import type { Purpose } from './meter.ts';
import {
  readActTimes,
  readBannedRow,
  readModeratedChannel,
  readModerator,
  readPage,
  readStream,
  readUser,
} from './rows.ts';
import type { ServerTime } from './server-time.ts';
import type { ActResult, ModeratorChange, TwitchClient, TwitchUser } from './types.ts';

export interface TwitchClientDeps {
  readonly auth: TwitchAuth;
  readonly clock: Clock;
  readonly serverTime: ServerTime;
  /** Only for the meter: clients share nothing that could make one wait for the other. */
  readonly purpose: Purpose;
}

/** The most rows, ids or names that one call takes or gives. */
const PAGE_SIZE = 100;
/** Empty pages with a cursor are normal near the end of a list, but not without end. */
const MOST_EMPTY_PAGES = 20;
/** Two million people: no list is that long, so a longer one is a loop that found a way round the cursor check. */
const MOST_PAGES = 20_000;
/**
 * Turns of the event loop after which a request is out: undici takes one to get a socket ready again and writes in the
 * next. A caller that then keeps the thread to itself for a while does not hold the request back.
 */
const TURNS_TO_SEND = 2;

/** https://dev.twitch.tv/docs/api/reference */
export function createTwitchClient(deps: TwitchClientDeps): TwitchClient {
  const call = createCallHelix(deps);
  const { now } = deps.serverTime;
  return {
    readBanned: ({ channelId, signal }) => pages(call, { ...bannedCall(channelId), signal }, readBannedRow, now),
    async lookUpBanned({ channelId, userIds, signal }) {
      if (userIds.length === 0) return [];
      if (userIds.length > PAGE_SIZE) {
        throw fail('INVALID_REQUEST', 'At most 100 people can be looked up at once.', { field: 'userIds' });
      }
      const lookUp = { ...bannedCall(channelId), signal };
      const page = await readOne(call, { ...lookUp, query: { ...lookUp.query, user_id: [...userIds] } }, readBannedRow);
      return page.rows;
    },
    users: (input) => readUsers(call, input),
    liveAmong: (input) => readLive(call, input),
    async moderatedChannels({ accountId, signal }) {
      const list = { accountId, endpoint: 'moderation/channels', feature: 'moderatedChannels', signal } as const;
      const query = { user_id: accountId, first: String(PAGE_SIZE) };
      return collect(pages(call, { ...list, query }, readModeratedChannel, now));
    },
    async moderators({ channelId, signal }) {
      const query = { broadcaster_id: channelId, first: String(PAGE_SIZE) };
      const list = { ...moderatorsCall(channelId), feature: 'readModerators', query, signal } as const;
      return collect(pages(call, list, readModerator, now));
    },
    addModerator: (input) => changeModerator(call, 'POST', input),
    removeModerator: (input) => changeModerator(call, 'DELETE', input),
    ban: (input) => ban(deps, call, input),
    async unban({ accountId, channelId, userId, beforeSending, signal }) {
      const startedAt = deps.clock.monotonic();
      const query = { broadcaster_id: channelId, moderator_id: accountId, user_id: userId };
      await call({ ...actCall(accountId, channelId), method: 'DELETE', query, beforeSending, signal });
      return { at: deps.serverTime.now(), latencyMs: deps.clock.monotonic() - startedAt };
    },
  };
}

/** Twitch lists bans for the broadcaster's own token only, so the account is the channel. */
function bannedCall(channelId: string): HelixCall {
  const query = { broadcaster_id: channelId, first: String(PAGE_SIZE) };
  return { accountId: channelId, channelId, endpoint: 'moderation/banned', feature: 'readList', query };
}

function actCall(accountId: string, channelId: string): Omit<HelixCall, 'query'> {
  return { accountId, channelId, endpoint: 'moderation/bans', feature: 'act' };
}

/** The list of moderators too is the broadcaster's alone. */
function moderatorsCall(channelId: string): Omit<HelixCall, 'query'> {
  return { accountId: channelId, channelId, endpoint: 'moderation/moderators' };
}

/** https://dev.twitch.tv/docs/api/reference/#add-channel-moderator */
async function changeModerator(call: CallHelix, method: 'POST' | 'DELETE', input: ModeratorChange): Promise<void> {
  const { channelId, userId, beforeSending, signal } = input;
  const query = { broadcaster_id: channelId, user_id: userId };
  await call({ ...moderatorsCall(channelId), feature: 'manageModerators', method, query, beforeSending, signal });
}

interface RowPage<Row> {
  readonly rows: readonly Row[];
  readonly page: number;
  readonly isLast: boolean;
  readonly readAt: number;
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

interface Answer<Row> {
  readonly rows: readonly Row[];
  readonly next: string | null;
  readonly readAt: number;
}

/**
 * Follows a list to the page that says it is the last; throws rather than end anywhere else. While the caller works
 * on a page the next one is on its way, so that the time for the network is not added to the time for the disk. Never
 * more than that one: pacing the pages still paces the requests.
 */
async function* pages<Row>(
  call: CallHelix,
  list: HelixCall,
  readRow: (json: unknown) => Row | null,
  now: () => number,
): AsyncGenerator<RowPage<Row>> {
  const leaving = new AbortController();
  const signal = list.signal ? AbortSignal.any([list.signal, leaving.signal]) : leaving.signal;
  const ask = (after: string | null): Promise<Answer<Row>> => {
    const query: HelixCall['query'] = after === null ? list.query : { ...list.query, after };
    const answer = readOne(call, { ...list, query, signal }, readRow).then((page) => ({ ...page, readAt: now() }));
    // What it fails with is said in its turn, after the page before it.
    answer.catch(() => undefined);
    return answer;
  };
  const seen = new Set<string>();
  let cursor: string | null = null;
  let emptyInARow = 0;
  let coming = ask(null);
  try {
    for (let page = 1; page <= MOST_PAGES; page += 1) {
      throwIfAborted(list.signal);
      const { rows, next, readAt } = await coming;
      emptyInARow = rows.length === 0 ? emptyInARow + 1 : 0;
      if (next !== null && emptyInARow > MOST_EMPTY_PAGES) throw malformed(list, 'too_many_empty_pages');
      // An empty page may ask to try the same place again; how often is bounded above.
      const isAgain = rows.length === 0 && next === cursor;
      if (next !== null && seen.has(next) && !isAgain) throw malformed(list, 'cursor_loop');
      if (next !== null && page < MOST_PAGES) {
        seen.add(next);
        cursor = next;
        coming = ask(next);
        await turns(TURNS_TO_SEND);
      }
      yield { rows, page, isLast: next === null, readAt };
      if (next === null) return;
    }
    throw malformed(list, 'too_many_pages');
  } finally {
    // Whoever stops early wants nothing more.
    leaving.abort();
  }
}

async function readOne<Row>(
  call: CallHelix,
  request: HelixCall,
  readRow: (json: unknown) => Row | null,
): Promise<Omit<Answer<Row>, 'readAt'>> {
  const page = readPage(await call(request));
  if (page === null) throw malformed(request, 'malformed_page');
  const rows: Row[] = [];
  for (const json of page.data) {
    const row = readRow(json);
    // One row that cannot be read spoils the page: leaving it out would look like an unban.
    if (row === null) throw malformed(request, 'malformed_page');
    rows.push(row);
  }
  return { rows, next: page.cursor };
}

async function collect<Row>(all: AsyncGenerator<RowPage<Row>>): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for await (const page of all) rows.push(...page.rows);
  return rows;
}

type UsersInput = Parameters<TwitchClient['users']>[0];

/** Ids and logins share the limit of 100 per call. */
async function readUsers(
  call: CallHelix,
  { accountId, ids = [], logins = [], signal }: UsersInput,
): Promise<readonly TwitchUser[]> {
  const keys = [
    ...[...new Set(ids)].map((id) => ['id', id] as const),
    ...[...new Set(logins)].map((login) => ['login', login] as const),
  ];
  const found = new Map<string, TwitchUser>();
  for (let start = 0; start < keys.length; start += PAGE_SIZE) {
    throwIfAborted(signal);
    const chunk = keys.slice(start, start + PAGE_SIZE);
    const query = { id: valuesOf(chunk, 'id'), login: valuesOf(chunk, 'login') };
    const { rows } = await readOne(call, { accountId, endpoint: 'users', query, signal }, readUser);
    for (const user of rows) found.set(user.id, user);
  }
  return [...found.values()];
}

function valuesOf(chunk: readonly (readonly ['id' | 'login', string])[], key: 'id' | 'login'): string[] {
  return chunk.filter(([name]) => name === key).map(([, value]) => value);
}

/** Channels without a stream are simply absent. https://dev.twitch.tv/docs/api/reference/#get-streams */
async function readLive(
  call: CallHelix,
  { accountId, channelIds, signal }: Parameters<TwitchClient['liveAmong']>[0],
): Promise<ReadonlyMap<string, number | null>> {
  const live = new Map<string, number | null>();
  const wanted = [...new Set(channelIds)];
  for (let start = 0; start < wanted.length; start += PAGE_SIZE) {
    throwIfAborted(signal);
    const query = { user_id: wanted.slice(start, start + PAGE_SIZE), type: 'live', first: String(PAGE_SIZE) };
    const { rows } = await readOne(call, { accountId, endpoint: 'streams', query, signal }, readStream);
    for (const { channelId, startedAt } of rows) live.set(channelId, startedAt);
  }
  return live;
}

type BanInput = Parameters<TwitchClient['ban']>[0];

/** A 2xx is a ban whatever its body says: what cannot be read there is filled in from what was asked. */
async function ban(deps: TwitchClientDeps, call: CallHelix, input: BanInput): Promise<ActResult> {
  const { accountId, channelId, userId, durationSeconds: duration, reason, beforeSending, signal } = input;
  const startedAt = deps.clock.monotonic();
  const data = { user_id: userId, ...(duration === undefined ? {} : { duration }), ...(reason ? { reason } : {}) };
  const query = { broadcaster_id: channelId, moderator_id: accountId };
  const request = { ...actCall(accountId, channelId), method: 'POST', query, body: { data } } as const;
  const answer = await call({ ...request, beforeSending, signal });
  const { createdAt: rawCreatedAt, endTime: rawExpiresAt } = readActTimes(answer);
  const createdAt = parseRfc3339(rawCreatedAt) ?? deps.serverTime.now();
  const planned = duration === undefined ? null : createdAt + duration * SECOND_MS;
  return {
    createdAt,
    expiresAt: parseRfc3339(rawExpiresAt) ?? planned,
    rawCreatedAt,
    rawExpiresAt,
    latencyMs: deps.clock.monotonic() - startedAt,
  };
}
