// EventSub subscriptions: who may ask for what, how many, and when one ends.
// https://dev.twitch.tv/docs/api/reference/#create-eventsub-subscription
import { refuse } from './refusal.ts';
import type { Channels } from './channels.ts';
import type { SimulatorClock } from './clock.ts';
import type { Random } from './random.ts';
import type { Answer, HelixRequest, Routes } from './routes.ts';
import type { Session, Sessions } from './sessions.ts';
import type { Token } from './tokens.ts';
import { toNanoseconds } from './types.ts';

export interface Subscription {
  readonly id: string;
  status: string;
  readonly type: string;
  readonly version: string;
  readonly condition: Readonly<Record<string, string>>;
  readonly createdAt: number;
  readonly sessionId: string;
  readonly connectedAt: number;
  readonly userId: string;
  readonly clientId: string;
  /** Epoch ms after which it is no longer shown; null while enabled. */
  forgetAt: number | null;
}

const SOCKETS_PER_USER = 3;
const PER_SOCKET = 300;
const SAME_TYPE_AND_CONDITION = 3;
const SHOWN_AFTER_END_MS = 60_000;

export interface SubscriptionsDeps {
  readonly clock: SimulatorClock;
  readonly random: Random;
  readonly channels: Channels;
  readonly sessions: () => Sessions;
}

export interface Subscriptions {
  readonly routes: Routes;
  enabled(): readonly Subscription[];
  /** Also those that ended within the last minute. */
  all(): readonly Subscription[];
  /** Ends subscriptions and says so on their sockets, once. Returns how many. */
  revoke(matches: (entry: Subscription) => boolean, status: string): number;
  /** As it goes out in JSON. */
  describe(entry: Subscription): Record<string, unknown>;
  onSessionClosed(session: Session): void;
}

interface Book extends SubscriptionsDeps {
  readonly entries: Map<string, Subscription>;
}

export function createSubscriptions(deps: SubscriptionsDeps): Subscriptions {
  const book: Book = { ...deps, entries: new Map() };
  return {
    routes: {
      'POST eventsub/subscriptions': { scopes: [], answer: (request) => create(book, request) },
      'GET eventsub/subscriptions': { scopes: [], answer: (request) => list(book, request) },
      'DELETE eventsub/subscriptions': {
        scopes: [],
        answer: ({ query, token }) => {
          const entry = book.entries.get(query.get('id') ?? '');
          if (!entry || entry.userId !== token.userId) return refuse(404, 'subscription not found');
          book.entries.delete(entry.id);
          return { status: 204 };
        },
      },
    },
    enabled: () => enabled(book),
    all: () => visible(book),
    revoke: (matches, status) => revoke(book, matches, status),
    describe,
    onSessionClosed: (session) => {
      for (const entry of enabled(book)) if (entry.sessionId === session.id) end(book, entry, 'websocket_disconnected');
    },
  };
}

function enabled({ entries }: Book): Subscription[] {
  return [...entries.values()].filter((entry) => entry.status === 'enabled');
}

function visible({ entries, clock }: Book): Subscription[] {
  for (const entry of entries.values()) {
    if (entry.forgetAt !== null && entry.forgetAt <= clock.now()) entries.delete(entry.id);
  }
  return [...entries.values()];
}

function end({ clock }: Book, entry: Subscription, status: string): void {
  entry.status = status;
  entry.forgetAt = clock.now() + SHOWN_AFTER_END_MS;
}

function create(book: Book, { body, token }: HelixRequest): Answer {
  const { type, version, condition, sessionId } = parse(body);
  checkRights(book.channels, token, type, version, condition);
  const session = book.sessions().find(sessionId);
  if (!session) return refuse(400, 'websocket transport session does not exist or has already disconnected');
  const owner = `${token.clientId}:${token.userId}`;
  if (session.owner !== null && session.owner !== owner) {
    refuse(400, 'websocket transport cannot have subscriptions created by different users');
  }
  checkLimits(book, token, session, type, condition);
  session.owner = owner;
  session.hasSubscription = true;
  const entry: Subscription = {
    id: book.random.uuid(),
    status: 'enabled',
    type,
    version,
    condition,
    createdAt: book.clock.now(),
    sessionId,
    connectedAt: session.connectedAt,
    userId: token.userId,
    clientId: token.clientId,
    forgetAt: null,
  };
  book.entries.set(entry.id, entry);
  return {
    status: 202,
    body: { data: [describe(entry)], total: enabled(book).length, total_cost: 0, max_total_cost: 10 },
  };
}

function checkLimits(
  book: Book,
  token: Token,
  session: Session,
  type: string,
  condition: Subscription['condition'],
): void {
  const own = enabled(book).filter((entry) => entry.clientId === token.clientId && entry.userId === token.userId);
  const same = own.filter((entry) => entry.type === type && isSame(entry.condition, condition));
  const duplicate = same.find((entry) => entry.sessionId === session.id);
  if (duplicate) refuse(409, 'subscription already exists', { id: duplicate.id });
  if (same.length >= SAME_TYPE_AND_CONDITION) refuse(429, 'maximum subscriptions with type and condition exceeded');
  const inUse = new Set(own.map((entry) => entry.sessionId));
  if (!inUse.has(session.id) && inUse.size >= SOCKETS_PER_USER) {
    refuse(429, 'number of websocket transports limit exceeded');
  }
  if (own.filter((entry) => entry.sessionId === session.id).length >= PER_SOCKET) {
    refuse(429, 'number of subscriptions of this websocket transport exceeded');
  }
}

