// What the frame shows of the made-up world in each scenario: channels, accounts, a running job. Test code.
import type { AccountView, BanView, ChannelView, JobView } from '../../src/shared/model.ts';
import { iso, makeChannel, OWNER, uuid } from './fixture-world.ts';

/** Every field that some command takes; the interface's own types have checked which. */
export type Input = Record<string, never> & {
  channelId: string;
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
  | 'signed-out'
  | 'sync'
  | 'error'
  | 'demo';

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
    makeChannel('200', 'CoolerUser', 'moderator'),
    makeChannel('300', 'quotrok', 'moderator', { live: 'off' }),
    makeChannel('400', 'glowillig', 'viewer', { live: 'off', canAct: false }),
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
  const why = 'Hears of every moderation act the moment it happens.';
  const features = [{ feature: 'live', can: scenario !== 'error', why, missingScopes: ['channel:moderate'] }];
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
