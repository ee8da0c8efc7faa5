// What came of an act: written with the list, the history and the audit log in one transaction. Where the answer
// was lost it is found out by looking or by the event, never by doing it again.
import { fail, type AppError, type AppFailure } from '../../shared/errors.ts';
import type { Person } from '../../shared/model.ts';
import type { AuditLog } from '../audit/append.ts';
import { classifyExpiry } from '../bans/classify.ts';
import type { Ledger } from '../bans/ledger.ts';
import type { ActSeen, Observation } from '../bans/observation.ts';
import type { Database } from '../db/open.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { parseRfc3339, toIso } from '../lib/time.ts';
import type { ActResult, BannedRow, TwitchClient } from '../twitch/types.ts';
import { createFindHeard } from './heard.ts';
import { datesOf, liftTimeOf, timeoutSecondsOf, type Intent, type Intents } from './intents.ts';

export type Sent = Omit<Intent, 'state' | 'entryId' | 'error'>;

export interface Outcomes {
  /** Twitch said yes: returns the id of the entry. */
  done(intent: Sent, target: Person, account: Person, result: ActResult, how?: 'answer' | 'looked' | 'event'): string;
  /** Twitch said no: the attempt is in the audit log with its code. */
  failed(intent: Sent, target: Person, account: Person, error: AppError): void;
  /** The answer was lost: returns the entry id if it happened, null if it did not or can't be told (then recorded so). */
  settle(intent: Sent, target: Person, account: Person, error: AppError): Promise<string | null>;
  /** A refusal tells what the list should say: "already banned" and "not banned" are looked up and recorded. */
  learnFrom(intent: Sent, target: Person, error: AppError): Promise<void>;
  /** Writes down what the list says of somebody right now; does nothing where it may not be asked. Throws as Twitch fails. */
  refresh(channelId: string, target: Person): Promise<void>;
}

export interface OutcomesDeps {
  readonly db: Database;
  readonly ledger: Ledger;
  readonly audit: AuditLog;
  readonly intents: Intents;
  readonly client: TwitchClient;
  readonly clock: Clock;
  readonly log: Log;
  readonly twitchNow: () => number;
  readonly canLook: (channelId: string) => boolean;
  /** The kill switch is on: nothing is waited for any longer. */
  readonly isHalted: () => boolean;
  /** A row of the list as the ledger hears it. */
  readonly observe: (channelId: string, row: BannedRow, seenAt: number) => Observation;
  readonly appVersion: string;
  /** Runs in the transaction of an act that was carried out. */
  readonly also: (intent: Sent, entryId: string) => void;
  /** More facts for the audit log: the bulk job that an act belongs to. */
  readonly originOf: (actId: string) => Readonly<Record<string, unknown>>;
}

const ACTIONS = { ban: 'ban_user', timeout: 'timeout_user', unban: 'unban_user', untimeout: 'untimeout_user' } as const;
/** How long an act with a lost answer may wait for its event where the list can't be asked. */
const EVENT_WAIT_MS = 30_000;
const LOOK_MS = 500;
const CLOCK_SLACK_MS = 15_000;
/** The list cuts times to whole seconds, and Twitch's clock is known about as well. */
const SAME_MS = 2_000;
/** Nobody undoes an act this fast without our hearing of it, as a rule. */
const FRESH_SECONDS = 60;

