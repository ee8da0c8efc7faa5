// The rooms around who may do what: moderators, local rights, dock keys and the server that they open, and in which
// channel a command asks for a right.
import type { SubjectView } from '../../shared/contract/rights.ts';
import type { AccountView } from '../../shared/model.ts';
import type { Caller, Right } from '../../shared/permissions.ts';
import type { Channels } from '../channels/channels.ts';
import type { DispatchScope } from '../dispatch.ts';
import { createDirectory, type Directory } from '../moderators/directory.ts';
import { createModerators, type Moderators } from '../moderators/moderators.ts';
import { createPermissions, type Permissions } from '../moderators/permissions.ts';
import { createDockServer, type DockServer } from '../settings/dock-server.ts';
import { channelRights, createKeyring, type Keyring } from '../settings/keyring.ts';
import type { ActingRooms } from './acting.ts';
import type { Base } from './base.ts';
import type { Guarding } from './guarding.ts';
import { measureModerators } from './measuring.ts';
import type { Reading } from './reading.ts';

export interface Roles {
  readonly directory: Directory;
  readonly moderators: Moderators;
  readonly permissions: Permissions;
  readonly keyring: Keyring;
  readonly dock: DockServer;
  readonly scope: DispatchScope;
  /** Every account and key with what binds them. */
  subjects(): readonly SubjectView[];
  /** Every right that a caller has anywhere. */
  rightsOf(caller: Caller): readonly Right[];
}

export interface RolesDeps {
  readonly channels: Channels;
  readonly accounts: () => readonly AccountView[];
  readonly reading: Pick<Reading, 'ledger'>;
  readonly acting: ActingRooms;
  readonly guarding: Guarding;
  readonly protect: (secret: string) => void;
  readonly version: string;
}

export function createRoles(base: Base, deps: RolesDeps): Roles {
  const { twitch } = base;
  const { channels, accounts, guarding, acting } = deps;
  const { rights, brakes, guards, moderatorRecord: record } = guarding;
  const directory = createDirectory({ ...base, record, rights, channels, accounts, client: twitch.reader });
  const unmeasured = createModerators({
    ...base,
    ledger: deps.reading.ledger,
    appVersion: deps.version,
    guards,
    people: acting.people,
    record,
    directory,
    client: twitch.actor,
  });
  const moderators = measureModerators(unmeasured, base.metrics);
  const dock = createDockServer(base);
  const keyring = createKeyring({
    ...base,
    rights,
    protect: deps.protect,
    isServed: () => dock.view().state === 'on',
  });
  const permissions = createPermissions({
    ...base,
    rights,
    brakes,
    assertChannel: (channelId) => void channels.get(channelId),
    nameOf(kind, id, channelId) {
      if (kind === 'key') return keyring.list().find(({ keyId }) => keyId === id)?.name ?? null;
      const places = channelId === '' ? channels.list().map((channel) => channel.id) : [channelId];
      const moderator = places.flatMap(record.list).find((row) => row.id === id);
      return (moderator ?? accounts().find((account) => account.id === id))?.login ?? null;
    },
    present(kind, id, channelId) {
      if (kind === 'account') return rights.ofAccount(id, 'moderator', channelId);
      const key = keyring.list().find(({ keyId }) => keyId === id);
      return key?.channels.find((row) => row.channelId === channelId)?.permissions ?? key?.permissions ?? [];
    },
  });
  return {
    directory,
    moderators,
    permissions,
    keyring,
    dock,
    rightsOf: rights.anywhere,
    scope: { rightsOf: rights.ofCaller, anywhere: rights.anywhere, channelOf: createPlaces(base) },
    subjects() {
      const own = accounts().filter(({ state }) => state === 'signed-in');
      return [
        ...own.map(({ id, login }) => subject('account', id, login, rights.ofAccount(id, 'moderator', ''))),
        ...keyring.list().map(({ keyId, name, permissions: all }) => subject('key', keyId, name, all)),
      ];
    },
  };

  function subject(kind: 'account' | 'key', id: string, name: string, all: readonly Right[]): SubjectView {
    const isChanged = rights.rows(kind, id).some(({ channelId }) => channelId === '');
    return { kind, id, name, permissions: all, isChanged, channels: channelRights(rights, kind, id) };
  }
}

/** In which channel a command acts, told from its input: by itself, or by the row it names. Null: in all of them. */
function createPlaces({ db, jobs }: Base): DispatchScope['channelOf'] {
  const ban = db.sqlite.prepare<[string], string>('SELECT channel_id FROM ban WHERE id = ?').pluck();
  const entry = db.sqlite.prepare<[string], string>('SELECT channel_id FROM entry WHERE id = ?').pluck();
  const lift = db.sqlite.prepare<[string], string>('SELECT channel_id FROM scheduled_lift WHERE id = ?').pluck();
  const bulk = db.sqlite.prepare<[string], string>('SELECT channel_id FROM bulk WHERE id = ?').pluck();
  return (name, input) => {
    const { channelId, banId, entryId, jobId, id, bulkId } = input as Readonly<Record<string, unknown>>;
    if (typeof channelId === 'string') return channelId;
    if (typeof banId === 'string') return ban.get(banId) ?? null;
    if (typeof entryId === 'string') return entry.get(entryId) ?? null;
    if (typeof jobId === 'string') return jobs.get(jobId)?.channelId ?? null;
    if (typeof bulkId === 'string') return bulk.get(bulkId) ?? null;
    return name === 'schedule.cancel' && typeof id === 'string' ? (lift.get(id) ?? null) : null;
  };
}
