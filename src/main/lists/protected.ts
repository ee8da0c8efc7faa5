// The protected list as commands: looked at, added to, taken from, filled from a file. Whoever is added is looked up at
// Twitch first, so that an id and a name always belong together; every change leaves its trace in the audit log.
import { fail } from '../../shared/errors.ts';
import type { ImportProblem, ProtectedView } from '../../shared/contract/lists.ts';
import type { Output, Parsed } from '../../shared/contract.ts';
import type { AccountView, Person } from '../../shared/model.ts';
import type { AuditLog } from '../audit/append.ts';
import type { Database } from '../db/open.ts';
import type { Bus } from '../lib/bus.ts';
import { toIso } from '../lib/time.ts';
import type { TwitchClient } from '../twitch/types.ts';
import { parseProtected, type ParsedLine } from './parse.ts';
import type { ProtectedRow, ProtectedStore } from './protected-store.ts';

export interface ProtectedList {
  list(input: Parsed<'protected.list'>): Output<'protected.list'>;
  /** Throws NOT_FOUND for nobody, TWITCH_AUTH_FAILED when no account is signed in to ask with. */
  add(input: Parsed<'protected.add'>, by: string): Promise<Output<'protected.add'>>;
  /** Throws NOT_FOUND when they are not on it in exactly this place. */
  remove(input: Parsed<'protected.remove'>, by: string): Output<'protected.remove'>;
  import(input: Parsed<'protected.import'>, by: string): Promise<Output<'protected.import'>>;
}

export interface ProtectedDeps {
  readonly db: Database;
  readonly store: ProtectedStore;
  readonly audit: AuditLog;
  readonly bus: Bus;
  readonly client: Pick<TwitchClient, 'users'>;
  readonly accounts: () => readonly AccountView[];
  readonly now: () => number;
}

const AT_ONCE = 100;

