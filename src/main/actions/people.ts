// Whom an act is about and what holds them out right now: from the own record where that is enough, else from Twitch.
import { fail } from '../../shared/errors.ts';
import type { Person } from '../../shared/model.ts';
import { classifyExpiry } from '../bans/classify.ts';
import type { Database } from '../db/open.ts';
import type { TwitchClient } from '../twitch/types.ts';

export interface People {
  /** By id or login. Asks Twitch when the record does not have them. Throws NOT_FOUND for nobody. */
  find(user: { id: string } | { login: string }, accountId: string): Promise<Person>;
  /**
   * What holds somebody out. Ending a timeout asks Twitch first where the list can be asked (`canLook`), because one
   * request lifts a ban as readily. `unclear` where it can't be told.
   */
  stateOf(input: {
    channelId: string;
    userId: string;
    expect: 'ban' | 'timeout' | 'either';
    canLook: boolean;
  }): Promise<'ban' | 'timeout' | 'none' | 'unclear'>;
}

export function createPeople(deps: {
  readonly db: Database;
  readonly client: TwitchClient;
  readonly twitchNow: () => number;
}): People {
  const { db, client, twitchNow } = deps;
  const byId = db.sqlite.prepare<[string], Person>(
    'SELECT id, login, display_name AS displayName FROM user WHERE id = ?',
  );
  const recorded = db.sqlite
    .prepare<[string, string], string>('SELECT kind FROM ban WHERE channel_id = ? AND user_id = ?')
    .pluck();
  // What happened in a gap since then may have turned one into the other.
  const isOutdated = db.sqlite
    .prepare<[string, string], number>(
      `SELECT 1 FROM ban JOIN gap ON gap.channel_id = ban.channel_id AND gap.to_at > COALESCE(ban.at, ban.first_seen_at)
       WHERE ban.channel_id = ? AND ban.user_id = ? LIMIT 1`,
    )
    .pluck();
  return {
    async find(user, accountId) {
      // A login may have moved to somebody else since it was seen, so only ids are answered from the record.
      const known = 'id' in user ? byId.get(user.id) : undefined;
      if (known !== undefined) return known;
      const found = await client.users({
        accountId,
        ...('id' in user ? { ids: [user.id] } : { logins: [user.login] }),
      });
      const person = found[0];
      if (person !== undefined) return person;
      const id = 'id' in user ? user.id : user.login;
      throw fail('NOT_FOUND', 'Twitch knows nobody by this name or id.', { what: 'user', id });
    },
    async stateOf({ channelId, userId, expect, canLook }) {
      const kind = recorded.get(channelId, userId);
      if (canLook && (expect === 'timeout' || kind === undefined || kind === 'unknown')) {
        const [row] = await client.lookUpBanned({ channelId, userIds: [userId] });
        if (row === undefined) return 'none';
        const { kind: now } = classifyExpiry(row.expiresAt, twitchNow());
        return now === 'unknown' ? 'unclear' : now;
      }
      if (!canLook && isOutdated.get(channelId, userId) !== undefined) return 'unclear';
      return kind === 'ban' || kind === 'timeout' ? kind : 'unclear';
    },
  };
}
