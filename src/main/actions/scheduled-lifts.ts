// Lifts bans whose date has come, through the same door as every other act. Looks first where the list may be asked, so
// that exactly that ban is lifted; what cannot be done now waits, what cannot be done at all says so.
import { AppFailure, type AppError, type ErrorCode } from '../../shared/errors.ts';
import type { ReadOnly } from '../db/read-only.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { MINUTE_MS } from '../lib/time.ts';
import type { Acting } from './act.ts';
import type { Schedule, ScheduledLift } from './schedule.ts';

export interface ScheduledLifts {
  stop(): Promise<void>;
}

export interface ScheduledLiftsDeps {
  readonly schedule: Schedule;
  readonly readOnly: Pick<ReadOnly, 'writable'>;
  readonly acting: Pick<Acting, 'revoke'>;
  /** Brings the record of one person up to what the list says now; does nothing where it may not be asked. */
  readonly look: (channelId: string, userId: string) => Promise<void>;
  /** Whether acting is on here and somebody is signed in who can. */
  readonly mayAct: (channelId: string) => boolean;
  readonly clock: Clock;
  readonly log: Log;
  readonly twitchNow: () => number;
}

const LONGEST_WAIT_MS = 2_000;
const SHORTEST_WAIT_MS = 50;
const RETRY_MS = { least: MINUTE_MS / 2, most: 15 * MINUTE_MS } as const;

/** What passes by itself, or by somebody signing in or throwing a switch. */
const PASSING: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'OFFLINE',
  'SERVICE_UNAVAILABLE',
  'RATE_LIMIT_EXCEEDED',
  'TWITCH_AUTH_FAILED',
  'TWITCH_API_ERROR',
  'FEATURE_DISABLED',
  'INSUFFICIENT_SCOPES',
  'SITE_MODERATORS_READ_ONLY',
  'CANCELLED',
  'DATABASE_BUSY',
  'DATABASE_FULL',
  'INTERNAL_ERROR',
]);

export function startScheduledLifts(deps: ScheduledLiftsDeps): ScheduledLifts {
  const { schedule, readOnly, acting, clock, log, twitchNow } = deps;
  const stopping = new AbortController();
  /** By the steady clock: when a lift that failed is tried again. */
  const later = new Map<string, { at: number; failures: number }>();

  async function lift({ id, channelId, userId, entryId }: ScheduledLift): Promise<void> {
    const actId = schedule.nextActId(id);
    if (actId === null) return;
    await deps.look(channelId, userId);
    // The look may have found the ban ended, or another in its place.
    schedule.reconcile();
    if (stopping.signal.aborted || schedule.of(entryId) !== id) return;
    await acting.revoke({ banId: entryId, expect: 'ban', actId });
    schedule.finish(id, 'done', { by: 'schedule' });
    log.info('a ban was lifted on its date', { channelId, userId });
  }

  function missed({ id, channelId, userId }: ScheduledLift, error: AppError): void {
    // Nobody to free any more: the reconciling says how that came.
    if (error.code === 'NOT_FOUND') return schedule.reconcile();
    log.warn('a ban could not be lifted on its date', { channelId, userId, code: error.code });
    if (!PASSING.has(error.code) && !isBusy(error)) {
      schedule.finish(id, 'failed', { by: 'schedule', error });
      return;
    }
    const failures = (later.get(id)?.failures ?? 0) + 1;
    const wait = Math.min(RETRY_MS.most, RETRY_MS.least * 2 ** failures);
    later.set(id, { at: clock.monotonic() + wait, failures });
  }

  async function round(): Promise<void> {
    schedule.reconcile();
    for (const item of schedule.due(twitchNow())) {
      const isLater = (later.get(item.id)?.at ?? 0) > clock.monotonic();
      if (stopping.signal.aborted || isLater || !deps.mayAct(item.channelId)) continue;
      try {
        await lift(item);
        later.delete(item.id);
      } catch (error) {
        if (!(error instanceof AppFailure)) throw error;
        missed(item, error.failure);
      }
    }
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      let wait = LONGEST_WAIT_MS;
      await readOnly.writable(stopping.signal).catch(() => undefined);
      if (stopping.signal.aborted) return;
      try {
        await round();
        const left = (schedule.nextDue() ?? Infinity) - twitchNow();
        // What is due and had to wait is looked at again after the longest wait.
        if (left > 0) wait = Math.min(wait, Math.max(SHORTEST_WAIT_MS, left));
      } catch (error) {
        log.error('the schedule could not be followed', { error: String(error) });
      }
      await clock.sleep(wait, stopping.signal).catch(() => undefined);
    }
  }

  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

function isBusy(error: AppError): boolean {
  return error.code === 'CONFLICT' && error.details.reason === 'busy';
}
