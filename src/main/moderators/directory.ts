// The moderators of a channel as they are shown: from Twitch's list where the broadcaster's account may read it, else
// from what was heard, and then it says so. Each with what they may do on this installation.
import { AppFailure } from '../../shared/errors.ts';
import type { ModeratorView } from '../../shared/contract/moderators.ts';
import type { Output, Parsed } from '../../shared/contract.ts';
import type { AccountView, ChannelView, Person } from '../../shared/model.ts';
import type { Channels } from '../channels/channels.ts';
import type { Bus } from '../lib/bus.ts';
import type { Log } from '../lib/log.ts';
import { isoOrNull, MINUTE_MS } from '../lib/time.ts';
import type { Rights } from '../settings/rights.ts';
import type { TwitchClient } from '../twitch/types.ts';
import type { ModeratorRecord, ModeratorRow } from './record.ts';

export interface Directory {
  /** Reads Twitch's list first when what is known is older than a minute. Throws NOT_FOUND for an unknown channel. */
  list(input: Parsed<'moderators.list'>): Promise<Output<'moderators.list'>>;
  /** One of them, as the list would show them. */
  view(channelId: string, person: Person): ModeratorView;
  /** Reads the lists of every channel whose list may be read, so that the guards know. Never throws. */
  refreshAll(): Promise<void>;
}

export interface DirectoryDeps {
  readonly record: ModeratorRecord;
  readonly rights: Rights;
  readonly channels: Pick<Channels, 'get' | 'list' | 'reach' | 'demand'>;
  readonly accounts: () => readonly AccountView[];
  readonly client: Pick<TwitchClient, 'moderators'>;
  readonly bus: Bus;
  readonly log: Log;
  readonly twitchNow: () => number;
}

const FRESH_MS = MINUTE_MS;

export function createDirectory(deps: DirectoryDeps): Directory {
  const { record, rights, channels, client, bus, log, twitchNow } = deps;
  const readAt = new Map<string, number>();

  /** Null when the list was read, else why not. */
  async function refresh(channelId: string): Promise<string | null> {
    try {
      channels.demand(channelId, 'readModerators');
      // As of before the request: what is heard while it runs is newer.
      const at = twitchNow();
      const isChanged = record.replace(channelId, await client.moderators({ channelId }), at);
      readAt.set(channelId, at);
      if (isChanged) bus.emit({ type: 'history.changed', channelId });
      return null;
    } catch (error) {
      if (!(error instanceof AppFailure)) throw error;
      return error.failure.error;
    }
  }

  function whyNotManaged(channelId: string): { sentence: string; missingScopes: readonly string[] } | null {
    try {
      channels.demand(channelId, 'manageModerators');
      return null;
    } catch (error) {
      if (!(error instanceof AppFailure)) throw error;
      const { failure } = error;
      const missingScopes = failure.code === 'INSUFFICIENT_SCOPES' ? failure.details.required_scopes : [];
      return { sentence: failure.error, missingScopes };
    }
  }

  function permissionsOf(channelId: string, userId: string): Pick<ModeratorView, 'permissions' | 'permissionsFrom'> {
    const role = userId === channelId ? 'broadcaster' : 'moderator';
    const rows = rights.rows('account', userId).map((row) => row.channelId);
    const from = rows.includes(channelId) ? 'channel' : rows.includes('') ? 'all_channels' : 'default';
    return {
      permissions: rights.ofAccount(userId, role, channelId),
      permissionsFrom: role === 'broadcaster' ? 'role' : from,
    };
  }

  function toView(channelId: string, row: ModeratorRow): ModeratorView {
    return {
      userId: row.id,
      channelId,
      role: row.id === channelId ? 'owner' : 'moderator',
      username: row.login,
      displayName: row.displayName,
      addedAt: isoOrNull(row.addedAt),
      addedBy: row.addedBy,
      addedByUsername: row.addedByLogin,
      isSignedInHere: deps.accounts().some(({ id, state }) => id === row.id && state === 'signed-in'),
      ...permissionsOf(channelId, row.id),
    };
  }

  /** The owner, then everybody known, with accounts of this installation that Twitch says moderate here. */
  function everybody(channel: ChannelView): ModeratorRow[] {
    const known = record.list(channel.id);
    const own = deps
      .accounts()
      .filter(({ id }) => id !== channel.id && channel.accountIds.includes(id) && !known.some((row) => row.id === id));
    return [unknownSince(channel), ...known.filter(({ id }) => id !== channel.id), ...own.map(unknownSince)];
  }

  return {
    async list({ channelId, limit, offset = 0 }) {
      const channel = channels.get(channelId);
      const age = twitchNow() - (readAt.get(channelId) ?? -Infinity);
      const unread = age >= 0 && age < FRESH_MS ? null : await refresh(channelId);
      const unmanaged = whyNotManaged(channelId);
      const all = everybody(channel);
      return {
        moderators: all.slice(offset, offset + limit).map((row) => toView(channelId, row)),
        total: all.length,
        limit,
        offset,
        isComplete: unread === null,
        checkedAt: isoOrNull(readAt.get(channelId) ?? null),
        canManage: unmanaged === null,
        explanation: unread === null ? (unmanaged?.sentence ?? '') : `${unread} Shown is what was heard.`,
        missingScopes: unmanaged?.missingScopes ?? [],
      };
    },
    view: (channelId, person) =>
      toView(channelId, record.list(channelId).find(({ id }) => id === person.id) ?? unknownSince(person)),
    async refreshAll() {
      for (const { id } of channels.list()) {
        if (channels.reach(id, 'readModerators') === null) continue;
        try {
          const failure = await refresh(id);
          if (failure !== null) log.warn('the list of moderators could not be read', { channelId: id, failure });
        } catch (error) {
          log.error('the list of moderators could not be kept', { channelId: id, error: String(error) });
        }
      }
    },
  };
}

function unknownSince({ id, login, displayName }: Person): ModeratorRow {
  return { id, login, displayName, addedAt: null, addedBy: null, addedByLogin: null };
}
