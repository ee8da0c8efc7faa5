// The rooms that say no: rights, brakes, who is protected or moderates, and the one chain made of them.
import type { Output } from '../../shared/contract.ts';
import type { Accounts } from '../accounts/accounts.ts';
import { createBrakes, type Brakes } from '../actions/brakes.ts';
import { createGuards, type Guards } from '../actions/guards.ts';
import type { Channels } from '../channels/channels.ts';
import { createProtectedList, type ProtectedList } from '../lists/protected.ts';
import { createProtectedStore } from '../lists/protected-store.ts';
import { createModeratorRecord, type ModeratorRecord } from '../moderators/record.ts';
import { createRights, type Rights } from '../settings/rights.ts';
import type { Base } from './base.ts';

export interface Guarding {
  readonly guards: Guards;
  readonly brakes: Brakes;
  readonly rights: Rights;
  readonly moderatorRecord: ModeratorRecord;
  readonly protectedList: ProtectedList;
  /** How the brakes stand, in one channel or in all, and how often each guard has refused. */
  limits(channelId?: string): Pick<Output<'limits.get'>, 'brakes' | 'refused'>;
}

export function createGuarding(base: Base, channels: Channels, accounts: Accounts['list']): Guarding {
  const { db, settings } = base;
  const rights = createRights(db);
  const brakes = createBrakes({ ...base, settings: settings.get });
  const moderatorRecord = createModeratorRecord(db);
  const protectedStore = createProtectedStore(db);
  const guards = createGuards({
    ...base,
    rights,
    brakes,
    actingIn: settings.actingIn,
    assertWritable: base.readOnly.assertWritable,
    actorFor: (channelId, feature) => ({
      ...channels.demand(channelId, feature),
      canLook: channels.reach(channelId, 'readList') !== null,
    }),
    actorOf: (channelId) => channels.reach(channelId, 'act'),
    isModerator: moderatorRecord.isModerator,
    isProtected: protectedStore.isProtected,
    onRefused: (guard) => base.metrics.count('refused_total', [guard]),
  });
  return {
    guards,
    brakes,
    rights,
    moderatorRecord,
    protectedList: createProtectedList({ ...base, store: protectedStore, client: base.twitch.reader, accounts }),
    limits(channelId) {
      const ids = channelId === undefined ? channels.list().map(({ id }) => id) : [channelId];
      return { brakes: brakes.view(ids), refused: guards.refused() };
    },
  };
}
