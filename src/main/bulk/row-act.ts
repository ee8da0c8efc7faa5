// Carries out one row: the intent and the row's state are written before the request, what came of it after, each in one
// transaction. So a row is asked of Twitch once; one that was cut off is settled by looking, or said to be unknown.
import { AppFailure, type AppError } from '../../shared/errors.ts';
import type { Person } from '../../shared/model.ts';
import type { Intents } from '../actions/intents.ts';
import type { Outcomes, Sent } from '../actions/outcomes.ts';
import type { Database } from '../db/open.ts';
import { newId } from '../lib/id.ts';
import { isAmbiguous } from '../twitch/errors.ts';
import type { ActResult, TwitchClient } from '../twitch/types.ts';
import { LONGEST_TIMEOUT_SECONDS } from './fields.ts';
import type { Held } from './lookups.ts';
import type { Bulk, BulkRow, BulkStore, RowChange } from './store.ts';

export interface RowActDeps {
  readonly db: Database;
  readonly store: BulkStore;
  readonly intents: Intents;
  readonly outcomes: Outcomes;
  readonly client: Pick<TwitchClient, 'ban' | 'unban'>;
  readonly twitchNow: () => number;
  /** Right before the request leaves: throws FEATURE_DISABLED when acting was turned off meanwhile. */
  readonly lastWord: (channelId: string) => void;
}

/** How it goes on: with the next row, with this one after a pause, or not at all for now. */
export type Next =
  | { readonly next: 'on' }
  | { readonly next: 'again'; readonly afterMs: number; readonly retryAfter: number | null }
  | { readonly next: 'halt'; readonly error: AppError };

export interface RowAct {
  /** `row` is waiting and may be acted on: everything else has been asked by now. */
  act(bulk: Bulk, row: BulkRow & { userId: string }, who: Who): Promise<Next>;
  /** A row whose answer was never written. */
  settle(bulk: Bulk, row: BulkRow & { userId: string }, who: Pick<Who, 'account' | 'target'>): Promise<Next>;
}

export interface Who {
  readonly account: Person;
  readonly target: Person;
  /** What held them out before, as far as it could be told. */
  readonly before: Held | null;
  /** Tried so often already in this run. */
  readonly tries: number;
}

const ON: Next = { next: 'on' };
const MOST_TRIES = 3;
/** A network that is away is waited for, a minute in all. */
const OFFLINE_TRIES = 6;
const OFFLINE_MS = 10_000;
/** What concerns everybody, not this row. */
const HALTS = new Set<AppError['code']>([
  'FEATURE_DISABLED',
  'FORBIDDEN',
  'INSUFFICIENT_SCOPES',
  'TWITCH_AUTH_FAILED',
  'SITE_MODERATORS_READ_ONLY',
  'INVALID_BROADCASTER_ID',
  'OFFLINE',
  'DATABASE_FULL',
]);

