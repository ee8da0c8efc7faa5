// How the made-up world is doing: all well, or everything wrong in the scenario `error`. Test code.
import type { HealthCheck, HealthView, Kpi, MetricsView, Range } from '../../src/shared/contract/health.ts';
import type { LogLine } from '../../src/shared/contract/log.ts';
import type { Output, Reply } from '../../src/shared/contract.ts';
import { iso, OWNER, uuid } from './fixture-world.ts';
import type { Input, Scenario } from './fixture-frame.ts';

const FINE: readonly HealthCheck[] = [
  { name: 'signed_in', state: 'ok', sentence: 'eggiebert is signed in.', fix: null },
  { name: 'scopes', state: 'ok', sentence: 'Twitch has granted everything.', fix: null },
  { name: 'connection', state: 'ok', sentence: 'Twitch answered 4 s ago, in 82 ms.', fix: { kind: 'test' } },
  {
    name: 'list',
    state: 'ok',
    sentence: 'The list of eggiebert can be read and is complete.',
    fix: { kind: 'reading', channelId: OWNER.id },
  },
  { name: 'live', state: 'ok', sentence: 'eggiebert and 2 more are heard live.', fix: null },
  { name: 'clock', state: 'ok', sentence: "This machine's clock agrees with Twitch's, within a second.", fix: null },
  {
    name: 'disk',
    state: 'ok',
    sentence: '78.2 GB are free where Modkeep keeps its data.',
    fix: { kind: 'show-data' },
  },
  {
    name: 'database',
    state: 'ok',
    sentence: 'Found sound 3 min ago; 6.2 MB in size, last copy 4 h ago.',
    fix: { kind: 'back-up' },
  },
  { name: 'rate_limit', state: 'ok', sentence: '742 of 800 requests a minute are left.', fix: { kind: 'limits' } },
  { name: 'audit', state: 'ok', sentence: 'Unbroken: all 4 204 rows, verified 2 h ago.', fix: { kind: 'verify' } },
  { name: 'acting', state: 'ok', sentence: 'Modkeep may act on Twitch when you say so.', fix: { kind: 'acting' } },
];

const BROKEN: Partial<Record<HealthCheck['name'], Omit<HealthCheck, 'name' | 'state'>>> = {
  signed_in: {
    sentence: 'eggiebert was signed out by Twitch: the permission was taken back.',
    fix: { kind: 'sign-in', accountId: OWNER.id },
  },
  scopes: {
    sentence:
      'Twitch has not granted eggiebert: acting, hearing live. Missing: moderator:manage:banned_users, moderator:read:blocked_terms, moderator:read:chat_settings, moderator:read:moderators, moderator:read:vips.',
    fix: { kind: 'reconnect', accountId: OWNER.id, features: ['act', 'live'] },
  },
  connection: {
    sentence: 'Twitch did not answer 4 s ago. Check the network; Modkeep keeps trying.',
    fix: { kind: 'test' },
  },
  list: {
    sentence: 'The list of eggiebert is not read. Twitch cannot be reached.',
    fix: { kind: 'reading', channelId: OWNER.id },
  },
  live: {
    sentence:
      'eggiebert has lost its live feed; Modkeep keeps trying and reads the list in full when it is back. 2 more are not heard either.',
    fix: { kind: 'reading', channelId: OWNER.id },
  },
  disk: {
    sentence: 'Only 212 MB are left where Modkeep keeps its data. Free some space.',
    fix: { kind: 'show-data' },
  },
  acting: {
    sentence: 'Everything is stopped: the kill switch is on, so Modkeep only reads.',
    fix: { kind: 'acting' },
  },
};

