// How grave a case is, with its reasons: P1 when it concerns everything, P2 when it concerns some of it. Pure.
import type { HealthView, MetricsView } from '../../shared/contract/health.ts';
import type { SeverityProposal } from '../../shared/contract/report.ts';
import type { AccountView, ChannelView } from '../../shared/model.ts';

export interface SeverityFacts {
  readonly health: Pick<HealthView, 'services' | 'checks'>;
  readonly accounts: readonly AccountView[];
  readonly channels: readonly ChannelView[];
  /** Errors of the last hour; empty where they cannot be read. */
  readonly errors: MetricsView['errors'];
  /** What could not even be asked. */
  readonly unreadable: readonly string[];
}

/** Faults that stop everything, whatever they are met in. */
const GRAVE: readonly string[] = ['DATABASE_FULL', 'DATABASE_CORRUPT', 'DATABASE_BUSY'];
const SERVICE_WORDS = { database: 'The database', eventsub: 'The live feed', twitch_api: 'Twitch' } as const;

export function proposeSeverity({ health, accounts, channels, errors, unreadable }: SeverityFacts): SeverityProposal {
  const own = channels.filter(({ isWatched, mode }) => isWatched && mode === 'broadcaster');
  const unread = own.filter(({ status }) => status.reading === 'failed' || status.reading === 'off');
  const everything = [
    ...(accounts.length > 0 && accounts.every(({ state }) => state === 'signed-out')
      ? ['No account is signed in: nothing is read, heard or done in any channel.']
      : []),
    ...Object.entries(health.services).flatMap(([name, state]) =>
      state === 'unhealthy'
        ? [`${SERVICE_WORDS[name as keyof typeof SERVICE_WORDS]} is out of order for every channel.`]
        : [],
    ),
    ...(own.length > 0 && unread.length === own.length
      ? [`No list is read: ${unread.length} of ${own.length} own channels are affected.`]
      : []),
    ...errors.flatMap(({ code, count }) =>
      GRAVE.includes(code) ? [`${code} ${count} times within the last hour.`] : [],
    ),
    ...unreadable.map((what) => `${what} could not be read for this report.`),
  ];
  const some = health.checks.flatMap(({ state, sentence }) => (state === 'bad' ? [sentence] : []));
  if (everything.length > 0) return { level: 'P1', reasons: [...everything, ...some] };
  const often = errors.flatMap(({ code, count }) =>
    PASSING.includes(code) && count >= OFTEN ? [`${code} ${count} times within the last hour.`] : [],
  );
  const reasons = [...some, ...often];
  return { level: reasons.length > 0 ? 'P2' : 'none', reasons };
}

/** Faults of Twitch or the way to it, worth a word when they come often. */
const PASSING: readonly string[] = [
  'TWITCH_API_ERROR',
  'SERVICE_UNAVAILABLE',
  'RATE_LIMIT_EXCEEDED',
  'OFFLINE',
  'TWITCH_AUTH_FAILED',
  'INSUFFICIENT_SCOPES',
  'SYNC_TIMEOUT',
  'INTERNAL_ERROR',
];
const OFTEN = 3;