export function createRowAct(deps: RowActDeps): RowAct {
  const { db, store, intents, outcomes, client, twitchNow } = deps;

  function write(bulk: Bulk, row: BulkRow, to: RowChange, also?: () => void): void {
    store.change(bulk.id, [{ row, to }], also);
  }

  async function request(intent: Sent): Promise<ActResult> {
    const { accountId, channelId, userId, durationSeconds, reason } = intent;
    const common = { accountId, channelId, userId, beforeSending: () => deps.lastWord(channelId) };
    if (intent.kind === 'unban' || intent.kind === 'untimeout') {
      const { at, latencyMs } = await client.unban(common);
      return { createdAt: at, expiresAt: null, rawCreatedAt: null, rawExpiresAt: null, latencyMs };
    }
    return client.ban({
      ...common,
      ...(durationSeconds === null ? {} : { durationSeconds }),
      ...(reason === '' ? {} : { reason }),
    });
  }

  /** Twitch's no, or no answer. */
  async function refused(bulk: Bulk, row: BulkRow, intent: Sent, who: Who, error: AppError): Promise<Next> {
    const { target, account } = who;
    if (isAmbiguous(error)) return settled(bulk, row, intent, who, error);
    const isBusy = error.code === 'CONFLICT' && error.details.reason === 'busy';
    const isNotSent = error.code === 'SERVICE_UNAVAILABLE' || error.code === 'CANCELLED';
    const isLimit = error.code === 'RATE_LIMIT_EXCEEDED';
    const isAgain = isLimit || HALTS.has(error.code) || ((isBusy || isNotSent) && who.tries < MOST_TRIES);
    write(bulk, row, isAgain ? AGAIN : { state: 'failed', code: codeOf(error), at: twitchNow() }, () =>
      outcomes.failed(intent, target, account, error),
    );
    const isAway = error.code === 'OFFLINE' && who.tries < OFFLINE_TRIES;
    if (HALTS.has(error.code) && !isAway) return { next: 'halt', error };
    if (isLimit) return { next: 'again', afterMs: 0, retryAfter: error.details.retry_after };
    if (isAgain) return { next: 'again', afterMs: isAway ? OFFLINE_MS : 2_000, retryAfter: null };
    await outcomes.learnFrom(intent, target, error);
    return ON;
  }

  /** By looking or by the event. What did not happen may be tried again; what nobody can tell may not. */
  async function settled(
    bulk: Bulk,
    row: BulkRow,
    intent: Sent,
    { target, account, tries }: Pick<Who, 'target' | 'account' | 'tries'>,
    error: AppError,
  ): Promise<Next> {
    try {
      const entryId = await outcomes.settle(intent, target, account, error);
      if (entryId !== null) write(bulk, row, { state: 'done', entryId, code: null, at: intent.startedAt });
      else if (tries >= MOST_TRIES) write(bulk, row, { state: 'failed', code: codeOf(error), at: twitchNow() });
      else write(bulk, row, AGAIN);
      return entryId === null && tries < MOST_TRIES ? { next: 'again', afterMs: 2_000, retryAfter: null } : ON;
    } catch (cause) {
      if (!(cause instanceof AppFailure)) throw cause;
      const { failure } = cause;
      const isUnknown = failure.code === 'SERVICE_UNAVAILABLE' && failure.details.reason === 'outcome_unknown';
      // Still to be looked up: the row keeps saying that it was sent.
      if (!isUnknown) return { next: 'halt', error: failure };
      write(bulk, row, { state: 'unknown', code: 'outcome_unknown', at: intent.startedAt });
      return ON;
    }
  }

  return {
    async act(bulk, row, who) {
      const { account, target, before } = who;
      const actId = newId(twitchNow());
      const intent: Sent = {
        actId,
        channelId: bulk.channelId,
        userId: row.userId,
        kind: row.kind,
        accountId: account.id,
        durationSeconds: row.kind === 'timeout' ? secondsOf(row, twitchNow()) : null,
        reason: row.kind === 'ban' || row.kind === 'timeout' ? row.reason : '',
        ...intents.starting(bulk.channelId, row.userId, twitchNow()),
      };
      const sent: BulkRow = {
        ...row,
        state: 'sent',
        actId,
        code: null,
        beforeKind: before?.kind ?? null,
        beforeExpiresAt: before?.expiresAt ?? null,
        beforeReason: before?.reason ?? null,
      };
      write(bulk, row, sent, () => intents.begin(intent));
      let result: ActResult;
      try {
        result = await request(intent);
      } catch (error) {
        if (!(error instanceof AppFailure)) throw error;
        return refused(bulk, sent, intent, who, error.failure);
      }
      db.immediate(() => {
        const entryId = outcomes.done(intent, target, account, result);
        write(bulk, sent, { state: 'done', entryId, at: result.createdAt });
      });
      return ON;
    },

    async settle(bulk, row, who) {
      const intent = row.actId === null ? null : intents.find(row.actId);
      if (intent === null) throw new Error('a row was sent without an intent');
      switch (intent.state) {
        case 'done':
          write(bulk, row, { state: 'done', entryId: intent.entryId, code: null, at: intent.startedAt });
          return ON;
        case 'failed':
          // Known not to have happened: it may be done now.
          write(bulk, row, AGAIN);
          return ON;
        case 'unknown':
          write(bulk, row, { state: 'unknown', code: 'outcome_unknown', at: intent.startedAt });
          return ON;
        case 'sent': {
          const next = await settled(bulk, row, intent, { ...who, tries: 0 }, INTERRUPTED);
          return next.next === 'halt' ? next : ON;
        }
      }
    },
  };
}

/** What did not happen, and shall. */
const AGAIN: RowChange = { state: 'waiting', actId: null, code: null };

const INTERRUPTED: AppError = {
  code: 'SERVICE_UNAVAILABLE',
  error: 'Modkeep ended before Twitch answered; it did not happen.',
  details: { reason: 'interrupted' },
};

/** How long a timeout lasts from now: to its end where one is named. */
function secondsOf({ durationSeconds, until }: BulkRow, now: number): number {
  const seconds = until === null ? (durationSeconds ?? 1) : Math.round((until - now) / 1000);
  return Math.min(LONGEST_TIMEOUT_SECONDS, Math.max(1, seconds));
}

function codeOf(error: AppError): string {
  const reason = 'reason' in error.details ? error.details.reason : undefined;
  return reason ?? error.code;
}