function healthOf(scenario: Scenario): HealthView {
  const isBroken = scenario === 'error';
  const checks = FINE.map((check): HealthCheck => {
    const broken = isBroken ? BROKEN[check.name] : undefined;
    return broken === undefined ? check : { name: check.name, state: 'bad', ...broken };
  });
  const state = isBroken ? ('unhealthy' as const) : ('healthy' as const);
  return {
    status: state,
    services: { database: 'healthy', eventsub: state, twitch_api: state },
    timestamp: iso(Date.now()),
    checks,
    tokens: isBroken
      ? []
      : [{ accountId: OWNER.id, name: OWNER.displayName, expiresAt: iso(Date.now() + 3 * 3_600_000 + 30_000) }],
  };
}

function testOf(scenario: Scenario) {
  const isBroken = scenario === 'error';
  const error = { code: 'OFFLINE' as const, error: 'Twitch cannot be reached.', details: {} };
  const call = (name: string, ms: number) =>
    isBroken ? { name, status: null, ms: 10_003, error } : { name, status: 200, ms, error: null };
  return { calls: [call('validate', 92), call('users', 81)] };
}

function metricsOf(scenario: Scenario, range: Range = '24h'): MetricsView {
  const isBroken = scenario === 'error';
  const kpi = (name: Kpi['name'], good: number, bad: number, target: number, unit: Kpi['unit'] = 'percent'): Kpi => {
    const value = isBroken ? bad : good;
    const wanted = name === 'availability' ? 'above' : 'below';
    return { name, unit, value, target, wanted, isMet: wanted === 'above' ? value >= target : value < target };
  };
  const times = (p50: number, p95: number, p99: number) => ({ count: 412, p50, p95, p99 });
  const last = (code: 'SERVICE_UNAVAILABLE' | 'INSUFFICIENT_SCOPES' | 'RATE_LIMIT_EXCEEDED', age: number) => ({
    at: iso(Date.now() - age),
    where: 'bans.create',
    error:
      code === 'SERVICE_UNAVAILABLE'
        ? { code, error: 'Twitch has trouble of its own right now.', details: { status: 503 } }
        : code === 'RATE_LIMIT_EXCEEDED'
          ? { code, error: 'Twitch asks to slow down.', details: { retry_after: 12 } }
          : {
              code,
              error: 'Not granted.',
              details: { required_scopes: ['moderator:manage:banned_users'], current_scopes: [] },
            },
  });
  return {
    range,
    from: iso(Date.now() - 864e5),
    to: iso(Date.now()),
    kpis: [
      kpi('availability', 100, 91.42, 99.9),
      kpi('p95', 88, 1_640, 300, 'ms'),
      kpi('p99', 121, 9_870, 500, 'ms'),
      kpi('errors', 0.24, 12.61, 2),
      kpi('scopes', 0, 3.1, 1),
      kpi('rate_limits', 0.24, 0.93, 0.5),
      kpi('twitch_errors', 0, 0, 0.5),
      kpi('other_errors', 0, 8.58, 0.5),
    ],
    acts: [
      { kind: 'ban', code: 'ok', count: 311 },
      { kind: 'timeout', code: 'ok', count: 98 },
      { kind: 'unban', code: isBroken ? 'SERVICE_UNAVAILABLE' : 'ok', count: isBroken ? 41 : 3 },
    ],
    latency: {
      call: times(71, isBroken ? 1640 : 88, isBroken ? 9870 : 121),
      confirmation: times(180, 340, 610),
      unconfirmed: isBroken ? 4 : 0,
    },
    errors: isBroken
      ? [
          { code: 'SERVICE_UNAVAILABLE', count: 41, last: last('SERVICE_UNAVAILABLE', 40_000) },
          { code: 'INSUFFICIENT_SCOPES', count: 14, last: last('INSUFFICIENT_SCOPES', 400_000) },
          { code: 'RATE_LIMIT_EXCEEDED', count: 4, last: last('RATE_LIMIT_EXCEEDED', 9_000_000) },
        ]
      : [],
    twitch: {
      requests: 9_204,
      perMinute: 6.4,
      endpoints: [
        { endpoint: 'GET moderation/banned', status: '200', count: 8_640 },
        { endpoint: 'POST moderation/bans', status: '200', count: 409 },
        { endpoint: 'GET users', status: isBroken ? 'none' : '200', count: 155 },
      ],
      call: times(64, 92, 140),
      mostUsed: 31.5,
    },
    syncs: { completed: 5, failed: isBroken ? 3 : 0, stopped: 1, took: times(8_200, 9_100, 9_100) },
    live: { lag: times(12, 41, 96), lost: isBroken ? 7 : 0, gaps: isBroken ? 2 : 0, gapSeconds: isBroken ? 5_400 : 0 },
    database: { transaction: times(1.2, 4.1, 9.3), query: times(3.1, 12, 31), slow: 0, slowest: [] },
    counters: {
      bans_created_total: 409,
      bans_revoked_total: 3,
      moderators_added_total: 1,
      moderators_removed_total: 0,
      audit_logs_created_total: 431,
    },
  };
}

