// Twitch's limits: the token bucket per client and user, and the narrower windows some endpoints have.
// https://dev.twitch.tv/docs/api/guide/#twitch-rate-limits
import type { SimulatorClock } from './clock.ts';

export interface BucketState {
  readonly isAllowed: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** Unix seconds at which the bucket is full again. */
  readonly reset: number;
}

export interface Buckets {
  /** Takes one point. */
  take(key: string): BucketState;
  /** Changes the size of every bucket, also of those in use. */
  setLimit(perMinute: number): void;
  limit(): number;
}

/** Buckets that refill evenly: `perMinute` points a minute by the simulator's clock. */
export function createBuckets(clock: SimulatorClock, perMinute: number): Buckets {
  let limit = perMinute;
  const buckets = new Map<string, { points: number; at: number }>();
  return {
    take: (key) => {
      const now = clock.now();
      const bucket = buckets.get(key) ?? { points: limit, at: now };
      const refill = (Math.max(0, now - bucket.at) / 60_000) * limit;
      bucket.points = Math.min(limit, bucket.points + refill);
      bucket.at = now;
      buckets.set(key, bucket);
      const isAllowed = bucket.points >= 1;
      if (isAllowed) bucket.points -= 1;
      const missingMs = ((limit - bucket.points) / limit) * 60_000;
      return { isAllowed, limit, remaining: Math.floor(bucket.points), reset: Math.ceil((now + missingMs) / 1000) };
    },
    setLimit: (next) => {
      limit = next;
    },
    limit: () => limit,
  };
}

export interface Window {
  /** False when `max` were already taken in the last `windowMs`. */
  take(key: string): boolean;
  configure(max: number, windowMs: number): void;
}

export function createWindow(clock: SimulatorClock, max: number, windowMs: number): Window {
  let most = max;
  let span = windowMs;
  const taken = new Map<string, number[]>();
  return {
    take: (key) => {
      const now = clock.now();
      const recent = (taken.get(key) ?? []).filter((at) => at > now - span);
      taken.set(key, recent);
      if (recent.length >= most) return false;
      recent.push(now);
      return true;
    },
    configure: (nextMax, nextWindowMs) => {
      most = nextMax;
      span = nextWindowMs;
    },
  };
}
