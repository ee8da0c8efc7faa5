// Everybody who has an account: named people kept in a map, and the crowd behind them.
import type { Crowd } from './crowd.ts';
import type { User } from './types.ts';

export interface Users {
  /** undefined when there is no such account, or no longer. */
  byId(id: string): User | undefined;
  byLogin(login: string): User | undefined;
  /** Adds a person, or changes the names of one. */
  put(user: User): void;
  /** Deletes or suspends an account: lookups no longer find it. */
  remove(id: string): void;
  /** The last names of a person, deleted or not, for rows that mention them. */
  namesOf(id: string): User;
}

export function createUsers(crowd: Crowd): Users {
  const named = new Map<string, User>();
  const removed = new Set<string>();
  const byLogin = new Map<string, string>();

  const lookUp = (id: string): User | undefined => {
    const known = named.get(id);
    if (known) return known;
    const index = crowd.indexOfId(id);
    return index < 0 ? undefined : crowd.userAt(index);
  };
  const byId = (id: string): User | undefined => (removed.has(id) ? undefined : lookUp(id));

  return {
    byId,
    byLogin: (login) => {
      const id = byLogin.get(login);
      if (id !== undefined) return byId(id);
      const index = crowd.indexOfLogin(login);
      if (index < 0) return undefined;
      const user = byId(crowd.idAt(index));
      return user?.login === login ? user : undefined;
    },
    put: (user) => {
      const before = named.get(user.id);
      if (before) byLogin.delete(before.login);
      removed.delete(user.id);
      named.set(user.id, user);
      byLogin.set(user.login, user.id);
    },
    remove: (id) => {
      const user = lookUp(id);
      if (user && named.has(id)) byLogin.delete(user.login);
      removed.add(id);
    },
    namesOf: (id) => lookUp(id) ?? { id, login: '', displayName: '' },
  };
}
