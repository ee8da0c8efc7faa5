// How often a channel is read in full, and how fast its pages follow each other. Pure: numbers in, numbers and words out.

export const FASTEST_MS = 10_000;
const SLOWEST_WHEN_LIVE_MS = 60_000;
const SLOW_READ_MS = 5_000;
const LIVE_STRETCH_ROWS = 2_000;
/** The reads of one token may use half of its requests; the rest is for acting and looking up. */
const SHARE = 0.5;
const MINUTE_MS = 60_000;
const PAGE_ROWS = 100;
const STRETCH_MS = 10 * MINUTE_MS;
const TRIES_A_STRETCH = 10;
const SPREAD_FROM = 3;

export interface CadenceInput {
  /** People in the list at the last complete read, null before the first. */
  readonly rows: number | null;
  readonly lastReadMs: number | null;
  /** Requests per minute that Twitch grants this token. */
  readonly limit: number;
  readonly isLive: boolean;
  /** Failed reads in a row. */
  readonly failures: number;
}

export interface Cadence {
  readonly intervalMs: number;
  /** What even a hurried read must wait, so that the reads stay within their share. */
  readonly leastMs: number;
  readonly why: string;
}

/** The pause after a read has ended, in ms, and the reason in a sentence. Ten seconds whenever that is affordable. */
export function planCadence({ rows, lastReadMs, limit, isLive, failures }: CadenceInput): Cadence {
  const pages = Math.max(1, Math.ceil((rows ?? 0) / PAGE_ROWS));
  const affordable = Math.ceil((pages * MINUTE_MS) / (limit * SHARE));
  const isSlow = lastReadMs !== null && lastReadMs >= SLOW_READ_MS;
  let intervalMs = FASTEST_MS;
  let why = 'Every 10 s.';
  if (isLive && (rows ?? 0) > LIVE_STRETCH_ROWS) {
    intervalMs = Math.min(SLOWEST_WHEN_LIVE_MS, Math.max(FASTEST_MS * 3, pages * 1_000));
    why = `Every ${seconds(intervalMs)}: the live feed is healthy, so the long list is read less often.`;
  }
  if (affordable > intervalMs) {
    intervalMs = affordable;
    why = `Every ${seconds(intervalMs)}: ${pages} requests a read may use at most half of the ${limit} that Twitch allows a minute.`;
  }
  if (isSlow && lastReadMs * 2 > intervalMs) {
    intervalMs = lastReadMs * 2;
    why = `Every ${seconds(intervalMs)}: one read took ${seconds(lastReadMs)}.`;
  }
  if (failures > 0) {
    // Long lists are as dear to try as to read; for short ones the doubling alone decides.
    const dear = intervalMs > FASTEST_MS ? Math.min(intervalMs, MINUTE_MS) : 0;
    intervalMs = Math.max(dear, Math.min(MINUTE_MS, 1_000 * 2 ** Math.min(failures - 1, 6)));
    why = `The last ${failures === 1 ? 'read' : `${failures} reads`} failed; next try in ${seconds(intervalMs)}.`;
  }
  return { intervalMs, leastMs: affordable, why };
}

export interface FailurePause {
  /** From `planCadence`. */
  readonly intervalMs: number;
  /** When the failed reads in a row began, oldest first, and now: ms of a steady clock. */
  readonly failedAt: readonly number[];
  readonly now: number;
  /** What Twitch asked for with a 429, in seconds; null for other failures. */
  readonly retryAfter: number | null;
  /** In [0, 1). */
  readonly random: number;
}

/**
 * The pause after a failed read in ms: jittered, never shorter than Twitch asked for (1 to 120 s), and once it has
 * grown to a minute the tries that are left are spread, so that ten minutes never see more than ten.
 */
export function failurePause({ intervalMs, failedAt, now, retryAfter, random }: FailurePause): number {
  const jittered = intervalMs * (0.5 + random / 2);
  const asked = retryAfter === null ? 0 : Math.min(120, Math.max(1, retryAfter)) * 1_000 + random * 1_000;
  return Math.ceil(Math.max(jittered, asked, untilTryIsFree(failedAt, now)));
}

/** 0 while tries are plenty; then the rest of the stretch shared among those that are left. */
export function untilTryIsFree(failedAt: readonly number[], now: number): number {
  const recent = failedAt.filter((at) => at > now - STRETCH_MS);
  const left = TRIES_A_STRETCH - recent.length;
  if (left > SPREAD_FROM || recent[0] === undefined) return 0;
  return (recent[0] + STRETCH_MS - now) / (left + 1);
}

/** Waits before the next page in ms: none while the budget is comfortable, the refill rate near its end, the reset at it. */
export function pageDelay(budget: { limit: number; remaining: number; resetAt: number } | null, now: number): number {
  if (budget === null || budget.limit <= 0 || budget.resetAt <= now) return 0;
  const share = budget.remaining / budget.limit;
  if (share > 0.3) return 0;
  const perRequest = MINUTE_MS / budget.limit;
  if (share > 0.05) return Math.ceil(perRequest * (0.3 / share));
  return Math.min(MINUTE_MS, Math.max(perRequest, budget.resetAt - now));
}

function seconds(ms: number): string {
  return ms < 90_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`;
}
