// The one way an act reaches Twitch: may it, is it sensible, write the intent, ask Twitch once, write what came of it.
// A click, a key, a dock and a job all come through here.
import { AppFailure, fail, type AppError } from '../../shared/errors.ts';
import type { Output, Parsed } from '../../shared/contract.ts';
import type { BanView, Person, Settings } from '../../shared/model.ts';
import type { Caller } from '../../shared/permissions.ts';
import type { Clock } from '../lib/clock.ts';
import { newId } from '../lib/id.ts';
import { DAY_MS, parseRfc3339, SECOND_MS } from '../lib/time.ts';
import { isAmbiguous } from '../twitch/errors.ts';
import type { ActResult, TwitchClient } from '../twitch/types.ts';
import type { Attempt, Guards } from './guards.ts';
import type { Intent, Intents } from './intents.ts';
import type { Outcomes } from './outcomes.ts';
import type { People } from './people.ts';

export interface ActingDeps {
  readonly intents: Intents;
  readonly outcomes: Outcomes;
  readonly people: People;
  readonly client: TwitchClient;
  readonly clock: Clock;
  readonly twitchNow: () => number;
  readonly settings: () => Settings;
  readonly guards: Guards;
  readonly findBan: (channelId: string, userId: string) => BanView | null;
  readonly getBan: (banId: string) => BanView;
  /** The schedule that will lift this ban, or null. */
  readonly liftOf: (entryId: string) => string | null;
}

/**
 * On whose behalf: the owner's when left out. `isPaced`: the caller keeps a pace of its own, so no brake counts it.
 * `undoes`: the entry that is taken back; what is set again has the reason it had, also where that was none.
 */
export interface ActOptions {
  readonly caller?: Caller;
  readonly isPaced?: boolean;
  readonly undoes?: string;
}

export interface Acting {
  create(input: Parsed<'bans.create'>, options?: ActOptions): Promise<Output<'bans.create'>>;
  revoke(input: Parsed<'bans.revoke'>, options?: ActOptions): Promise<Output<'bans.revoke'>>;
}

export function createActing(deps: ActingDeps): Acting {
  const { intents, outcomes, people, client, guards, twitchNow } = deps;

  async function create(input: Parsed<'bans.create'>, options: ActOptions = {}): Promise<Output<'bans.create'>> {
    const { channelId, durationSeconds, actId } = input;
    const attempt = attemptOf(channelId, 'ban', options);
    const { account } = guards.admit(attempt);
    const before = intents.find(actId);
    if (before !== null) return replayed(before, (entryId) => created(channelId, before.userId, entryId, actId));
    const until = untilOf(input, twitchNow());
    const reason = input.reason?.trim() ?? '';
    if (reason === '' && deps.settings().requireReason && options.undoes === undefined) {
      throw fail('INVALID_REQUEST', 'A reason is required here (a setting).', { field: 'reason' });
    }
    guards.pace(attempt);
    const target = await people.find(input.user, account.id);
    guards.consider(attempt, target, durationSeconds);
    const kind = durationSeconds === undefined ? 'ban' : 'timeout';
    const starting = intents.starting(channelId, target.id, twitchNow());
    const intent = {
      actId,
      channelId,
      userId: target.id,
      kind,
      accountId: account.id,
      durationSeconds: durationSeconds ?? (until === null ? null : (until - starting.startedAt) / SECOND_MS),
      reason,
      ...starting,
      undoes: options.undoes ?? null,
    } as const;
    const entryId = await carryOut(attempt, intent, target, account, () =>
      client.ban({
        beforeSending: () => guards.lastWord(channelId),
        accountId: account.id,
        channelId,
        userId: target.id,
        ...(durationSeconds === undefined ? {} : { durationSeconds }),
        ...(reason === '' ? {} : { reason }),
      }),
    );
    return created(channelId, target.id, entryId, actId);
  }

  async function revoke(input: Parsed<'bans.revoke'>, options: ActOptions = {}): Promise<Output<'bans.revoke'>> {
    const actId = input.actId ?? newId(deps.clock.now());
    const before = intents.find(actId);
    if (before !== null) {
      guards.admit(attemptOf(before.channelId, 'unban', options));
      return replayed(before, (entryId) => revoked(before.kind, entryId, actId));
    }
    const named = 'banId' in input ? deps.getBan(input.banId) : null;
    const channelId = named?.channelId ?? ('channelId' in input ? input.channelId : '');
    const userId = named?.userId ?? ('userId' in input ? input.userId : '');
    const attempt = attemptOf(channelId, 'unban', options);
    const { account, canLook } = guards.admit(attempt);
    guards.pace(attempt);
    const state = await people.stateOf({ channelId, userId, expect: input.expect, canLook });
    assertExpected(state, input.expect);
    const target = await people.find({ id: userId }, account.id);
    const kind = state === 'timeout' ? 'untimeout' : 'unban';
    const intent = {
      actId,
      channelId,
      userId,
      kind,
      accountId: account.id,
      durationSeconds: null,
      reason: '',
      ...intents.starting(channelId, userId, twitchNow()),
      undoes: options.undoes ?? null,
    } as const;
    const entryId = await carryOut(attempt, intent, target, account, async () => {
      const beforeSending = (): void => guards.lastWord(channelId);
      const request = { accountId: account.id, channelId, userId, beforeSending };
      const { at, latencyMs } = await client.unban(request).catch(asNotBanned);
      return { createdAt: at, expiresAt: null, rawCreatedAt: null, rawExpiresAt: null, latencyMs };
    });
    return revoked(kind, entryId, actId);
  }

  /** Intent, request, outcome. Returns the id of the entry; throws what Twitch said, after it was written down. */
  async function carryOut(
    attempt: Attempt,
    intent: Omit<Intent, 'state' | 'entryId' | 'error'>,
    target: Person,
    account: Person,
    request: () => Promise<ActResult>,
  ): Promise<string> {
    intents.begin(intent, () => guards.take(attempt));
    let result: ActResult;
    try {
      result = await request();
    } catch (error) {
      if (!(error instanceof AppFailure)) throw error;
      const entryId = isAmbiguous(error.failure) ? await outcomes.settle(intent, target, account, error.failure) : null;
      if (entryId !== null) return entryId;
      const { failure } = error;
      if (!isAmbiguous(failure)) written(intent.actId, () => outcomes.failed(intent, target, account, failure));
      await outcomes.learnFrom(intent, target, error.failure);
      throw error;
    }
    try {
      return written(intent.actId, () => outcomes.done(intent, target, account, result));
    } catch (error) {
      throw asHappened(error);
    }
  }

  /** What cannot be written down is settled later, as what a crash has cut off. */
  function written<T>(actId: string, write: () => T): T {
    try {
      return write();
    } catch (error) {
      intents.letGo(actId);
      throw error;
    }
  }

  function created(channelId: string, userId: string, entryId: string, actId: string): Output<'bans.create'> {
    const ban = deps.findBan(channelId, userId);
    if (ban === null)
      throw fail('CONFLICT', 'It was carried out, and has been ended again since.', { reason: 'not_banned' });
    const liftId = deps.liftOf(entryId);
    return { ban, entryId, actId, ...(liftId === null ? {} : { liftId }) };
  }

  return { create, revoke };
}

