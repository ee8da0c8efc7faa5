// When a value that comes and goes becomes an alert, and when the alert is over. Pure; knows neither rules nor time.
import type { AlertKind, AlertValues } from '../../shared/alerts.ts';

/** How one value stands. */
export interface Gauge {
  /** The value was on the wrong side last: between the two thresholds it stays what it was. */
  readonly isWrong: boolean;
  /** Since when, by the steady clock (ms). */
  readonly since: number;
  readonly isRaised: boolean;
}

/**
 * The next state. A value on the wrong side of `raise` is wrong until it is on the right side of `clear`; what has been
 * wrong, or right, for as long as `holdSeconds` without a break becomes the alert, or its end. So a value that swings
 * around one threshold changes nothing twice, and one that swings across both faster than the hold changes nothing at
 * all. `value` null: it cannot be told, and nothing changes. `now` is of the steady clock (ms).
 */
export function step(
  before: Gauge,
  value: number | null,
  { raise, clear, holdSeconds }: AlertValues,
  wrong: AlertKind['wrong'],
  now: number,
): Gauge {
  const isWrong = value === null ? before.isWrong : sideOf(value, { raise, clear }, wrong, before.isWrong);
  const since = isWrong === before.isWrong ? before.since : now;
  const isHeld = value !== null && now - since >= holdSeconds * 1000;
  return { isWrong, since, isRaised: isHeld ? isWrong : before.isRaised };
}

function sideOf(
  value: number,
  { raise, clear }: Pick<AlertValues, 'raise' | 'clear'>,
  wrong: AlertKind['wrong'],
  before: boolean,
): boolean {
  const over = wrong === 'above' ? value >= raise : value <= raise;
  const under = wrong === 'above' ? value <= clear : value >= clear;
  return over || (!under && before);
}
