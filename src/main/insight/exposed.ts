// Which figures are told to a program that asks for metrics, under which names. Counters are called as in the moderation
// API. Everything since Modkeep was started. Pure.
import { ALERT_RULES } from '../../shared/alerts.ts';
import type { AlertView } from '../../shared/contract/alerts.ts';
import type { HealthView } from '../../shared/contract/health.ts';
import type { ChannelView, LimitView } from '../../shared/model.ts';
import { parseRfc3339 } from '../lib/time.ts';
import type { Family, Labels } from './exposition.ts';
import { labelled } from './metrics-slice.ts';
import type { Totals } from './metrics-totals.ts';

export interface ExposedFacts {
  readonly version: string;
  readonly shell: string;
  /** Epoch ms. */
  readonly startedAt: number;
  readonly totals: Totals;
  readonly health: Pick<HealthView, 'checks' | 'services'>;
  readonly channels: readonly ChannelView[];
  readonly limits: readonly LimitView[];
  /** Raised now. */
  readonly alerts: readonly Pick<AlertView, 'rule'>[];
}

const P = 'modkeep_';
const M = 'modkeep_moderation_';

export function familiesOf(facts: ExposedFacts): readonly Family[] {
  return [...processFamilies(facts), ...moderationFamilies(facts), ...workFamilies(facts), ...stateFamilies(facts)];
}

function processFamilies({ version, shell, startedAt }: ExposedFacts): readonly Family[] {
  return [
    gauge(`${P}build_info`, 'Which Modkeep this is; always 1.', [[{ version, shell }, 1]]),
    gauge(`${P}start_time_seconds`, 'When this run began, in seconds since 1970.', [[{}, startedAt / 1000]]),
  ];
}

/** Named as the moderation API names them. */
function moderationFamilies({ totals }: ExposedFacts): readonly Family[] {
  const total = (name: string, help: string): Family => counter(`${M}${name}`, help, [[{}, totals.counts[name] ?? 0]]);
  return [
    total('bans_created_total', 'Bans and timeouts made through Modkeep.'),
    total('bans_revoked_total', 'Bans and timeouts ended through Modkeep.'),
    histogram(
      totals,
      `${M}ban_sync_duration_seconds`,
      'How long syncs took, each a whole read of a list.',
      'sync_ms',
      [],
    ),
    total('moderators_added_total', 'Moderators added through Modkeep.'),
    total('moderators_removed_total', 'Moderators removed through Modkeep.'),
    total('audit_logs_created_total', 'Rows written to the audit log.'),
    counted(totals, `${M}acts_total`, 'Acts by kind and answer: ok, brake, or an error code.', 'acts_total', [
      'kind',
      'code',
    ]),
    counted(totals, `${M}refused_total`, 'Attempts that a guard refused.', 'refused_total', ['guard']),
    counted(totals, `${P}jobs_total`, 'Jobs that have ended, by kind and how.', 'jobs_total', ['kind', 'status']),
  ];
}

function workFamilies({ totals }: ExposedFacts): readonly Family[] {
  const times = (name: string, help: string, series: string, label: readonly string[]): Family =>
    histogram(totals, `${P}${name}`, help, series, label);
  return [
    counted(totals, `${P}errors_total`, 'Errors that somebody was told, by code.', 'errors_total', ['code']),
    counted(
      totals,
      `${P}twitch_requests_total`,
      'Requests to Twitch by endpoint and answer.',
      'twitch_requests_total',
      ['endpoint', 'status'],
    ),
    times('twitch_request_duration_seconds', 'From a request to Twitch to its answer.', 'twitch_request_ms', [
      'endpoint',
    ]),
    times('eventsub_lag_seconds', 'From an act on Twitch to its event here.', 'eventsub_lag_ms', []),
    counted(totals, `${P}eventsub_lost_total`, 'How often the live feed was lost.', 'eventsub_lost_total', []),
    times('database_transaction_seconds', 'How long writes to the database took.', 'db_transaction_ms', []),
    times('database_query_seconds', 'How long lists took to read.', 'db_query_ms', ['list']),
    counted(totals, `${P}slow_queries_total`, 'Writes and reads that took too long.', 'slow_queries_total', ['what']),
    counted(totals, `${P}database_failures_total`, 'Writes that the database refused.', 'db_failures_total', ['code']),
  ];
}

