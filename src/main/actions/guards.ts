// The one chain that every act passes, in this order: rights, kill switch and flag, brakes, plausibility. Each refusal
// is typed and counted; a refused attempt leaves nothing else behind. Knows neither Twitch nor what an act does.
import { AppFailure, fail, type AppError } from '../../shared/errors.ts';
import type { RefusalCounts } from '../../shared/contract/settings.ts';
import type { AccountView, ActingState, Person } from '../../shared/model.ts';
import type { Caller, Right } from '../../shared/permissions.ts';
import type { Log } from '../lib/log.ts';
import type { Rights } from '../settings/rights.ts';
import type { Brakes } from './brakes.ts';

/** What is wanted, before it is known on whom. */
export interface Attempt {
  readonly caller: Caller;
  readonly channelId: string;
  readonly needs: Right;
  /** Null for what has a pace of its own, as a bulk job has. */
  readonly brake: 'ban' | 'unban' | 'moderators' | null;
  /** What Twitch must have granted; `act` when left out. */
  readonly feature?: 'act' | 'manageModerators';
}

/** Who acts, and whether the list may be asked. */
export interface Actor {
  readonly account: AccountView;
  readonly role: 'broadcaster' | 'moderator';
  readonly canLook: boolean;
}

/** Why somebody may not be hit: the channel is theirs, they are who acts, they moderate it, or they are protected. */
export type Untouchable = 'owner' | 'self' | 'moderator' | 'protected';

export interface Guards {
  /** Rights, the switches, and room to write it down. Throws FORBIDDEN, FEATURE_DISABLED, DATABASE_FULL, and what nobody here can act for. */
  admit(attempt: Attempt): Actor;
  /** The brake (nothing is used up) and whether it makes sense. Throws RATE_LIMIT_EXCEEDED, INVALID_REQUEST. */
  consider(attempt: Attempt, target: Person, durationSeconds?: number): void;
  /** The brake alone, for what can hit nobody. */
  pace(attempt: Attempt): void;
  /** At the last moment, in the transaction of the intent: the switches again, and a use of the brake. */
  take(attempt: Attempt): void;
  /**
   * Right before a request leaves, a repeated one too: throws FEATURE_DISABLED when acting was turned off meanwhile, and
   * DATABASE_FULL when what comes of it could not be written down.
   */
  lastWord(channelId: string): void;
  /** What the whole chain would say of this attempt, or null. Counts nothing and uses nothing up. */
  preview(attempt: Attempt, userId: string | null): AppError | null;
  /** Why this person may not be hit here, or null. Reads the own record only and uses nothing up. */
  explain(channelId: string, userId: string): Untouchable | null;
  refused(): RefusalCounts;
}

export interface GuardsDeps {
  readonly rights: Rights;
  readonly brakes: Brakes;
  readonly log: Log;
  readonly actingIn: (channelId: string) => ActingState | { readonly isOn: false; readonly reason: 'channel_off' };
  /** Throws DATABASE_FULL while nothing can be saved. */
  readonly assertWritable: () => void;
  /** Throws why nobody here may act in this channel; else who does. */
  readonly actorFor: (channelId: string, feature: 'act' | 'manageModerators') => Actor;
  /** Who would act here, or null. */
  readonly actorOf: (channelId: string) => { readonly account: Person } | null;
  readonly isModerator: (channelId: string, userId: string) => boolean;
  readonly isProtected: (channelId: string, userId: string) => boolean;
  /** Hears of every refusal, by the guard's name. */
  readonly onRefused: (guard: keyof RefusalCounts) => void;
}

const LONGEST_TIMEOUT_SECONDS = 1_209_600;

const SENTENCES: Readonly<Record<Untouchable, string>> = {
  owner: 'Cannot ban the channel owner',
  self: 'You cannot ban yourself.',
  moderator: 'This person moderates the channel. Remove them as a moderator first.',
  protected: 'This person is on the protected list.',
};

