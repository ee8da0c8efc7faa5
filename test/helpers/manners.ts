// What every app that talks to Twitch must keep to, read from the simulated Twitch's own journal of requests.
import { expect } from 'vitest';
import type { TestSimulator } from './simulator.ts';

type RequestEntry = Awaited<ReturnType<TestSimulator['control']['requests']>>[number];

/**
 * Twitch's scopes for moderation, channels moderated and the like.
 * https://dev.twitch.tv/docs/authentication/scopes/
 */
const TWITCH_SCOPES = new Set([
  'channel:manage:moderators',
  'channel:moderate',
  'channel:read:vips',
  'moderation:read',
  'moderator:manage:announcements',
  'moderator:manage:automod',
  'moderator:manage:banned_users',
  'moderator:manage:blocked_terms',
  'moderator:manage:chat_messages',
  'moderator:manage:chat_settings',
  'moderator:manage:unban_requests',
  'moderator:manage:warnings',
  'moderator:read:banned_users',
  'moderator:read:blocked_terms',
  'moderator:read:chat_messages',
  'moderator:read:chat_settings',
  'moderator:read:moderators',
  'moderator:read:unban_requests',
  'moderator:read:vips',
  'moderator:read:warnings',
  'user:read:moderated_channels',
]);

/** Scopes asked for by each sign-in of the journal, oldest first. */
export function scopesAsked(requests: readonly RequestEntry[]): string[][] {
  return requests
    .filter(({ path }) => path === 'auth/device')
    .map(({ query }) => (query['scopes'] ?? '').split(' ').filter((scope) => scope !== ''));
}

/** What is wrong with these requests, in sentences; empty = nothing. */
export function breaches(requests: readonly RequestEntry[]): string[] {
  const foreign = requests
    // With a token that is over, nobody knows whose it was.
    .filter(
      ({ path, query, userId }) =>
        path === 'moderation/banned' && userId !== null && query['broadcaster_id'] !== userId,
    )
    .map(({ query, userId }) => `${userId} asked for the list of ${query['broadcaster_id']}`);
  const unknown = scopesAsked(requests)
    .flat()
    .filter((scope) => !TWITCH_SCOPES.has(scope))
    .map((scope) => `Twitch has no scope ${scope}`);
  const refusals = new Map<string, number>();
  for (const request of requests) {
    if (request.status !== 401 && request.status !== 403) continue;
    const words = [
      request.userId,
      request.method,
      request.path,
      request.query,
      withoutSession(request.body),
      request.status,
    ];
    const key = JSON.stringify(words);
    refusals.set(key, (refusals.get(key) ?? 0) + 1);
  }
  const repeated = [...refusals].flatMap(([key, count]) => (count > 1 ? [`${count} times refused: ${key}`] : []));
  return [...foreign, ...unknown, ...repeated];
}

/** The same subscription on another socket is the same request. */
function withoutSession(body: unknown): unknown {
  return JSON.parse(
    JSON.stringify(body, (name, value: unknown) => (name === 'transport' ? undefined : value)) ?? 'null',
  );
}

/** Fails on any breach in the journal, then empties it. */
export async function expectManners({ control }: TestSimulator): Promise<void> {
  const requests = await control.requests();
  await control.clearJournal();
  expect(breaches(requests)).toEqual([]);
}
