// Making and unmaking moderators, through the same guards as every act and once only; what came of it is in history and
// audit log. Who moderates is in record.ts, who may look at it in directory.ts.
import { AppFailure, fail, type AppError } from '../../shared/errors.ts';
import type { Output, Parsed } from '../../shared/contract.ts';
import type { Person } from '../../shared/model.ts';
import type { Caller } from '../../shared/permissions.ts';
import type { Attempt, Guards } from '../actions/guards.ts';
import type { People } from '../actions/people.ts';
import type { AuditLog } from '../audit/append.ts';
import type { Ledger } from '../bans/ledger.ts';
import type { Database } from '../db/open.ts';
import type { Bus } from '../lib/bus.ts';
import { newId } from '../lib/id.ts';
import { isAmbiguous } from '../twitch/errors.ts';
import type { TwitchClient } from '../twitch/types.ts';
import type { Directory } from './directory.ts';
import type { ModeratorRecord } from './record.ts';

export interface Moderators {
  add(input: Parsed<'moderators.add'>, caller: Caller): Promise<Output<'moderators.add'>>;
  remove(input: Parsed<'moderators.remove'>, caller: Caller): Promise<Output<'moderators.remove'>>;
}

export interface ModeratorsDeps {
  readonly db: Database;
  readonly audit: AuditLog;
  readonly bus: Bus;
  readonly guards: Guards;
  readonly people: Pick<People, 'find'>;
  readonly ledger: Pick<Ledger, 'apply'>;
  readonly record: ModeratorRecord;
  readonly directory: Pick<Directory, 'view'>;
  readonly client: Pick<TwitchClient, 'moderators' | 'addModerator' | 'removeModerator'>;
  readonly twitchNow: () => number;
  readonly appVersion: string;
}

interface Change {
  readonly kind: 'moderator_added' | 'moderator_removed';
  readonly attempt: Attempt;
  readonly target: Person;
  readonly account: Person;
  readonly reason: string;
}

export function createModerators(deps: ModeratorsDeps): Moderators {
  const { db, audit, bus, guards, ledger, record, client, twitchNow } = deps;

  /** Brake, request once, outcome. A lost answer is looked up in the list. */
  async function carryOut(change: Change): Promise<void> {
    const { attempt, target, kind } = change;
    const { channelId } = attempt;
    db.immediate(() => guards.take(attempt));
    const request = { channelId, userId: target.id, beforeSending: () => guards.lastWord(channelId) };
    try {
      if (kind === 'moderator_added') await client.addModerator(request);
      else await client.removeModerator(request);
    } catch (error) {
      if (!(error instanceof AppFailure)) throw error;
      const isDone = isAmbiguous(error.failure) && (await isSo(channelId, target.id, kind));
      if (!isDone) {
        writeFailure(change, error.failure);
        throw error;
      }
    }
    write(change);
  }

  /** Whether the list says what was asked for. Throws as Twitch fails: then nobody knows. */
  async function isSo(channelId: string, userId: string, kind: Change['kind']): Promise<boolean> {
    const list = await client.moderators({ channelId });
    return list.some(({ id }) => id === userId) === (kind === 'moderator_added');
  }

  function write({ kind, attempt: { channelId }, target, account, reason }: Change): void {
    const at = twitchNow();
    const note = {
      type: 'note',
      source: 'app',
      key: newId(at),
      kind,
      user: target,
      moderator: account,
      at,
      reason,
    } as const;
    ledger.apply(channelId, [note], () => record.follow(channelId, target));
  }

  function writeFailure({ kind, attempt, target, account, reason }: Change, error: AppError): void {
    db.immediate(() =>
      audit.append({
        at: twitchNow(),
        moderatorId: account.id,
        moderatorLogin: account.login,
        action: kind === 'moderator_added' ? 'add_moderator' : 'remove_moderator',
        contentType: 'user',
        contentId: target.id,
        contentName: target.login,
        channelId: attempt.channelId,
        reason,
        metadata: {
          channelId: attempt.channelId,
          outcome: isAmbiguous(error) ? 'unknown' : 'failed',
          code: error.code,
          appVersion: deps.appVersion,
        },
      }),
    );
    bus.emit({ type: 'audit.changed' });
  }

  function begin(channelId: string, caller: Caller): { attempt: Attempt; account: Person } {
    const attempt: Attempt = {
      caller,
      channelId,
      needs: 'manage_moderators',
      brake: 'moderators',
      feature: 'manageModerators',
    };
    const { account } = guards.admit(attempt);
    guards.pace(attempt);
    return { attempt, account };
  }

  return {
    async add({ channelId, user, reason = '' }, caller) {
      const { attempt, account } = begin(channelId, caller);
      const target = await deps.people.find(user, account.id);
      if (target.id === channelId)
        throw fail('INVALID_REQUEST', 'The channel is theirs: the owner needs no such right.', {
          field: 'user',
          reason: 'owner',
        });
      await carryOut({ kind: 'moderator_added', attempt, target, account, reason: reason.trim() });
      const moderator = deps.directory.view(channelId, target);
      return { success: true, moderator, message: 'Moderator added successfully' };
    },
    async remove({ channelId, userId, reason = '' }, caller) {
      const { attempt, account } = begin(channelId, caller);
      if (userId === channelId)
        throw fail('INVALID_REQUEST', 'Cannot remove the channel owner', { field: 'userId', reason: 'owner' });
      const target = await deps.people.find({ id: userId }, account.id);
      await carryOut({ kind: 'moderator_removed', attempt, target, account, reason: reason.trim() });
      return { success: true, message: 'Moderator removed successfully' };
    },
  };
}