export function createProtectedList(deps: ProtectedDeps): ProtectedList {
  const { db, store, audit, bus, client, now } = deps;

  function accountId(): string {
    const account = deps.accounts().find(({ state }) => state === 'signed-in');
    if (account === undefined)
      throw fail('TWITCH_AUTH_FAILED', 'Sign in to Twitch first: names are looked up there.', { reason: 'signed_out' });
    return account.id;
  }

  /** `person` null: many at once. */
  function record(by: string, channelId: string, person: Person | null, change: Record<string, unknown>): void {
    audit.append({
      at: now(),
      moderatorId: null,
      moderatorLogin: by,
      action: 'change_settings',
      contentType: person === null ? 'settings' : 'user',
      contentId: person?.id ?? 'protected',
      contentName: person?.login ?? null,
      channelId: channelId || null,
      reason: '',
      metadata: { list: 'protected', everywhere: channelId === '', ...change },
    });
  }

  /** A chunk of an import: its rows, and one line of the log that names whom it changed. */
  function keep(channelId: string, merged: readonly { row: ProtectedRow; what: string }[], by: string): void {
    for (const { row } of merged) store.put(row);
    const changes = merged.filter(({ what }) => what !== 'unchanged');
    if (changes.length > 0)
      record(by, channelId, null, { change: 'imported', users: changes.map(({ row }) => row.id) });
  }

  function changed(): void {
    bus.emit({ type: 'settings.changed' });
    bus.emit({ type: 'audit.changed' });
  }

  /** What adding them would do. Note null: it stays what it was. */
  function merge(
    channelId: string,
    person: Person,
    note: string | null,
    by: string,
  ): { row: ProtectedRow; what: 'added' | 'updated' | 'unchanged' } {
    const { id, login, displayName } = person;
    const old = store.find(channelId, id);
    if (old === null)
      return {
        row: { channelId, id, login, displayName, note: note ?? '', addedAt: now(), addedBy: by },
        what: 'added',
      };
    const row = { ...old, login, displayName, note: note ?? old.note };
    return { row, what: row.note === old.note ? 'unchanged' : 'updated' };
  }

  /** Asks Twitch for all of them, 100 a call. By the word they were named with. */
  async function lookUp(lines: readonly ParsedLine[]): Promise<ReadonlyMap<string, Person>> {
    const found = new Map<string, Person>();
    for (let start = 0; start < lines.length; start += AT_ONCE) {
      const chunk = lines.slice(start, start + AT_ONCE).map(({ who }) => who);
      const people = await client.users({
        accountId: accountId(),
        ids: chunk.flatMap((who) => ('id' in who ? [who.id] : [])),
        logins: chunk.flatMap((who) => ('login' in who ? [who.login] : [])),
      });
      for (const person of people) found.set(`id ${person.id}`, person).set(`login ${person.login}`, person);
    }
    return found;
  }

  return {
    list({ channelId, userId, search, limit, offset = 0 }) {
      const who = { channelId: channelId ?? null, userId: userId ?? null };
      const filter = { ...who, search: search?.trim() ?? '', limit, offset };
      const { rows, total } = store.list(filter);
      return { people: rows.map(toView), total, limit, offset };
    },
    async add({ channelId = '', user, note }, by) {
      const [person] = await client.users({
        accountId: accountId(),
        ...('id' in user ? { ids: [user.id] } : { logins: [user.login] }),
      });
      const named = 'id' in user ? user.id : user.login;
      if (person === undefined)
        throw fail('NOT_FOUND', 'Twitch knows nobody by this name or id.', { what: 'user', id: named });
      const { row, what } = merge(channelId, person, note?.trim() ?? null, by);
      db.immediate(() => {
        store.put(row);
        record(by, channelId, row, { change: what, note: row.note });
      });
      changed();
      return { person: toView(row), change: what };
    },
    remove({ channelId = '', userId }, by) {
      const row = store.find(channelId, userId);
      if (row === null)
        throw fail('NOT_FOUND', 'This person is not on the protected list here.', { what: 'person', id: userId });
      db.immediate(() => {
        store.remove(channelId, userId);
        record(by, channelId, row, { change: 'removed', note: row.note });
      });
      changed();
      return { person: toView(row) };
    },
    async import({ channelId = '', text, firstLine, noteColumn, dryRun }, by) {
      const { examined, lines, problems } = parseProtected(text, firstLine, noteColumn);
      const found = await lookUp(lines);
      const { wanted, bad } = pair(lines, found);
      const counts = { added: 0, updated: 0, unchanged: 0 };
      for (let start = 0; start < wanted.length; start += AT_ONCE) {
        const chunk = wanted.slice(start, start + AT_ONCE);
        db.immediate(() => {
          const merged = chunk.map(({ person, note }) => merge(channelId, person, note, by));
          for (const { what } of merged) counts[what] += 1;
          if (!dryRun) keep(channelId, merged, by);
        });
        // Ten thousand rows in one go would hold up everything else.
        await new Promise((resolve) => setImmediate(resolve));
      }
      if (!dryRun) changed();
      const all = [...problems, ...bad].toSorted((one, other) => one.line - other.line);
      return { dryRun, examined, ...counts, problems: all };
    },
  };
}

/** Lines with the person they mean, and lines that mean nobody, or somebody once more. */
function pair(
  lines: readonly ParsedLine[],
  found: ReadonlyMap<string, Person>,
): { wanted: { person: Person; note: string | null }[]; bad: ImportProblem[] } {
  const wanted = new Map<string, { person: Person; note: string | null }>();
  const bad: ImportProblem[] = [];
  for (const { who, note, line, given } of lines) {
    const person = found.get('id' in who ? `id ${who.id}` : `login ${who.login}`);
    if (person === undefined) bad.push({ line, given, reason: 'not_found' });
    else if (wanted.has(person.id)) bad.push({ line, given, reason: 'duplicate' });
    else wanted.set(person.id, { person, note });
  }
  return { wanted: [...wanted.values()], bad };
}

function toView({ channelId, id, login, displayName, note, addedAt, addedBy }: ProtectedRow): ProtectedView {
  const channel = channelId === '' ? null : channelId;
  return { channelId: channel, userId: id, username: login, displayName, note, addedAt: toIso(addedAt), addedBy };
}