export function healthAnswers(scenario: Scenario): Record<string, (input: Input) => Reply<unknown>> {
  const ok = (value: unknown): Reply<unknown> => ({ ok: true, value });
  return {
    'report.get': () => ok(reportOf(scenario)),
    'log.list': () => ok({ lines: logOf(scenario), next: null }),
    'health.get': () => ok(healthOf(scenario)),
    'health.test': () => ok(testOf(scenario)),
    'metrics.get': (input) => ok(metricsOf(scenario, (input as { range?: Range }).range)),
    'backups.create': () => ok({ jobId: uuid(902) }),
    'audit.verify': () => ok({ jobId: uuid(903) }),
  };
}

function reportOf(scenario: Scenario): Output<'report.get'> {
  const isBad = scenario === 'error';
  const { checks } = healthOf(scenario);
  const reasons = isBad ? checks.filter(({ state }) => state === 'bad').map(({ sentence }) => sentence) : [];
  const text = [
    '=== Modkeep diagnostic report ===',
    'Date: 2026-11-20T10:11:12.000Z (UTC)',
    `Severity: ${isBad ? 'P1 (proposed)' : 'none: nothing is wrong as far as Modkeep can tell'}`,
    '',
    '=== Self-check ===',
    ...checks.map(({ name, state, sentence }) => `${state} ${name}: ${sentence}`),
    '',
    '=== Channels and syncs ===',
    `Broadcaster ID: ${OWNER.id} (${OWNER.login}), broadcaster, watched`,
    ...Array.from({ length: 30 }, (_, index) => `  sync 2026-11-20T0${index % 10}:00:00.000Z completed, 1523 bans`),
  ].join('\n');
  return { name: 'diagnostic-report-20261120-101112.txt', text, severity: { level: isBad ? 'P1' : 'none', reasons } };
}

/** Some lines of a log, newest first. */
function logOf(scenario: Scenario): LogLine[] {
  const line = (index: number, rest: Partial<LogLine>): LogLine => ({
    id: `1.${index}`,
    time: iso(Date.now() - index * 3_700),
    level: 'info',
    message: 'job completed',
    fields: { action: 'sync_bans', channel_id: OWNER.id, job_id: uuid(900), request_id: uuid(700 + (index % 40)) },
    ...rest,
  });
  if (scenario === 'empty') return [];
  return Array.from({ length: 400 }, (_, index) =>
    index % 7 === 3
      ? line(index, {
          level: 'warn',
          message: 'ban_user: RATE_LIMIT_EXCEEDED',
          fields: {
            action: 'twitch_ban_user',
            moderator_id: OWNER.id,
            user_id: '5521',
            channel_id: OWNER.id,
            reason: 'Link spam',
            act_id: uuid(index),
            code: 'RATE_LIMIT_EXCEEDED',
          },
        })
      : index % 31 === 5
        ? line(index, {
            level: 'error',
            message: 'unexpected failure',
            fields: {
              id: uuid(index),
              where: 'bans.list',
              error: 'TypeError: x',
              stack: 'TypeError: x\n    at list (bans.ts:12)',
            },
          })
        : line(index, {}),
  );
}
