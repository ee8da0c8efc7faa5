// Alerts: the rules with their values, what is raised now, and what was.
import { z } from 'zod';
import { ALERT_RULES, LONGEST_HOLD_SECONDS, type AlertRule, type AlertValues, type AlertWays } from '../alerts.ts';
import type { Severity } from '../notice.ts';
import { output, rowId } from './fields.ts';
import type { CheckFix } from './health.ts';

export interface AlertView {
  readonly id: string;
  readonly rule: AlertRule;
  /** Null where it concerns no channel of its own. */
  readonly channelId: string | null;
  readonly severity: Severity;
  /** What is so. */
  readonly title: string;
  /** What is measured, and what to do. */
  readonly text: string;
  /** As last measured, and at its worst, in the rule's unit; `value` null where it cannot be told now, or is over. */
  readonly value: number | null;
  readonly worst: number;
  /** The value it was raised from on. */
  readonly threshold: number;
  readonly raisedAt: string;
  readonly clearedAt: string | null;
  readonly acknowledgedAt: string | null;
  /** Whether a page may announce it: not muted, toasts not switched off, not quiet for a stream. */
  readonly isTold: boolean;
  /** Its rule is muted now. */
  readonly isMuted: boolean;
  /** What mends it; null where nothing of Modkeep's does, and for what is over. */
  readonly fix: CheckFix | null;
}

export interface AlertRuleView extends AlertValues {
  readonly rule: AlertRule;
  readonly isOn: boolean;
  readonly ways: AlertWays;
  readonly isMuted: boolean;
  /** Null when it is not muted, or for good. */
  readonly mutedUntil: string | null;
  /** Nobody has changed anything of it. */
  readonly isDefault: boolean;
  /** As last measured, the worst of all channels; null where there is nothing to tell. */
  readonly value: number | null;
}

const rule = z.enum(ALERT_RULES);
const value = z.number().min(0).max(1_000_000_000);

/** What can be another than the default. */
export const alertChange = z
  .strictObject({
    isOn: z.boolean(),
    raise: value,
    clear: value,
    holdSeconds: z.int().min(0).max(LONGEST_HOLD_SECONDS),
    ways: z
      .strictObject({
        toast: z.boolean(),
        system: z.boolean(),
        discord: z.boolean(),
        quietWhileStreaming: z.boolean(),
      })
      .partial(),
  })
  .partial();

export const alertCommands = {
  /** What is raised now, newest first; of what is over the newest `history`; and every rule. */
  'alerts.list': {
    input: z.strictObject({ history: z.int().min(0).max(500).default(0) }),
    output: output<{
      alerts: readonly AlertView[];
      history: readonly AlertView[];
      rules: readonly AlertRuleView[];
    }>(),
  },
  /** Changes one rule; `change` null puts everything of it back to the default, a mute too. */
  'alerts.set': {
    input: z.strictObject({ rule, change: alertChange.nullable() }),
    output: output<{ rule: AlertRuleView }>(),
  },
  /** A muted rule goes on measuring and shows in Health, and is told nowhere. `seconds` left out: for good. */
  'alerts.mute': {
    input: z.strictObject({
      rule,
      isMuted: z.boolean(),
      seconds: z.int().min(60).max(31_536_000).optional(),
    }),
    output: output<{ rule: AlertRuleView }>(),
  },
  /** Somebody has seen it: it stays in Health until it is over, and is not counted any more. */
  'alerts.acknowledge': {
    input: z.strictObject({ alertId: rowId }),
    output: output<{ alert: AlertView }>(),
  },
};
