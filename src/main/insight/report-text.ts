// The diagnostic report as text: sections of plain lines, for people and for `grep`. Pure.
import type { HealthView, MetricsView, TestCall } from '../../shared/contract/health.ts';
import type { LogLine } from '../../shared/contract/log.ts';
import type { SeverityProposal } from '../../shared/contract/report.ts';
import type { AppError } from '../../shared/errors.ts';
import type { AccountView, ChannelView, FeatureView, JobView, LimitView } from '../../shared/model.ts';
import { toIso } from '../lib/time.ts';

export interface ReportSection {
  readonly title: string;
  readonly lines: readonly string[];
}

/** `diagnostic-report-20261120-101112.txt`, by UTC. `now` in epoch ms. */
export function reportName(now: number): string {
  const [day = '', time = ''] = toIso(now).split(/[T.]/);
  return `diagnostic-report-${day.replaceAll('-', '')}-${time.replaceAll(':', '')}.txt`;
}

/** The whole text. `now` in epoch ms. */
export function reportText(now: number, severity: SeverityProposal, sections: readonly ReportSection[]): string {
  const head = [
    '=== Modkeep diagnostic report ===',
    `Date: ${toIso(now)} (UTC)`,
    `Severity: ${severity.level === 'none' ? 'none: nothing is wrong as far as Modkeep can tell' : `${severity.level} (proposed)`}`,
    ...severity.reasons.map((reason) => `  because: ${reason}`),
  ];
  const parts = sections.flatMap(({ title, lines }) => [
    '',
    `=== ${title} ===`,
    ...(lines.length === 0 ? ['(none)'] : lines),
  ]);
  return `${[...head, ...parts].map(oneLine).join('\n')}\n`;
}

/** Nothing in a line can look like another line. */
function oneLine(text: string): string {
  return text.replaceAll(/[\r\n\u2028\u2029]+/g, ' ').slice(0, 2_000);
}

export function errorWords({ code, error, details }: AppError): string {
  return `${code}: ${error} ${JSON.stringify(details)}`;
}

export function checkLines({ status, services, checks }: HealthView): readonly string[] {
  const marks = { ok: 'ok     ', bad: 'PROBLEM', note: 'note   ' } as const;
  return [
    `Overall: ${status} (${Object.entries(services)
      .map(([name, state]) => `${name} ${state}`)
      .join(', ')})`,
    ...checks.map(({ name, state, sentence }) => `${marks[state]} ${name}: ${sentence}`),
  ];
}

/** What each account may do, as the scopes verifier of the runbook says it. */
export function accountLines(
  accounts: readonly AccountView[],
  features: readonly { readonly accountId: string; readonly features: readonly FeatureView[] }[],
  tokens: HealthView['tokens'],
): readonly string[] {
  return accounts.flatMap(({ id, login, state, reason, scopes }) => {
    const ends = tokens.find(({ accountId }) => accountId === id)?.expiresAt ?? 'not known';
    const own = features.find(({ accountId }) => accountId === id)?.features ?? [];
    return [
      `${login} (${id}): ${state}${reason === null ? '' : `, ${reason}`}; token ends ${ends}`,
      ...own.map(({ feature, can, missingScopes }) =>
        can ? `  CAN ${feature}` : `  CANNOT ${feature}: missing ${missingScopes.join(', ')}`,
      ),
      `  granted: ${scopes.join(', ') || 'nothing'}`,
    ];
  });
}

export interface SyncFacts {
  readonly startedAt: string;
  readonly status: string;
  readonly syncedCount: number;
  readonly actor?: string | null;
  readonly error?: AppError | null | undefined;
}

/** A channel with its last syncs, newest first. */
export function channelLines(channel: ChannelView, syncs: readonly SyncFacts[]): readonly string[] {
  const { id, login, mode, isWatched, status } = channel;
  const { counts, reading, explanation, lastCompleteReadAt, intervalMs, live, liveLatencyMs, canAct } = status;
  return [
    `Broadcaster ID: ${id} (${login}), ${mode}, ${isWatched ? 'watched' : 'not watched'}`,
    `  list: ${reading}${intervalMs === null ? '' : `, every ${Math.round(intervalMs / 1000)} s`}. ${explanation}`,
    `  last complete read: ${lastCompleteReadAt ?? 'never'}; bans ${counts.ban}, timeouts ${counts.timeout}, unknown ${counts.unknown}`,
    `  live: ${live}${liveLatencyMs === null ? '' : `, ${liveLatencyMs} ms`}; acting ${canAct ? 'possible' : 'not possible'}`,
    ...(syncs.length === 0 ? ['  syncs by hand: none'] : []),
    ...syncs.map(
      ({ startedAt, status: how, syncedCount, error }) =>
        `  sync ${startedAt} ${how}, ${syncedCount} bans${error == null ? '' : `: ${errorWords(error)}`}`,
    ),
  ];
}

export function testLines(calls: readonly TestCall[]): readonly string[] {
  return calls.map(
    ({ name, status, ms, error }) =>
      `${name}: ${status ?? 'no answer'} in ${ms} ms${error === null ? '' : `: ${errorWords(error)}`}`,
  );
}

export function limitLines(limits: readonly LimitView[]): readonly string[] {
  return limits.map(
    ({ accountId, limit, remaining, resetAt, percentageUsed }) =>
      `account ${accountId}: ${remaining} of ${limit} left (${percentageUsed} % used), full again ${resetAt}`,
  );
}

export function figureLines(metrics: MetricsView): readonly string[] {
  const { kpis, latency, twitch, syncs, live, database, counters } = metrics;
  return [
    ...kpis.map(({ name, value, unit, target, wanted, isMet }) => {
      const how = isMet === null ? 'nothing to tell' : isMet ? 'on target' : 'OFF TARGET';
      return `${name}: ${value ?? '-'} ${unit} (${how}, ${wanted} ${target})`;
    }),
    `acts: ${JSON.stringify(latency.call)}; unconfirmed ${latency.unconfirmed}`,
    `requests: ${twitch.requests}; ${twitch.endpoints.map(({ endpoint, status, count }) => `${endpoint} ${status} ${count}`).join('; ')}`,
    `syncs: ${syncs.completed} completed, ${syncs.failed} failed, ${syncs.stopped} stopped`,
    `live: ${live.lost} losses, ${live.gaps} gaps, ${live.gapSeconds} s; lag ${JSON.stringify(live.lag)}`,
    `database: writes ${JSON.stringify(database.transaction)}; lists ${JSON.stringify(database.query)}; slow ${database.slow}`,
    `counters: ${JSON.stringify(counters)}`,
  ];
}

export function errorLines({ errors }: Pick<MetricsView, 'errors'>): readonly string[] {
  return errors.map(
    ({ code, count, last }) =>
      `${code} ${count} times${last === null ? '' : `; last ${last.at} in ${last.where}: ${errorWords(last.error)}`}`,
  );
}

export function jobLines(jobs: readonly JobView[]): readonly string[] {
  return jobs.map(
    ({ startedAt, kind, channelId, status, actor, error, jobId }) =>
      `${startedAt} ${kind} ${jobId} ${status}${channelId === null ? '' : `, broadcaster ${channelId}`}, by ${actor ?? 'nobody'}${error === null ? '' : `: ${errorWords(error)}`}`,
  );
}

/** Newest first, without stacks: those are in the log itself. */
export function logLines(lines: readonly LogLine[]): readonly string[] {
  return lines.map(({ time, level, message, fields }) => {
    const { stack: _, ...rest } = fields;
    return `${time} ${level} ${message} ${JSON.stringify(rest)}`;
  });
}