function list(book: Book, { query, token }: HelixRequest): Answer {
  const data = visible(book)
    .filter((entry) => entry.clientId === token.clientId && entry.userId === token.userId)
    .filter((entry) => (['status', 'type'] as const).every((key) => (query.get(key) ?? entry[key]) === entry[key]))
    .map(describe);
  return { status: 200, body: { data, total: data.length, total_cost: 0, max_total_cost: 10, pagination: {} } };
}

function revoke(book: Book, matches: (entry: Subscription) => boolean, status: string): number {
  const ending = enabled(book).filter(matches);
  for (const entry of ending) {
    end(book, entry, status);
    const session = book.sessions().find(entry.sessionId);
    if (!session) continue;
    const extra = { subscription_type: entry.type, subscription_version: entry.version };
    book.sessions().send(session, 'revocation', { subscription: describe(entry) }, { extra });
  }
  return ending.length;
}

function parse(body: unknown): { type: string; version: string; condition: Record<string, string>; sessionId: string } {
  const input = body as
    | { type?: unknown; version?: unknown; condition?: unknown; transport?: Record<string, unknown> }
    | undefined;
  const { type, version, condition, transport } = input ?? {};
  if (typeof type !== 'string' || typeof version !== 'string') return refuse(400, 'type and version are required');
  if (typeof condition !== 'object' || condition === null) return refuse(400, 'condition is required');
  if (transport?.['method'] !== 'websocket') return refuse(400, 'a user access token requires the websocket transport');
  const sessionId = transport['session_id'];
  if (typeof sessionId !== 'string') return refuse(400, 'session_id is required');
  const plain = Object.fromEntries(Object.entries(condition).map(([key, value]) => [key, String(value)]));
  return { type, version, condition: plain, sessionId };
}

const MODERATE = ['blocked_terms', 'chat_settings', 'unban_requests', 'banned_users', 'chat_messages'];
const readOrManage = (name: string): string[] => [`moderator:read:${name}`, `moderator:manage:${name}`];
const moderateScopes = (names: readonly string[]): string[][] => [
  ...names.map(readOrManage),
  ['moderator:read:moderators'],
  ['moderator:read:vips'],
];

/** Per type and version: scopes (one of each group), and whether a moderator may ask or only the broadcaster. */
const TYPES: Readonly<Record<string, { scopes: readonly (readonly string[])[]; forModerators: boolean }>> = {
  'channel.moderate 2': { scopes: moderateScopes([...MODERATE, 'warnings']), forModerators: true },
  'channel.moderate 1': { scopes: moderateScopes(MODERATE), forModerators: true },
  'channel.ban 1': { scopes: [['channel:moderate']], forModerators: false },
  'channel.unban 1': { scopes: [['channel:moderate']], forModerators: false },
  'channel.moderator.add 1': { scopes: [['moderation:read']], forModerators: false },
  'channel.moderator.remove 1': { scopes: [['moderation:read']], forModerators: false },
  'channel.unban_request.create 1': { scopes: [readOrManage('unban_requests')], forModerators: true },
  'channel.unban_request.resolve 1': { scopes: [readOrManage('unban_requests')], forModerators: true },
  'channel.warning.send 1': { scopes: [readOrManage('warnings')], forModerators: true },
};

function checkRights(
  channels: Channels,
  token: Token,
  type: string,
  version: string,
  condition: Readonly<Record<string, string>>,
): void {
  const rule = TYPES[`${type} ${version}`];
  if (!rule) return refuse(400, 'invalid subscription type and version');
  const channel = channels.of(condition['broadcaster_user_id'] ?? '');
  const actor = rule.forModerators ? condition['moderator_user_id'] : condition['broadcaster_user_id'];
  if (!channel || actor === undefined) return refuse(400, 'invalid condition');
  const hasScopes = rule.scopes.every((group) => group.some((scope) => token.scopes.includes(scope)));
  const mayModerate = actor === channel.id || channel.moderators.has(actor);
  if (!hasScopes || actor !== token.userId || !mayModerate) refuse(403, 'subscription missing proper authorization');
}

function isSame(left: Readonly<Record<string, string>>, right: Readonly<Record<string, string>>): boolean {
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...keys].every((key) => left[key] === right[key]);
}

function describe(entry: Subscription): Record<string, unknown> {
  return {
    id: entry.id,
    status: entry.status,
    type: entry.type,
    version: entry.version,
    condition: entry.condition,
    created_at: toNanoseconds(entry.createdAt),
    transport: { method: 'websocket', session_id: entry.sessionId, connected_at: toNanoseconds(entry.connectedAt) },
    cost: 0,
  };
}
