// The fault script: which request goes wrong, and how. Plain data, so that it can cross to another process.
import type { PageFault } from './page-faults.ts';

export interface FaultMatch {
  readonly method?: string;
  /** As `moderation/banned`, `moderation/bans`, `users`, `auth/token`, `eventsub/subscriptions`. */
  readonly path?: string;
  /** Parameters that must have these values; an empty string means that the parameter is absent. */
  readonly query?: Readonly<Record<string, string>>;
  /** The user whose token is used. */
  readonly userId?: string;
}

export interface FaultRule {
  readonly id?: string;
  readonly match: FaultMatch;
  /** The first matching request to hit, counted from 1 since the rule was added. Default 1. */
  readonly nth?: number;
  /** How many requests to hit; 0 means all from then on. Default 1. */
  readonly times?: number;
  /** Waits before the request is looked at. */
  readonly delayMs?: number;
  /** Waits after it took effect and before the answer. */
  readonly answerDelayMs?: number;
  /** Whether the request still does what it asks. Default: `skip` when an `answer` is given, else `perform`. */
  readonly effect?: 'perform' | 'skip';
  /** Sent instead of the honest answer. A string goes out as it is, anything else as JSON. */
  readonly answer?: { readonly status: number; readonly body?: unknown; readonly contentType?: string };
  /** Header changes by their usual spelling; null leaves one out. */
  readonly headers?: Readonly<Record<string, string | null>>;
  /** Leaves out all three Ratelimit headers. */
  readonly noRateHeaders?: boolean;
  /** `reset` cuts the connection, `hang` never answers, a byte count ends the body there (`stall`: without closing). */
  readonly transport?: 'reset' | 'hang' | { readonly cutAtByte: number } | { readonly stallAtByte: number };
  /** Changes to an honest list answer, in order. */
  readonly page?: readonly PageFault[];
}

export interface Faults {
  /** Adds a rule behind the others and returns its id. */
  add(rule: FaultRule): string;
  remove(id: string): void;
  clear(): void;
  /** Counts the request with every rule that matches, and returns the first that is due. */
  take(request: {
    method: string;
    path: string;
    query: URLSearchParams;
    userId: string | null;
  }): (FaultRule & { id: string }) | null;
  /** How many requests each rule has hit. */
  hits(): Readonly<Record<string, number>>;
}

export function createFaults(): Faults {
  let rules: { rule: FaultRule & { id: string }; seen: number; hits: number }[] = [];
  const past: Record<string, number> = {};
  let counter = 0;
  return {
    add: (rule) => {
      const id = rule.id ?? `fault-${(counter += 1)}`;
      rules.push({ rule: { ...rule, id }, seen: 0, hits: 0 });
      past[id] = 0;
      return id;
    },
    remove: (id) => {
      rules = rules.filter((entry) => entry.rule.id !== id);
    },
    clear: () => {
      rules = [];
    },
    take: (request) => {
      let due: (FaultRule & { id: string }) | null = null;
      for (const entry of rules) {
        if (!matches(entry.rule.match, request)) continue;
        entry.seen += 1;
        const first = entry.rule.nth ?? 1;
        const times = entry.rule.times ?? 1;
        const isDue = entry.seen >= first && (times === 0 || entry.seen < first + times);
        if (!isDue || due) continue;
        entry.hits += 1;
        past[entry.rule.id] = entry.hits;
        due = entry.rule;
      }
      return due;
    },
    hits: () => ({ ...past }),
  };
}

function matches(
  match: FaultMatch,
  request: { method: string; path: string; query: URLSearchParams; userId: string | null },
): boolean {
  if (match.method !== undefined && match.method !== request.method) return false;
  if (match.path !== undefined && match.path !== request.path) return false;
  if (match.userId !== undefined && match.userId !== request.userId) return false;
  return Object.entries(match.query ?? {}).every(([key, value]) => (request.query.get(key) ?? '') === value);
}
