// The rooms that act on Twitch and find out what came of it.
import { createActing, type Acting } from '../actions/act.ts';
import { settleDangling } from '../actions/dangling.ts';
import type { Guards } from '../actions/guards.ts';
import { createIntents } from '../actions/intents.ts';
import { createOutcomes, type OutcomesDeps } from '../actions/outcomes.ts';
import { createPeople } from '../actions/people.ts';
import { classifyExpiry } from '../bans/classify.ts';
import { toRowSeen } from '../bans/compare.ts';
import type { Ledger } from '../bans/ledger.ts';
import type { BanQueries } from '../bans/list-queries.ts';
import type { Channels } from '../channels/channels.ts';
import type { Person } from '../../shared/model.ts';
import type { Base } from './base.ts';

export interface ActingRooms {
  readonly acting: Acting;
  /** Settles acts that the end of the last run cut off, as far as their accounts are signed in. */
  settle(): Promise<void>;
}

export interface ActingDeps {
  readonly channels: Channels;
  readonly ledger: Ledger;
  readonly bans: BanQueries;
  readonly guards: Guards;
  readonly signedIn: (accountId: string) => Person | null;
  readonly appVersion: string;
}

export function createActingRooms(base: Base, deps: ActingDeps): ActingRooms {
  const { db, settings, twitch, twitchNow, log } = base;
  const { channels, ledger, bans, signedIn, appVersion } = deps;
  const client = twitch.actor;
  const canLook = (channelId: string): boolean => channels.reach(channelId, 'readList') !== null;
  const intents = createIntents(db);
  const people = createPeople({ db, client, twitchNow });
  const observe: OutcomesDeps['observe'] = (channelId, row, seenAt) =>
    toRowSeen(row, classifyExpiry(row.expiresAt, seenAt), { channelId, seenAt, notBefore: null });
  const isHalted = (): boolean => settings.get().killSwitch;
  const outcomes = createOutcomes({ ...base, ledger, intents, client, canLook, isHalted, observe, appVersion });
  const acting = createActing({
    ...base,
    intents,
    outcomes,
    people,
    client,
    settings: settings.get,
    guards: deps.guards,
    findBan: bans.find,
    getBan: (banId) => bans.get({ banId }),
  });
  const before = twitchNow();
  return { acting, settle: () => settleDangling({ intents, outcomes, people, log, account: signedIn, before }) };
}
