// What the checks of Modkeep's health go by, and the few words they share. Pure.
import type { CheckFix, CheckName, CheckState, HealthCheck } from '../../shared/contract/health.ts';
import type { DockView } from '../../shared/contract/dock.ts';
import type { Verification } from '../../shared/contract/audit.ts';
import type { AccountView, ActingState, ChannelView, FeatureView, LimitView } from '../../shared/model.ts';

/** The last request to Twitch: when it ended (epoch ms), how long it took, its status (null: no answer). */
export interface LastRequest {
  readonly at: number;
  readonly ms: number;
  readonly status: number | null;
}

/** What the look through the database has shown; null while it has not been looked at in this run. */
export interface DatabaseCheck {
  readonly at: number;
  readonly damaged: readonly string[];
}

export interface HealthFacts {
  readonly now: number;
  readonly accounts: readonly AccountView[];
  readonly features: readonly { readonly accountId: string; readonly features: readonly FeatureView[] }[];
  readonly channels: readonly ChannelView[];
  readonly expiresAt: (accountId: string) => number | null;
  readonly lastRequest: LastRequest | null;
  /** Of the last five minutes. */
  readonly refusedByLimit: number;
  readonly limits: readonly LimitView[];
  /** Twitch's clock minus this machine's, ms; null until known. */
  readonly clockOffset: number | null;
  readonly freeBytes: number | null;
  /** The shell can show the data folder. */
  readonly canShow: boolean;
  readonly databaseBytes: number;
  readonly database: DatabaseCheck | null;
  /** Epoch ms since when nothing can be saved; null while all is well. */
  readonly readOnlySince: number | null;
  /** Transactions that the database refused in the last five minutes, and the code of most of them. */
  readonly databaseFailures: number;
  readonly databaseCode: string | null;
  /** Epoch ms of the newest copy. */
  readonly lastBackupAt: number | null;
  readonly verification: (Verification & { readonly finishedAt: string }) | null;
  readonly acting: ActingState;
  readonly dock: DockView;
}

/** One line of the list. */
export function check(name: CheckName, state: CheckState, sentence: string, fix: CheckFix | null = null): HealthCheck {
  return { name, state, sentence, fix };
}

/** `A`, `A and B`, `A and 3 more`. */
export function names(list: readonly { readonly displayName: string }[]): string {
  const [first, second] = list;
  if (first === undefined) return 'Nobody';
  if (second === undefined) return first.displayName;
  return list.length === 2
    ? `${first.displayName} and ${second.displayName}`
    : `${first.displayName} and ${list.length - 1} more`;
}

export function isOrAre(list: readonly unknown[]): string {
  return list.length === 1 ? 'is' : 'are';
}
