// Names of people by Twitch id, with the dates they were seen: a renamed person stays one person.
import type { Person } from '../../shared/model.ts';
import type { Database } from '../db/open.ts';

export interface Names {
  /**
   * Remembers how `person` is called at `seenAt` (epoch ms). Returns every name ever seen, lower-cased, for search,
   * whether anything was new, and whether the person was never heard of before. Call it inside a transaction.
   */
  remember(person: Person, seenAt: number): { namesText: string; isChanged: boolean; isNew: boolean };
}

interface UserRow {
  readonly login: string;
  readonly display_name: string;
  readonly name_since: number;
  readonly names_text: string;
}

/** Lower-cases in JavaScript, so that search knows the case of every script. */
export function createNames(db: Database): Names {
  const { sqlite } = db;
  const find = sqlite.prepare<[string], UserRow>(
    'SELECT login, display_name, name_since, names_text FROM user WHERE id = ?',
  );
  const insert = sqlite.prepare(
    `INSERT INTO user (id, login, display_name, first_seen_at, name_since, names_text) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
  );
  const rename = sqlite.prepare(
    'UPDATE user SET login = ?, display_name = ?, name_since = ?, names_text = ? WHERE id = ?',
  );
  const keepFormer = sqlite.prepare(
    `INSERT INTO former_name (user_id, login, display_name, first_seen_at, last_seen_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET last_seen_at = max(last_seen_at, excluded.last_seen_at)`,
  );
  const dropFormer = sqlite.prepare('DELETE FROM former_name WHERE user_id = ? AND login = ? AND display_name = ?');
  const renameBans = sqlite.prepare(
    `UPDATE ban SET login = ?, display_name = ?, search_text = ? || char(10) || substr(search_text, length(?) + 2)
     WHERE user_id = ?`,
  );

  return {
    remember(person, seenAt) {
      // Nearly everybody in the first read of a list is new: one statement tells and writes.
      const onlyName = namesOf(person);
      const isNew = insert.run(person.id, person.login, person.displayName, seenAt, seenAt, onlyName).changes > 0;
      if (isNew) return { namesText: onlyName, isChanged: true, isNew };
      const known = find.get(person.id)!;
      const isSame = known.login === person.login && known.display_name === person.displayName;
      if (isSame || seenAt < known.name_since) return { namesText: known.names_text, isChanged: false, isNew };
      keepFormer.run(person.id, known.login, known.display_name, known.name_since, seenAt);
      dropFormer.run(person.id, person.login, person.displayName);
      const names = new Set([...onlyName.split('\n'), ...known.names_text.split('\n')]);
      const namesText = [...names].join('\n');
      rename.run(person.login, person.displayName, seenAt, namesText, person.id);
      renameBans.run(person.login, person.displayName, namesText, known.names_text, person.id);
      return { namesText, isChanged: true, isNew };
    },
  };
}

function namesOf(person: Person): string {
  const login = person.login.toLowerCase();
  const displayName = person.displayName.toLowerCase();
  return login === displayName ? login : `${login}\n${displayName}`;
}
