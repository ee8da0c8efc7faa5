// How Modkeep itself is doing: what it needs, looked at one by one, and figures of what it did.
import { z } from 'zod';
import type { AppError, ErrorCode } from '../errors.ts';
import type { LatencyView, LatencyWindow } from './acting.ts';
import { empty, output } from './fields.ts';

export type Range = '1h' | '24h' | '7d';

/** `note`: nothing is broken, but something is off, not known yet, or not to be had here. */
export type CheckState = 'ok' | 'bad' | 'note';

export type CheckName =
  | 'signed_in'
  | 'scopes'
  | 'connection'
  | 'list'
  | 'live'
  | 'clock'
  | 'disk'
  | 'database'
  | 'rate_limit'
  | 'audit'
  | 'acting'
  /** Only where the loopback server is turned on. */
  | 'dock';

/** What the one button of a check does. */
export type CheckFix =
  | { readonly kind: 'sign-in'; readonly accountId: string | null }
  | {
      readonly kind: 'reconnect';
      readonly accountId: string;
      readonly features: readonly ('readList' | 'act' | 'live' | 'moderatedChannels')[];
    }
  /** `stop`: the kill switch. */
  | { readonly kind: 'test' | 'show-data' | 'back-up' | 'verify' | 'limits' | 'acting' | 'stop' | 'dock' }
  | { readonly kind: 'reading'; readonly channelId: string };

export interface HealthCheck {
  readonly name: CheckName;
  readonly state: CheckState;
  /** What is so, and what to do where something is to be done. */
  readonly sentence: string;
  readonly fix: CheckFix | null;
}

export type ServiceState = 'healthy' | 'degraded' | 'unhealthy';

export interface HealthView {
  readonly status: ServiceState;
  readonly services: Readonly<Record<'database' | 'eventsub' | 'twitch_api', ServiceState>>;
  readonly timestamp: string;
  readonly checks: readonly HealthCheck[];
  /** When each signed-in account's token ends; Modkeep renews it before. Null where it is not known yet. */
  readonly tokens: readonly { readonly accountId: string; readonly name: string; readonly expiresAt: string | null }[];
}

/** One request to Twitch, made to see whether it answers. */
export interface TestCall {
  readonly name: 'validate' | 'users';
  /** The HTTP status; null when nothing came back. */
  readonly status: number | null;
  readonly ms: number;
  readonly error: AppError | null;
}

export interface Kpi {
  readonly name:
    | 'availability'
    | 'p95'
    | 'p99'
    | 'errors'
    | 'scopes'
    | 'rate_limits'
    | 'twitch_errors'
    | 'other_errors';
  readonly unit: 'percent' | 'ms';
  /** Null while there is nothing to tell it from. */
  readonly value: number | null;
  readonly target: number;
  /** `above`: at least the target is wanted; `below`: less than the target. */
  readonly wanted: 'above' | 'below';
  readonly isMet: boolean | null;
}

export interface MetricsView {
  readonly range: Range;
  readonly from: string;
  readonly to: string;
  readonly kpis: readonly Kpi[];
  /** Every act that was asked of Twitch, or refused on the way; `code` is `ok` or the error's. */
  readonly acts: readonly { readonly kind: string; readonly code: string; readonly count: number }[];
  readonly latency: LatencyWindow;
  /** By how often; the last example of each. */
  readonly errors: readonly {
    readonly code: ErrorCode;
    readonly count: number;
    readonly last: { readonly at: string; readonly where: string; readonly error: AppError } | null;
  }[];
  readonly twitch: {
    readonly requests: number;
    readonly perMinute: number;
    /** `status` is `none` where no answer came. The 30 most frequent. */
    readonly endpoints: readonly { readonly endpoint: string; readonly status: string; readonly count: number }[];
    readonly call: LatencyView;
    /** The most that was used of an account's limit, in percent. */
    readonly mostUsed: number | null;
  };
  readonly syncs: {
    readonly completed: number;
    readonly failed: number;
    readonly stopped: number;
    readonly took: LatencyView;
  };
  readonly live: {
    readonly lag: LatencyView;
    readonly lost: number;
    readonly gaps: number;
    readonly gapSeconds: number;
  };
  readonly database: {
    readonly transaction: LatencyView;
    readonly query: LatencyView;
    readonly slow: number;
    readonly slowest: readonly { readonly name: string; readonly count: number }[];
  };
  /** Named as in the moderation API. */
  readonly counters: Readonly<Record<CounterName, number>>;
}

export type CounterName =
  | 'bans_created_total'
  | 'bans_revoked_total'
  | 'moderators_added_total'
  | 'moderators_removed_total'
  | 'audit_logs_created_total';

export const healthCommands = {
  /** What Modkeep needs, looked at one by one. Asks Twitch nothing. */
  'health.get': { input: empty, output: output<HealthView>() },
  /** Asks Twitch twice with the first account that is signed in: whether the token holds, and who that is. */
  'health.test': { input: empty, output: output<{ calls: readonly TestCall[] }>() },
  /** Percentiles of acts are exact, the others to 5 %. What is older than a day is told by the hour. */
  'metrics.get': {
    input: z.strictObject({ range: z.enum(['1h', '24h', '7d']).default('24h') }),
    output: output<MetricsView>(),
  },
};
