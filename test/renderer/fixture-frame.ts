// What the frame shows of the made-up world in each scenario: channels, accounts, a running job. Test code.
import type { Reply } from '../../src/shared/contract.ts';
import type { SyncView } from '../../src/shared/contract/bans.ts';
import type { AccountView, BanView, ChannelView, JobView } from '../../src/shared/model.ts';
import { iso, makeChannel, OWNER, uuid } from './fixture-world.ts';

/** Every field that some command takes; the interface's own types have checked which. */
export type Input = Record<string, never> & {
  channelId: string;
  timeZone: string;
  query: string;
  moderatorId?: string;
  from?: string;
  to?: string;
  state?: string;
  sources?: string[];
  userId?: string;
  kinds?: string[];
  search?: string;
  sort?: { by: string; direction: string };
  limit?: number;
  offset?: number;
  user: { id?: string; login?: string };
  durationSeconds?: number;
  reason?: string;
  actId: string;
  expect?: string;
  on: boolean;
  action?: string;
  jobId: string;
  active?: boolean;
  kind: string;
};

export type Scenario =
  | 'full'
  | 'empty'
  | 'never'
  | 'moderator'
  | 'first-run'
  | 'no-client-id'
  | 'stopped'
  | 'flag-off'
  | 'disk-full'
  | 'signed-out'
  | 'sync'
  | 'error'
  | 'held'
  | 'unscoped'
  | 'deaf'
  | 'limited'
  | 'bulk'
  | 'many'
  | 'demo'
  | 'in-browser';

export function isFirstRun(scenario: Scenario): boolean {
  return scenario === 'first-run' || scenario === 'no-client-id';
}

export function syncJob(done: number): JobView {
  return {
    jobId: uuid(900),
    kind: 'sync',
    channelId: OWNER.id,
    status: 'running',
    phase: 'reading',
    done,
    total: 10_000,
    pages: 42,
    rate: 1200,
    etaMs: 4800,
    startedAt: iso(Date.now() - 4000),
    updatedAt: iso(Date.now()),
    finishedAt: null,
    actor: 'eggiebert',
    summary: {},
    error: null,
  };
}

export function channelsOf(scenario: Scenario, bans: readonly BanView[]): ChannelView[] {
  if (isFirstRun(scenario)) return [];
  const count = (kind: string): number => bans.filter((ban) => ban.kind === kind).length;
  const counts = { ban: count('ban'), timeout: count('timeout'), unknown: count('unknown') };
  const mine = makeChannel(OWNER.id, 'eggiebert', scenario === 'moderator' ? 'moderator' : 'broadcaster', {
    counts,
    ...(scenario === 'never'
      ? {
          lastCompleteReadAt: null,
          nextReadAt: null,
          explanation: 'The first read starts with a sync.',
          live: 'connecting',
        }
      : {}),
    ...(scenario === 'error'
      ? {
          reading: 'failed',
          live: 'lost',
          liveLatencyMs: null,
          explanation: 'Twitch answered 503; next try in 20 s.',
          lastCompleteReadAt: iso(Date.now() - 420_000),
        }
      : {}),
    ...(scenario === 'held'
      ? { reading: 'held', explanation: 'Held: the list shrank from 10 000 to 120, confirming.', nextReadAt: null }
      : {}),
    ...(scenario === 'signed-out' ? { reading: 'off', live: 'off', canAct: false } : {}),
    ...(scenario === 'full' || scenario === 'sync' || scenario === 'demo'
      ? {
          lastCompleteReadAt: iso(Date.now() - (Date.now() % 10_000)),
          nextReadAt: iso(Date.now() + 10_000 - (Date.now() % 10_000)),
        }
      : {}),
  });
  return [
    mine,
    makeChannel('200', 'CoolerUser', 'moderator', scenario === 'deaf' ? { live: 'refused' } : {}),
    makeChannel('300', 'quotrok', 'moderator', { live: 'off' }),
    makeChannel('400', 'glowillig', 'viewer', { live: 'off', canAct: false }),
    ...(scenario === 'many'
      ? Array.from({ length: 25 }, (_, at) => makeChannel(`50${at}`, `crowd_${at}`, 'moderator'))
      : []),
  ];
}

