// What a route is: the request it sees, the answer it gives, and the checks that most share.
import { refuse } from './refusal.ts';
import { need } from './paging.ts';
import type { Acts } from './acts.ts';
import type { Channels } from './channels.ts';
import type { SimulatorClock } from './clock.ts';
import type { Buckets, Window } from './limits.ts';
import type { Requests } from './requests.ts';
import type { Token } from './tokens.ts';
import type { Users } from './users.ts';

export interface Answer {
  readonly status: number;
  /** JSON; nothing is sent when it is missing. */
  readonly body?: unknown;
}

export interface HelixRequest {
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly token: Token;
}

export interface Route {
  /** The token needs one of these; none needed when empty. */
  readonly scopes: readonly string[];
  readonly answer: (request: HelixRequest) => Answer;
}

/** Keyed by method and path: `GET moderation/banned`. */
export type Routes = Readonly<Record<string, Route>>;

/** Everything the routes act on. */
export interface World {
  readonly clock: SimulatorClock;
  readonly users: Users;
  readonly channels: Channels;
  readonly acts: Acts;
  readonly requests: Requests;
  readonly buckets: Buckets;
  readonly banLimit: Window;
  readonly modLimit: Window;
}

/** `broadcaster_id`, which must be the token's own user. */
export function ownChannel(request: HelixRequest): string {
  const channelId = need(request.query, 'broadcaster_id');
  if (channelId !== request.token.userId) {
    refuse(401, 'The ID in broadcaster_id must match the user ID in the user access token.');
  }
  return channelId;
}

/** `broadcaster_id` and `moderator_id`, of which the second must be the token's user. */
export function moderatorOf(request: HelixRequest): { channelId: string; moderatorId: string } {
  const channelId = need(request.query, 'broadcaster_id');
  const moderatorId = need(request.query, 'moderator_id');
  if (moderatorId !== request.token.userId) {
    refuse(401, 'The ID in moderator_id must match the user ID in the user access token.');
  }
  return { channelId, moderatorId };
}

/** The `data` object of a JSON body. */
export function dataOf(body: unknown): Record<string, unknown> {
  const data = (body as { data?: unknown } | null | undefined)?.data;
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    return refuse(400, 'The request body is missing the field "data".');
  }
  return data as Record<string, unknown>;
}