export function createGuards(deps: GuardsDeps): Guards {
  const { rights, brakes, log } = deps;
  const counts = { rights: 0, kill_switch: 0, flag: 0, brakes: 0, plausibility: 0 };

  /** Runs one guard; what it refuses is counted under its name. */
  function counted<T>(guard: 'rights' | 'switches' | 'brakes' | 'plausibility', channelId: string, run: () => T): T {
    try {
      return run();
    } catch (error) {
      if (!(error instanceof AppFailure)) throw error;
      const { failure } = error;
      const isKilled = failure.code === 'FEATURE_DISABLED' && failure.details.reason === 'kill_switch';
      const name = guard !== 'switches' ? guard : isKilled ? 'kill_switch' : 'flag';
      counts[name] += 1;
      deps.onRefused(name);
      log.info('an act was refused', { guard: name, code: failure.code, channelId });
      throw error;
    }
  }

  function demandRights({ caller, channelId, needs, feature = 'act' }: Attempt): Actor {
    if (!rights.ofCaller(caller, channelId).includes(needs)) throw lacking(needs, 'key_rights');
    const actor = deps.actorFor(channelId, feature);
    const { account, role } = actor;
    if (!rights.ofAccount(account.id, role, channelId).includes(needs)) throw lacking(needs, 'account_rights');
    return actor;
  }

  function explain(channelId: string, userId: string): Untouchable | null {
    if (userId === channelId) return 'owner';
    if (userId === deps.actorOf(channelId)?.account.id) return 'self';
    if (deps.isModerator(channelId, userId)) return 'moderator';
    return deps.isProtected(channelId, userId) ? 'protected' : null;
  }

  function preview(attempt: Attempt, userId: string | null): AppError | null {
    const { brake, channelId } = attempt;
    try {
      demandRights(attempt);
      assertActing(deps.actingIn(channelId));
      deps.assertWritable();
      if (brake !== null) brakes.check(brake, channelId);
      if (userId !== null) assertTouchable(explain(channelId, userId));
      return null;
    } catch (error) {
      if (error instanceof AppFailure) return error.failure;
      throw error;
    }
  }

  const switches = (channelId: string): void =>
    counted('switches', channelId, () => assertActing(deps.actingIn(channelId)));
  function pace({ brake, channelId }: Attempt): void {
    if (brake !== null) counted('brakes', channelId, () => brakes.check(brake, channelId));
  }

  return {
    admit(attempt) {
      const actor = counted('rights', attempt.channelId, () => demandRights(attempt));
      switches(attempt.channelId);
      deps.assertWritable();
      return actor;
    },
    consider(attempt, target, durationSeconds) {
      pace(attempt);
      counted('plausibility', attempt.channelId, () => {
        assertTouchable(explain(attempt.channelId, target.id));
        if (durationSeconds !== undefined) assertDuration(durationSeconds);
      });
    },
    pace,
    take({ brake, channelId }) {
      switches(channelId);
      if (brake !== null) counted('brakes', channelId, () => brakes.take(brake, channelId));
    },
    lastWord(channelId) {
      switches(channelId);
      deps.assertWritable();
    },
    preview,
    explain,
    refused: () => ({ ...counts }),
  };
}

function lacking(right: Right, reason: 'key_rights' | 'account_rights'): AppFailure {
  const whose = reason === 'key_rights' ? 'This key' : 'The account that would act';
  return fail('FORBIDDEN', `${whose} does not have the right ${right} in this channel.`, {
    required_right: right,
    reason,
  });
}

function assertActing(acting: ReturnType<GuardsDeps['actingIn']>): void {
  if (acting.isOn) return;
  switch (acting.reason) {
    case 'kill_switch':
      throw fail('FEATURE_DISABLED', 'Everything is stopped: the kill switch is on.', { reason: 'kill_switch' });
    case 'channel_off':
      throw fail('FEATURE_DISABLED', 'Acting is not turned on for this channel.', { reason: 'channel_off' });
    default:
      throw fail('FEATURE_DISABLED', 'Acting on Twitch is turned off.', { reason: 'flag_off' });
  }
}

function assertTouchable(reason: Untouchable | null): void {
  if (reason !== null) throw fail('INVALID_REQUEST', SENTENCES[reason], { field: 'user', reason });
}

function assertDuration(seconds: number): void {
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= LONGEST_TIMEOUT_SECONDS) return;
  throw fail('INVALID_REQUEST', 'durationSeconds: a timeout lasts 1 to 1 209 600 seconds.', {
    field: 'durationSeconds',
    limit: LONGEST_TIMEOUT_SECONDS,
  });
}
