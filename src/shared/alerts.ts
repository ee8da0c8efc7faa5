// What Modkeep raises an alert about: each rule with what it measures and from where to where. One table for the core
// that measures and the screens that show it. No zod here.

import type { Severity } from './notice.ts';

/** In the order in which they are looked at and shown. */
export const ALERT_RULES = [
  'error_rate',
  'error_rate_early',
  'failed_bans',
  'refused',
  'unconfirmed',
  'p95',
  'twitch_errors',
  'rate_limited',
  'live_down',
  'sync_failing',
  'database',
  'disk',
  'clock',
] as const;
export type AlertRule = (typeof ALERT_RULES)[number];

export type AlertUnit = 'percent' | 'times' | 'ms' | 'per_minute' | 'seconds' | 'minutes' | 'megabytes';

export interface AlertValues {
  /** From this value on something is wrong. */
  readonly raise: number;
  /** From this value on it is right again. In between, whatever was so stays so. */
  readonly clear: number;
  /** For how long it must be the one or the other, without a break, before that is said. */
  readonly holdSeconds: number;
}

/** Which ways an alert is told, beside its line in Health. */
export interface AlertWays {
  readonly toast: boolean;
  readonly system: boolean;
  readonly discord: boolean;
  /** While a channel of one's own is streaming: no toast and no notification of the system. */
  readonly quietWhileStreaming: boolean;
}

export interface AlertKind extends AlertValues {
  /** Which side is the wrong one. */
  readonly wrong: 'above' | 'below';
  readonly unit: AlertUnit;
  readonly severity: Severity;
  /** Each channel has its own alert. */
  readonly isPerChannel: boolean;
}

const above = { wrong: 'above', severity: 'warning', isPerChannel: false } as const;

export const ALERTS: Readonly<Record<AlertRule, AlertKind>> = {
  error_rate: { ...above, severity: 'danger', unit: 'percent', raise: 10, clear: 5, holdSeconds: 300 },
  error_rate_early: { ...above, unit: 'percent', raise: 5, clear: 2, holdSeconds: 300 },
  failed_bans: { ...above, unit: 'times', raise: 3, clear: 0, holdSeconds: 0 },
  refused: { ...above, unit: 'times', raise: 10, clear: 2, holdSeconds: 0 },
  unconfirmed: { ...above, isPerChannel: true, unit: 'times', raise: 1, clear: 0, holdSeconds: 0 },
  p95: { ...above, unit: 'ms', raise: 1000, clear: 500, holdSeconds: 600 },
  twitch_errors: { ...above, unit: 'per_minute', raise: 10, clear: 2, holdSeconds: 60 },
  rate_limited: { ...above, unit: 'percent', raise: 20, clear: 5, holdSeconds: 60 },
  live_down: { ...above, isPerChannel: true, unit: 'seconds', raise: 60, clear: 0, holdSeconds: 15 },
  sync_failing: { ...above, isPerChannel: true, unit: 'minutes', raise: 60, clear: 0, holdSeconds: 0 },
  database: { ...above, severity: 'danger', unit: 'times', raise: 1, clear: 0, holdSeconds: 0 },
  disk: {
    wrong: 'below',
    severity: 'danger',
    isPerChannel: false,
    unit: 'megabytes',
    raise: 500,
    clear: 1000,
    holdSeconds: 30,
  },
  clock: { ...above, unit: 'seconds', raise: 30, clear: 10, holdSeconds: 30 },
};

export const ALL_WAYS: AlertWays = { toast: true, system: true, discord: true, quietWhileStreaming: false };

export const LONGEST_HOLD_SECONDS = 86_400;

/** What keeps these values from making sense together, in a sentence with its field; null when nothing does. */
export function problemOf(
  rule: AlertRule,
  { raise, clear, holdSeconds }: AlertValues,
): { readonly field: keyof AlertValues; readonly text: string } | null {
  const { wrong, unit } = ALERTS[rule];
  const most = unit === 'percent' ? 100 : 1_000_000_000;
  for (const [field, value] of [
    ['raise', raise],
    ['clear', clear],
  ] as const)
    if (!Number.isFinite(value) || value < 0 || value > most)
      return { field, text: `A number from 0 to ${most} is needed.` };
  if (wrong === 'above' && raise <= clear)
    return { field: 'raise', text: 'It must be higher than where the alert clears.' };
  if (wrong === 'below' && raise >= clear)
    return { field: 'raise', text: 'It must be lower than where the alert clears.' };
  return Number.isInteger(holdSeconds) && holdSeconds >= 0 && holdSeconds <= LONGEST_HOLD_SECONDS
    ? null
    : { field: 'holdSeconds', text: 'At most one day, in whole seconds.' };
}
