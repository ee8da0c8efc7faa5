// What is counted where: the places in the core at which figures arise, each measured without being changed.
import { AppFailure, type AppError } from '../../shared/errors.ts';
import type { Acting } from '../actions/act.ts';
import type { AuditLog } from '../audit/append.ts';
import type { LastRequest } from '../insight/health-facts.ts';
import type { Metrics } from '../insight/metrics.ts';
import type { Clock } from '../lib/clock.ts';
import type { JobJournal } from '../lib/jobs.ts';
import { MINUTE_MS, parseRfc3339 } from '../lib/time.ts';
import type { Moderators } from '../moderators/moderators.ts';
import type { Exchange } from '../twitch/fetch.ts';
import type { Meter } from '../twitch/meter.ts';
import type { TwitchClient } from '../twitch/types.ts';
import type { AppReader } from './reader.ts';

/** A main thread that works longer than this could be noticed, in ms; so could an answer that takes ten times as long. */
const SLOW_TRANSACTION_MS = 25;
const SLOW_QUERY_MS = 250;
const LIMIT_WINDOW_MS = 5 * MINUTE_MS;

/** What the requests to Twitch say about it. */
export interface Pulse {
  onExchange(exchange: Exchange): void;
  /** The last one that anybody waited for. */
  last(): LastRequest | null;
  /** How often Twitch asked to slow down in the last five minutes. */
  refusedByLimit(): number;
}

export function createPulse(metrics: Metrics, clock: Clock, meter: () => Meter): Pulse {
  let last: LastRequest | null = null;
  let refusals: number[] = [];
  return {
    onExchange({ endpoint, status, ms, isCancelled }) {
      metrics.count('twitch_requests_total', [endpoint, isCancelled ? 'cancelled' : String(status ?? 'none')]);
      if (isCancelled) return;
      metrics.time('twitch_request_ms', ms, endpoint);
      for (const { percentageUsed } of meter().rows()) metrics.peak('twitch_limit_used_percent', percentageUsed);
      last = { at: clock.now(), ms, status };
      if (status === 429) refusals = [...refusals.slice(-99), clock.monotonic()];
    },
    last: () => last,
    refusedByLimit: () => refusals.filter((at) => clock.monotonic() - at < LIMIT_WINDOW_MS).length,
  };
}

/** Measures every transaction. */
export function measureTransaction(metrics: Metrics): (ms: number) => void {
  return (ms) => {
    metrics.time('db_transaction_ms', ms);
    if (ms > SLOW_TRANSACTION_MS) metrics.count('slow_queries_total', ['transaction']);
  };
}

/** Lists that people wait for; what runs for long on purpose says nothing about the database. */
const QUICK: readonly string[] = ['audit.list', 'bans.list', 'history.list'];

export function measureReader(reader: AppReader, metrics: Metrics, clock: Clock): AppReader {
  return {
    ...reader,
    async run(task, input, options) {
      const began = clock.monotonic();
      const result = await reader.run(task, input, options);
      if (!QUICK.includes(task)) return result;
      const ms = clock.monotonic() - began;
      metrics.time('db_query_ms', ms, task);
      if (ms > SLOW_QUERY_MS) metrics.count('slow_queries_total', [task]);
      return result;
    },
  };
}

/** Jobs that have ended, and how long syncs took. A job is written down once when it ends. */
export function measureJobs(journal: JobJournal, metrics: Metrics): JobJournal {
  return {
    ...journal,
    save(view) {
      journal.save(view);
      const { kind, status, startedAt, finishedAt } = view;
      if (finishedAt === null) return;
      metrics.count('jobs_total', [kind, status]);
      const took = (parseRfc3339(finishedAt) ?? 0) - (parseRfc3339(startedAt) ?? 0);
      if (kind === 'sync' && status === 'completed') metrics.time('sync_ms', took);
    },
  };
}

export function measureAudit(audit: AuditLog, metrics: Metrics): AuditLog {
  return {
    ...audit,
    append(record) {
      const id = audit.append(record);
      metrics.count('audit_logs_created_total');
      return id;
    },
  };
}

/** Single acts, however they were set off. */
export function measureActing(acting: Acting, metrics: Metrics): Acting {
  return {
    create: (input, options) =>
      counted(metrics, input.durationSeconds === undefined ? 'ban' : 'timeout', () => acting.create(input, options)),
    revoke: (input, options) => counted(metrics, ENDINGS[input.expect], () => acting.revoke(input, options)),
  };
}
const ENDINGS = { ban: 'unban', timeout: 'untimeout', either: 'end' } as const;

/** The requests of bulk jobs. */
export function measureRows(client: TwitchClient, metrics: Metrics): TwitchClient {
  return {
    ...client,
    ban: (input) =>
      counted(metrics, input.durationSeconds === undefined ? 'ban' : 'timeout', () => client.ban(input), 'bulk'),
    unban: (input) => counted(metrics, 'unban', () => client.unban(input), 'bulk'),
  };
}

export function measureModerators(moderators: Moderators, metrics: Metrics): Moderators {
  return {
    ...moderators,
    async add(input, caller) {
      const result = await moderators.add(input, caller);
      metrics.count('moderators_added_total');
      return result;
    },
    async remove(input, caller) {
      const result = await moderators.remove(input, caller);
      metrics.count('moderators_removed_total');
      return result;
    },
  };
}

/** One act and its code. `where`: its errors are told to nobody else, so they are noted here. */
async function counted<T>(metrics: Metrics, kind: string, run: () => Promise<T>, where?: string): Promise<T> {
  try {
    const result = await run();
    metrics.count('acts_total', [kind, 'ok']);
    metrics.count(kind === 'ban' || kind === 'timeout' ? 'bans_created_total' : 'bans_revoked_total');
    return result;
  } catch (error) {
    const failure = error instanceof AppFailure ? error.failure : null;
    metrics.count('acts_total', [kind, failure === null ? 'INTERNAL_ERROR' : codeOf(failure)]);
    if (where !== undefined && failure !== null) metrics.error(failure, where);
    throw error;
  }
}

/** A limit of Modkeep's own is not Twitch's. */
function codeOf(error: AppError): string {
  return error.code === 'RATE_LIMIT_EXCEEDED' && error.details.brake !== undefined ? 'brake' : error.code;
}