const SERVICE_VALUES = { healthy: 1, degraded: 0.5, unhealthy: 0 } as const;

function stateFamilies({ health, channels, limits, alerts }: ExposedFacts): readonly Family[] {
  const watched = channels.filter(({ isWatched }) => isWatched);
  const ofChannel = ({ id, login }: ChannelView): Labels => ({ channel_id: id, channel: login });
  return [
    gauge(
      `${P}service_health`,
      '1 healthy, 0.5 degraded, 0 unhealthy.',
      Object.entries(health.services).map(([service, state]) => [{ service }, SERVICE_VALUES[state]]),
    ),
    gauge(
      `${P}check_ok`,
      'The lines of the self-check: 0 where something needs a person.',
      health.checks.map(({ name, state }) => [{ check: name }, state === 'bad' ? 0 : 1]),
    ),
    gauge(
      `${P}alerts_raised`,
      'Alerts that are raised now, by rule.',
      ALERT_RULES.map((rule) => [{ rule }, alerts.filter((alert) => alert.rule === rule).length]),
    ),
    gauge(
      `${P}twitch_rate_limit`,
      'Requests that Twitch allows a minute.',
      limits.map(({ accountId, limit }) => [{ account_id: accountId }, limit]),
    ),
    gauge(
      `${P}twitch_rate_limit_remaining`,
      'Requests that are left of it.',
      limits.map(({ accountId, remaining }) => [{ account_id: accountId }, remaining]),
    ),
    gauge(
      `${P}channel_live`,
      '1 while the channel is heard live.',
      watched.map((channel) => [ofChannel(channel), channel.status.live === 'live' ? 1 : 0]),
    ),
    gauge(
      `${P}channel_restrictions`,
      'People who are banned or timed out, as far as the list is known.',
      watched.flatMap((channel) =>
        Object.entries(channel.status.counts).map(([kind, count]): [Labels, number] => [
          { ...ofChannel(channel), kind },
          count,
        ]),
      ),
    ),
    gauge(
      `${P}channel_complete_read_time_seconds`,
      'When the list was last read to its end, in seconds since 1970.',
      watched.flatMap((channel): [Labels, number][] => {
        const at = parseRfc3339(channel.status.lastCompleteReadAt);
        return at === null ? [] : [[ofChannel(channel), at / 1000]];
      }),
    ),
  ];
}

type Sample = readonly [labels: Labels, value: number];

function counter(name: string, help: string, samples: readonly Sample[]): Family {
  return { name, help, type: 'counter', samples: samples.map(([labels, value]) => ({ labels, value })) };
}

function gauge(name: string, help: string, samples: readonly Sample[]): Family {
  return { name, help, type: 'gauge', samples: samples.map(([labels, value]) => ({ labels, value })) };
}

/** A counter with the labels of its series. */
function counted({ counts }: Totals, name: string, help: string, series: string, labels: readonly string[]): Family {
  return counter(
    name,
    help,
    labelled(counts, series).map(([values, count]) => [named(labels, values), count]),
  );
}

function histogram({ times }: Totals, name: string, help: string, series: string, labels: readonly string[]): Family {
  const own = Object.entries(times).filter(([full]) => full === series || full.startsWith(`${series}|`));
  return {
    name,
    help,
    type: 'histogram',
    samples: own.map(([full, measured]) => ({ labels: named(labels, full.split('|').slice(1)), measured })),
  };
}

function named(labels: readonly string[], values: readonly string[]): Labels {
  return Object.fromEntries(labels.map((label, index) => [label, values[index] ?? 'other']));
}
