// What Twitch last said about each account's rate limit. Only remembers and tells; whoever plans reads it here.
// https://dev.twitch.tv/docs/api/guide/#twitch-rate-limits
import type { LimitView } from '../../shared/model.ts';
import type { Clock } from '../lib/clock.ts';
import { SECOND_MS, toIso } from '../lib/time.ts';

/** What a call is for. `live` is EventSub's housekeeping, `auth` the token endpoints (which have no limit headers). */
export type Purpose = 'poll' | 'act' | 'live' | 'auth';

export interface LimitReading {
  readonly limit: number;
  readonly remaining: number;
  /** Epoch ms by Twitch's clock, at which the bucket is full again. */
  readonly resetAt: number;
  /** `Clock.monotonic()` of the answer. */
  readonly seenAt: number;
}

export interface Meter {
  /** Takes the three header values as they came. Anything but plain numbers is ignored. */
  record(account: string, purpose: Purpose, headers: LimitHeaders): void;
  /** The last reading of an account, for one purpose or whichever came last. */
  last(account: string, purpose?: Purpose): LimitReading | null;
  /** One row per account, by account id. */
  rows(): readonly LimitView[];
  /** Forgets an account that signed out. */
  forget(account: string): void;
}

export interface LimitHeaders {
  readonly limit: string | null;
  readonly remaining: string | null;
  readonly reset: string | null;
}

export interface MeterDeps {
  readonly clock: Clock;
  /** Told at most once a second, and of the last change always. */
  readonly onChange: () => void;
}

const NUMBER = /^\d{1,15}$/;

/** Knows nothing until Twitch has answered once. */
export function createMeter(deps: MeterDeps): Meter {
  const readings = new Map<string, Map<Purpose, LimitReading>>();
  let quietUntil = 0;
  let stopWaiting: (() => void) | null = null;

  function tell(): void {
    const now = deps.clock.monotonic();
    if (stopWaiting !== null) return;
    if (now >= quietUntil) {
      quietUntil = now + SECOND_MS;
      return deps.onChange();
    }
    stopWaiting = deps.clock.every(quietUntil - now, () => {
      stopWaiting?.();
      stopWaiting = null;
      tell();
    });
  }

  function last(account: string, purpose?: Purpose): LimitReading | null {
    const all = readings.get(account);
    if (purpose !== undefined) return all?.get(purpose) ?? null;
    let newest: LimitReading | null = null;
    for (const reading of all?.values() ?? []) if (!newest || reading.seenAt >= newest.seenAt) newest = reading;
    return newest;
  }

  return {
    record(account, purpose, { limit, remaining, reset }) {
      if (limit === null || remaining === null || !NUMBER.test(limit) || !NUMBER.test(remaining)) return;
      const before = last(account);
      const resetAt = reset !== null && NUMBER.test(reset) ? Math.min(Number(reset) * SECOND_MS, 8.64e15) : 0;
      const reading = { limit: Number(limit), remaining: Number(remaining), resetAt, seenAt: deps.clock.monotonic() };
      const purposes = readings.get(account) ?? new Map<Purpose, LimitReading>();
      readings.set(account, purposes.set(purpose, reading));
      if (before?.limit !== reading.limit || before.remaining !== reading.remaining) tell();
    },
    last,
    rows: () => [...readings.keys()].toSorted().flatMap((account) => rowOf(account, last(account))),
    forget: (account) => void (readings.delete(account) && tell()),
  };
}

function rowOf(accountId: string, reading: LimitReading | null): readonly LimitView[] {
  if (reading === null) return [];
  const { limit, remaining, resetAt } = reading;
  const used = limit === 0 ? 0 : Math.min(100, Math.max(0, (100 * (limit - remaining)) / limit));
  return [{ accountId, limit, remaining, resetAt: toIso(resetAt), percentageUsed: Math.round(used * 10) / 10 }];
}