export function createOutcomes(deps: OutcomesDeps): Outcomes {
  const { db, ledger, audit, intents, client, clock, log, twitchNow } = deps;
  const currentEntry = db.sqlite
    .prepare<[string, string], string>('SELECT id FROM ban WHERE channel_id = ? AND user_id = ?')
    .pluck();
  const findHeard = createFindHeard(db);

  /** Another of our acts that is known to have made the restriction begun at a moment. */
  const claimedBy = db.sqlite
    .prepare<[string, string, number, number, string], string>(
      `SELECT i.act_id FROM act_intent i JOIN entry e ON e.id = i.entry_id
       WHERE i.channel_id = ? AND i.user_id = ? AND abs(e.at - ?) <= ? AND i.act_id <> ? AND i.state = 'done' LIMIT 1`,
    )
    .pluck();
  const lastEnding = db.sqlite.prepare<[string, string, number], { moderatorId: string | null }>(
    `SELECT moderator_id AS moderatorId FROM entry
     WHERE channel_id = ? AND user_id = ? AND at >= ? AND kind IN ('unbanned', 'lifted') ORDER BY at DESC LIMIT 1`,
  );

  function done(
    intent: Sent,
    target: Person,
    account: Person,
    result: ActResult,
    how: 'answer' | 'looked' | 'event' = 'answer',
  ): string {
    const { actId, kind, channelId } = intent;
    const isEnding = kind === 'unban' || kind === 'untimeout';
    const answeredAt = Math.max(twitchNow(), intent.startedAt);
    const seen: ActSeen = {
      type: 'act',
      source: 'app',
      key: actId,
      kind,
      user: target,
      moderator: { id: account.id, login: account.login, displayName: account.displayName },
      ...datesOf(intent, result, how, answeredAt),
      isLocalTime: result.rawCreatedAt === null,
      expiresAt: result.expiresAt,
      rawExpiresAt: result.rawExpiresAt,
      reason: intent.reason,
      meta: {
        actId,
        latencyMs: Math.round(result.latencyMs),
        appVersion: deps.appVersion,
        ...deps.originOf(actId),
        ...lengthOf(intent),
        ...(how === 'answer' ? {} : { resolvedBy: how }),
      },
    };
    let entryId = '';
    ledger.apply(channelId, [seen], ({ entries }) => {
      const wanted = isEnding ? ['unbanned', 'lifted'] : ['ban', 'timeout'];
      const mine = entries.findLast((entry) => wanted.includes(entry.kind)) ?? entries.at(-1);
      if (mine === undefined) throw new Error('an act left no entry');
      entryId = mine.entryId;
      const known = { how, latencyMs: how === 'answer' ? result.latencyMs : null };
      intents.finish(actId, { state: 'done', entryId, known }, answeredAt);
      deps.also(intent, entryId);
    });
    tell('info', intent, [target, account], 'ok');
    return entryId;
  }

  function close(intent: Sent, target: Person, account: Person, error: AppError, state: 'failed' | 'unknown'): void {
    db.immediate(() => {
      audit.append({
        at: twitchNow(),
        moderatorId: account.id,
        moderatorLogin: account.login,
        action: ACTIONS[intent.kind],
        contentType: 'user',
        contentId: target.id,
        contentName: target.login,
        channelId: intent.channelId,
        reason: intent.reason,
        metadata: {
          actId: intent.actId,
          channelId: intent.channelId,
          outcome: state,
          code: error.code,
          appVersion: deps.appVersion,
          ...deps.originOf(intent.actId),
          latencyMs: Math.max(0, Math.round(twitchNow() - intent.startedAt)),
          ...lengthOf(intent),
        },
      });
      intents.finish(intent.actId, { state, error }, twitchNow());
    });
    tell('warn', intent, [target, account], error.code);
  }

  /** Action names as in the moderation API's log. */
  function tell(
    level: 'info' | 'warn',
    { kind, channelId, reason, actId }: Sent,
    who: [Person, Person],
    code: string,
  ): void {
    const [target, account] = who;
    const about = { moderatorId: account.id, userId: target.id, channelId, reason, actId, code };
    log[level](`${ACTIONS[kind]}: ${code}`, { action: `twitch_${ACTIONS[kind]}`, ...about });
  }

  async function look(intent: Sent): Promise<BannedRow | null> {
    const rows = await client.lookUpBanned({ channelId: intent.channelId, userIds: [intent.userId] });
    return rows[0] ?? null;
  }

  /** True when `row` is what the intent asked for: begun since, by this account, of this kind, and no other act's. */
  function isOurs(row: BannedRow, intent: Sent): boolean {
    const { kind, expiresAt } = classifyExpiry(row.expiresAt, twitchNow());
    const createdAt = parseRfc3339(row.createdAt);
    if (kind !== intent.kind || row.moderatorId !== intent.accountId) return false;
    if (createdAt === null || createdAt < intent.startedAt - CLOCK_SLACK_MS) return false;
    const length = timeoutSecondsOf(intent);
    const ends = length === null ? null : createdAt + length * 1_000;
    if (ends !== null && Math.abs((expiresAt ?? 0) - ends) > SAME_MS) return false;
    return claimedBy.get(intent.channelId, intent.userId, createdAt, SAME_MS, intent.actId) === undefined;
  }

  async function settleByLooking(
    intent: Sent,
    target: Person,
    account: Person,
    error: AppError,
  ): Promise<string | null> {
    const row = await look(intent);
    const isEnding = intent.kind === 'unban' || intent.kind === 'untimeout';
    const { startedAt } = intent;
    if (isEnding && row === null && isOursToEnd(intent)) {
      const result = { createdAt: startedAt, expiresAt: null, rawCreatedAt: null, rawExpiresAt: null, latencyMs: 0 };
      return done(intent, target, account, result, 'looked');
    }
    if (!isEnding && row !== null && isOurs(row, intent)) {
      const { expiresAt, rawExpiresAt } = classifyExpiry(row.expiresAt, twitchNow());
      const createdAt = parseRfc3339(row.createdAt) ?? startedAt;
      const result = { createdAt, expiresAt, rawCreatedAt: row.createdAt, rawExpiresAt, latencyMs: 0 };
      return done(intent, target, account, result, 'looked');
    }
    if (canRuleOut(intent, row)) {
      close(intent, target, account, error, 'failed');
      return null;
    }
    throw closeUnknown(intent, target, account);
  }

  /** Somebody we held for restricted is not, and nobody else is known to have ended it since. */
  function isOursToEnd(intent: Sent): boolean {
    if (currentEntry.get(intent.channelId, intent.userId) !== undefined) return true;
    const by = lastEnding.get(intent.channelId, intent.userId, intent.startedAt - SAME_MS);
    return by !== undefined && (by.moderatorId === null || by.moderatorId === intent.accountId);
  }

  /** What is there now proves that it did not happen. Later acts of others and ends that have passed prove nothing. */
  function canRuleOut(intent: Sent, row: BannedRow | null): boolean {
    const createdAt = row === null ? null : parseRfc3339(row.createdAt);
    if (row !== null) return createdAt !== null && createdAt < intent.startedAt - SAME_MS;
    if (intent.kind === 'unban' || intent.kind === 'untimeout') return false;
    const shortest = Math.min(timeoutSecondsOf(intent) ?? Infinity, FRESH_SECONDS);
    return twitchNow() < intent.startedAt + shortest * 1_000 - SAME_MS;
  }

  function closeUnknown(intent: Sent, target: Person, account: Person): AppFailure {
    const unknown = fail('SERVICE_UNAVAILABLE', 'Twitch gave no answer; whether it happened is not known.', {
      reason: 'outcome_unknown',
    });
    close(intent, target, account, unknown.failure, 'unknown');
    return unknown;
  }

  /** The event of this very act was heard, whatever became of the answer. */
  function settleByHearsay(intent: Sent, target: Person, account: Person): string | null {
    const heard = findHeard(intent);
    if (heard === null) return null;
    const { at, expiresAt } = heard;
    const result = { createdAt: at, expiresAt, rawCreatedAt: toIso(at), rawExpiresAt: null, latencyMs: 0 };
    return done(intent, target, account, result, 'event');
  }

  /** Moderators can't ask the list: the event may still tell. */
  async function settleByEvent(intent: Sent, target: Person, account: Person): Promise<string | null> {
    let isCutShort = false;
    for (let waited = 0; waited <= EVENT_WAIT_MS && !isCutShort; waited += LOOK_MS) {
      // One more look after the switch was thrown, then it is said to be unknown.
      isCutShort = deps.isHalted();
      const entryId = settleByHearsay(intent, target, account);
      if (entryId !== null) return entryId;
      if (!isCutShort) await clock.sleep(LOOK_MS);
    }
    throw closeUnknown(intent, target, account);
  }

  async function refresh(channelId: string, target: Person): Promise<void> {
    if (!deps.canLook(channelId)) return;
    const [row] = await client.lookUpBanned({ channelId, userIds: [target.id] });
    const seenAt = twitchNow();
    const entryId = currentEntry.get(channelId, target.id);
    if (row !== undefined) ledger.apply(channelId, [deps.observe(channelId, row, seenAt)]);
    else if (entryId !== undefined)
      ledger.apply(channelId, [{ type: 'gone', source: 'poll', user: target, entryId, seenAt, notBefore: null }]);
  }

  return {
    done,
    refresh,
    failed: (intent, target, account, error) => close(intent, target, account, error, 'failed'),
    async settle(intent, target, account, error) {
      if (!deps.canLook(intent.channelId)) return settleByEvent(intent, target, account);
      try {
        return settleByHearsay(intent, target, account) ?? (await settleByLooking(intent, target, account, error));
      } catch (cause) {
        const isSettled = intents.find(intent.actId)?.state !== 'sent';
        if (!isSettled)
          log.warn('an act with a lost answer is looked up again at the next start', { error: String(cause) });
        throw cause;
      }
    },
    async learnFrom(intent, target, error) {
      const isAboutState = error.code === 'NOT_FOUND' || (error.code === 'CONFLICT' && error.details.reason !== 'busy');
      if (!isAboutState || !deps.canLook(intent.channelId)) return;
      try {
        await refresh(intent.channelId, target);
      } catch (cause) {
        log.warn('the list could not be asked after a refusal', { error: String(cause) });
      }
    },
  };
}

/** For the audit log: how long a timeout lasts, until when a ban was meant. */
function lengthOf(intent: Sent): Record<string, unknown> {
  const until = liftTimeOf(intent);
  if (until !== null) return { until: toIso(until) };
  return intent.durationSeconds === null ? {} : { duration: intent.durationSeconds };
}
