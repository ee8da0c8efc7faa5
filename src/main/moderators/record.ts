// Who moderates a channel, as far as this installation knows: from Twitch's list, from events, from own changes.
// Says nothing of rights; a guard asks it before somebody is hit.
import type { Person } from '../../shared/model.ts';
import type { Database } from '../db/open.ts';

export interface ModeratorRow extends Person {
  /** Epoch ms; null when it was before anybody watched. */
  readonly addedAt: number | null;
  readonly addedBy: string | null;
  readonly addedByLogin: string | null;
}

export interface ModeratorRecord {
  isModerator(channelId: string, userId: string): boolean;
  list(channelId: string): readonly ModeratorRow[];
  /** Twitch's whole list as of `seenAt` (epoch ms): who is not on it moderates no more. True when anything changed. */
  replace(channelId: string, people: readonly Person[], seenAt: number): boolean;
  /** Makes the record say what the newest entry about this person says. Call it in the transaction of that entry. */
  follow(channelId: string, person: Person): void;
}

interface Change {
  readonly kind: 'moderator_added' | 'moderator_removed';
  readonly at: number;
  readonly moderatorId: string | null;
}

export function createModeratorRecord({ sqlite, immediate }: Database): ModeratorRecord {
  const find = sqlite.prepare<[string, string], { seenAt: number }>(
    'SELECT seen_at AS seenAt FROM moderator WHERE channel_id = ? AND user_id = ?',
  );
  // Somebody signed in here as a moderator is one, whatever else is known.
  const isAccount = sqlite
    .prepare<[string, string], number>(
      "SELECT 1 FROM channel_access WHERE channel_id = ? AND account_id = ? AND role = 'moderator'",
    )
    .pluck();
  const list = sqlite.prepare<[string], ModeratorRow>(
    `SELECT m.user_id AS id, m.login, m.display_name AS displayName, m.added_at AS addedAt, m.added_by AS addedBy,
       coalesce(u.login, c.login) AS addedByLogin
     FROM moderator m LEFT JOIN user u ON u.id = m.added_by LEFT JOIN channel c ON c.id = m.added_by WHERE m.channel_id = ? ORDER BY m.login, m.user_id`,
  );
  const newest = sqlite.prepare<[string, string], Change>(
    `SELECT kind, at, moderator_id AS moderatorId FROM entry
     WHERE user_id = ? AND channel_id = ? AND kind IN ('moderator_added', 'moderator_removed')
     ORDER BY at DESC, seq DESC LIMIT 1`,
  );
  const save = sqlite.prepare(
    `INSERT INTO moderator (channel_id, user_id, login, display_name, added_at, added_by, seen_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET login = excluded.login, display_name = excluded.display_name,
       added_at = coalesce(excluded.added_at, added_at), added_by = coalesce(excluded.added_by, added_by),
       seen_at = excluded.seen_at`,
  );
  const remove = sqlite.prepare('DELETE FROM moderator WHERE channel_id = ? AND user_id = ?');
  const removeOthers = sqlite.prepare(
    'DELETE FROM moderator WHERE channel_id = ? AND user_id NOT IN (SELECT value FROM json_each(?))',
  );

  function put(channelId: string, person: Person, added: Change | null, seenAt: number): void {
    const { id, login, displayName } = person;
    save.run(channelId, id, login, displayName, added?.at ?? null, added?.moderatorId ?? null, seenAt);
  }

  return {
    isModerator: (channelId, userId) =>
      find.get(channelId, userId) !== undefined || isAccount.get(channelId, userId) !== undefined,
    list: (channelId) => list.all(channelId),
    replace: (channelId, people, seenAt) =>
      immediate(() => {
        const before = JSON.stringify(list.all(channelId));
        for (const person of people) {
          const last = newest.get(person.id, channelId);
          put(channelId, person, last?.kind === 'moderator_added' ? last : null, seenAt);
        }
        removeOthers.run(channelId, JSON.stringify(people.map(({ id }) => id)));
        return JSON.stringify(list.all(channelId)) !== before;
      }),
    follow(channelId, person) {
      const last = newest.get(person.id, channelId);
      if (last?.kind === 'moderator_added') put(channelId, person, last, last.at);
      else if (last !== undefined) remove.run(channelId, person.id);
    },
  };
}