function revoked(kind: Intent['kind'], entryId: string, actId: string): Output<'bans.revoke'> {
  return {
    success: true,
    message: kind === 'untimeout' ? 'Timeout ended' : 'Ban revoked successfully',
    entryId,
    actId,
  };
}

/** The same act id again: the recorded outcome, never a second request. */
function replayed<T>(intent: Intent, done: (entryId: string) => T): T {
  if (intent.state === 'done' && intent.entryId !== null) return done(intent.entryId);
  if (intent.error !== null) throw new AppFailure(intent.error);
  throw fail('CONFLICT', 'This act is still under way.', { reason: 'busy' });
}

/** Epoch ms. Throws INVALID_REQUEST for a date that is past, too far, or beside a duration. */
function untilOf({ until, durationSeconds }: Parsed<'bans.create'>, now: number): number | null {
  if (until === undefined) return null;
  const at = parseRfc3339(until);
  const isBeside = durationSeconds !== undefined;
  if (!isBeside && at !== null && at > now && at <= now + FARTHEST_DATE_MS) return at;
  const problem = isBeside
    ? 'a timeout has a duration, a ban may have a date: not both'
    : 'must be a date from now on, at most ten years away';
  throw fail('INVALID_REQUEST', `until: ${problem}.`, { field: 'until', provided: until });
}
const FARTHEST_DATE_MS = 3653 * DAY_MS;

function attemptOf(channelId: string, brake: 'ban' | 'unban', { caller, isPaced = false }: ActOptions): Attempt {
  return { caller: caller ?? { kind: 'owner' }, channelId, needs: 'manage_bans', brake: isPaced ? null : brake };
}

function assertExpected(state: 'ban' | 'timeout' | 'none' | 'unclear', expect: 'ban' | 'timeout' | 'either'): void {
  if (state === 'none') throw notBanned();
  if (expect === 'either' || state === expect) return;
  if (state === 'unclear') {
    throw fail('CONFLICT', 'Whether this person is banned or timed out is not known; this would lift either.', {
      reason: 'unknown_state',
    });
  }
  const reason: AppError & { code: 'CONFLICT' } = {
    code: 'CONFLICT',
    error:
      state === 'ban'
        ? 'This person is banned, not timed out. Nothing was changed.'
        : 'This person is timed out, not banned. Nothing was changed.',
    details: { reason: state === 'ban' ? 'is_ban' : 'is_timeout' },
  };
  throw new AppFailure(reason);
}

/** Twitch's "not banned" and our own are one answer. */
function asNotBanned(error: unknown): never {
  const isGone =
    error instanceof AppFailure && error.failure.code === 'CONFLICT' && error.failure.details.reason === 'not_banned';
  throw isGone ? notBanned() : error;
}

function notBanned(): AppFailure {
  return fail('NOT_FOUND', 'This person is not banned or timed out (any more).', { what: 'ban' });
}

/** Whoever is told that the disk is full must not take the act for undone, and do it again. */
function asHappened(error: unknown): unknown {
  if (!(error instanceof AppFailure)) return error;
  const { code, error: why } = error.failure;
  if (code !== 'DATABASE_FULL' && code !== 'DATABASE_BUSY' && code !== 'DATABASE_CORRUPT') return error;
  return fail(
    code,
    `Twitch has carried it out, but it could not be written down: ${why}`,
    { happened: true },
    { cause: error },
  );
}