export function accountsOf(scenario: Scenario): AccountView[] {
  if (isFirstRun(scenario)) return [];
  const isOut = scenario === 'signed-out';
  return [
    {
      ...OWNER,
      state: isOut ? 'signed-out' : 'signed-in',
      reason: isOut ? 'restart' : null,
      scopes: ['moderator:manage:banned_users', 'channel:moderate'],
      signedInAt: iso(Date.now() - 864e5),
    },
  ];
}

export function scopesOf(scenario: Scenario) {
  const isOut = scenario === 'error' || scenario === 'unscoped';
  const feature = (name: string, why: string, lacks: string[]) => ({
    feature: name,
    can: lacks.length === 0,
    why,
    missingScopes: lacks,
  });
  const features = [
    feature('readList', 'Reads the list of bans and timeouts of your own channel.', []),
    feature(
      'act',
      'Bans, times out and unbans when you say so.',
      scenario === 'unscoped' ? ['moderator:manage:banned_users'] : [],
    ),
    feature(
      'live',
      'Hears of every moderation act the moment it happens.',
      isOut ? ['moderator:read:blocked_terms', 'moderator:read:chat_settings', 'moderator:read:vips'] : [],
    ),
    feature('moderatedChannels', 'Finds the channels you moderate.', []),
  ];
  return { accounts: [{ accountId: OWNER.id, features }] };
}

export function checksOf(scenario: Scenario) {
  const isIn = scenario !== 'never';
  const account = isIn ? 'eggiebert is signed in.' : "The broadcaster's account is signed out.";
  return {
    checks: [
      { name: 'id', ok: true, sentence: `${OWNER.id} is eggiebert.`, fix: null },
      { name: 'account', ok: isIn, sentence: account, fix: isIn ? null : 'sign-in' },
    ],
  };
}

/** Five runs of every kind, as `sync.history` tells them. */
export function syncRuns(scenario: Scenario): SyncView[] {
  if (scenario === 'never') return [];
  const run = (number: number, age: number, length: number, change: Partial<SyncView>): SyncView => ({
    jobId: uuid(800 + number),
    channelId: OWNER.id,
    status: 'completed',
    phase: 'complete',
    syncedCount: 10_000,
    totalCount: 10_000,
    pages: 100,
    rate: null,
    etaMs: null,
    startedAt: iso(Date.now() - age),
    updatedAt: iso(Date.now() - age + length),
    finishedAt: iso(Date.now() - age + length),
    actor: 'owner',
    summary: { count: 10_000, pages: 100, changes: 0, found: 0, gone: 0 },
    ...change,
  });
  return [
    run(1, 600_000, 8200, { summary: { count: 10_000, changes: 3, found: 0, gone: 2 } }),
    run(2, 4_000_000, 31_000, {
      status: 'failed',
      syncedCount: 4200,
      summary: {},
      error: { code: 'SERVICE_UNAVAILABLE', error: 'no answer', details: { status: 503 } },
    }),
    run(3, 90_000_000, 2100, { status: 'interrupted', syncedCount: 1200, summary: {}, actor: null }),
    run(4, 95_000_000, 900, { status: 'cancelled', syncedCount: 100, summary: {}, actor: 'obs dock' }),
    run(5, 691_000_000, 9000, { actor: null, summary: { count: 9800, changes: 0, found: 9800, gone: 0 } }),
  ];
}

export function findChannel(query: string, scenario: Scenario, bans: readonly BanView[]): Reply<unknown> {
  const wanted = query.toLowerCase();
  const known = channelsOf(scenario, bans).find((channel) => channel.login === wanted) ?? null;
  if (known === null && wanted !== 'new_place') {
    const details = { provided: query };
    return { ok: false, error: { code: 'INVALID_BROADCASTER_ID', error: 'unknown', details } };
  }
  const channel = known ?? { id: '777', login: 'new_place', displayName: 'New_Place' };
  return { ok: true, value: { channel, known } };
}
