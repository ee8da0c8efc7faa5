// Hands acts on, each message once, and remembers those that could not be written until they can.
// Knows channels and message ids, no sockets.
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { jitteredDelay, type BackoffTiming } from './live-backoff.ts';
import { createDeadline, type Deadline } from './live-deadline.ts';
import type { LiveAct } from './types.ts';

export interface DeliveryDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly timing: Pick<BackoffTiming, 'minDelayMs' | 'maxDelayMs'>;
  /** May throw: the write failed. */
  readonly onAct: (act: LiveAct) => void;
  /** Something of this channel was missed from `since` (epoch ms) on, for this reason. */
  readonly onMissed: (channelId: string, since: number, reason: 'write_failed' | 'malformed_event') => void;
  /** More came than is kept, so that something of this stretch stays missing. */
  readonly onDropped: (channelId: string) => void;
  /** What was missed has been written, or given up: a full read makes up for it. */
  readonly onRecovered: (channelId: string) => void;
}

export interface Delivery {
  deliver(act: LiveAct): void;
  /** An act of this channel arrived at `at` (epoch ms) that nobody can read. */
  missed(channelId: string, at: number): void;
  /** Tries at once to write what waits, because it can be written again. */
  catchUp(): void;
  /** True between onMissed and onRecovered. */
  isBehind(channelId: string): boolean;
  forget(channelId: string): void;
  stop(): void;
}

interface Backlog {
  readonly acts: Map<string, LiveAct>;
  readonly retryBy: Deadline;
  failures: number;
}

/** Twitch repeats a message within minutes; a hate raid may bring thousands of acts in that time. */
const SEEN_MESSAGES = 10_000;
/** More than this is left to the full read that follows anyway. */
const BACKLOG_ACTS = 1_000;
/** Each is a synced commit: others have their turn between so many of them. */
const AT_ONCE = 20;

/** Remembers 10 000 messages, and 1 000 unwritten acts per channel; the full read makes up for more. */
export function createDelivery(deps: DeliveryDeps): Delivery {
  const seen = new Set<string>();
  const backlogs = new Map<string, Backlog>();

  function write(act: LiveAct): boolean {
    try {
      deps.onAct(act);
    } catch {
      deps.log.error('a live act could not be written', { channelId: act.channelId, kind: act.kind });
      return false;
    }
    remember(seen, act.messageId);
    return true;
  }

  function fallBehind(channelId: string, since: number, reason: 'write_failed' | 'malformed_event'): Backlog {
    const known = backlogs.get(channelId);
    if (known) return known;
    const backlog: Backlog = {
      acts: new Map(),
      retryBy: createDeadline(deps.clock, () => catchUp(channelId, backlog)),
      failures: 1,
    };
    backlogs.set(channelId, backlog);
    backlog.retryBy.set(jitteredDelay(1, deps.timing, deps.clock.random()));
    deps.onMissed(channelId, since, reason);
    return backlog;
  }

  function catchUp(channelId: string, backlog: Backlog): void {
    let written = 0;
    for (const [messageId, act] of backlog.acts) {
      if (written === AT_ONCE) return backlog.retryBy.set(0);
      if (!write(act)) break;
      backlog.acts.delete(messageId);
      written += 1;
    }
    if (backlog.acts.size > 0) {
      backlog.failures += 1;
      return backlog.retryBy.set(jitteredDelay(backlog.failures, deps.timing, deps.clock.random()));
    }
    backlogs.delete(channelId);
    deps.onRecovered(channelId);
  }

  return {
    deliver(act) {
      if (seen.has(act.messageId)) return;
      if (write(act)) return void backlogs.get(act.channelId)?.acts.delete(act.messageId);
      const backlog = fallBehind(act.channelId, act.at, 'write_failed');
      if (backlog.acts.size < BACKLOG_ACTS || backlog.acts.has(act.messageId)) backlog.acts.set(act.messageId, act);
      else deps.onDropped(act.channelId);
    },
    missed: (channelId, at) => void fallBehind(channelId, at, 'malformed_event'),
    catchUp() {
      for (const [channelId, backlog] of backlogs) {
        backlog.retryBy.clear();
        catchUp(channelId, backlog);
      }
    },
    isBehind: (channelId) => backlogs.has(channelId),
    forget(channelId) {
      backlogs.get(channelId)?.retryBy.clear();
      backlogs.delete(channelId);
    },
    stop() {
      for (const { retryBy } of backlogs.values()) retryBy.clear();
      backlogs.clear();
    },
  };
}

/** Keeps the newest ids; a Set gives them back in the order they came. */
function remember(seen: Set<string>, messageId: string): void {
  seen.add(messageId);
  if (seen.size <= SEEN_MESSAGES) return;
  const [oldest] = seen;
  if (oldest !== undefined) seen.delete(oldest);
}
