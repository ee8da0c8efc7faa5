// The rooms that act on Twitch and find out what came of it.
import { createActing, type Acting } from '../actions/act.ts';
import { createConfirmations, type ConfirmationDeps, type Confirmations } from '../actions/confirmations.ts';
import { settleDangling } from '../actions/dangling.ts';
import { createLatencies, type Latencies } from '../actions/latency.ts';
import { createPreview, type Preview, type PreviewDeps } from '../actions/preview.ts';
import { createReasons, type Reasons } from '../actions/reasons.ts';
import { createSchedule, type Schedule } from '../actions/schedule.ts';
import { startScheduledLifts } from '../actions/scheduled-lifts.ts';
import type { Guards } from '../actions/guards.ts';
import { createIntents, liftTimeOf, type Intent, type Intents } from '../actions/intents.ts';
import { createOutcomes, type Outcomes, type OutcomesDeps } from '../actions/outcomes.ts';
import { createPeople, type People } from '../actions/people.ts';
import { createUndo, type Undo } from '../actions/undo.ts';
import { createBulkOrigin } from '../bulk/origin.ts';
import { classifyExpiry } from '../bans/classify.ts';
import { toRowSeen } from '../bans/compare.ts';
import type { BanQueries } from '../bans/list-queries.ts';
import type { Channels } from '../channels/channels.ts';
import { createOnAir, type OnAir } from '../channels/on-air.ts';
import { createStreams } from '../channels/streams.ts';
import type { AccountView } from '../../shared/model.ts';
import type { Base } from './base.ts';
import { measureActing } from './measuring.ts';
import type { Reading } from './reading.ts';

export interface ActingRooms {
  readonly acting: Acting;
  readonly schedule: Schedule;
  readonly reasons: Reasons;
  /** Lifts bans on their dates until the returned function is called. */
  followSchedule(): () => Promise<void>;
  readonly intents: Intents;
  readonly outcomes: Outcomes;
  readonly people: People;
  readonly undo: Undo;
  readonly preview: Preview;
  readonly onAir: OnAir;
  readonly confirmations: Confirmations;
  readonly latencies: Latencies;
  /** Settles acts that the end of the last run cut off, as far as their accounts are signed in. */
  settle(): Promise<void>;
}

export interface ActingDeps {
  readonly channels: Channels;
  readonly reading: Pick<Reading, 'ledger' | 'hurry'>;
  readonly accounts: () => readonly AccountView[];
  readonly bans: BanQueries;
  readonly guards: Guards;
  readonly appVersion: string;
}

export function createActingRooms(base: Base, deps: ActingDeps): ActingRooms {
  const { db, settings, twitch, twitchNow, log } = base;
  const { channels, reading, bans, appVersion } = deps;
  const { ledger } = reading;
  const client = twitch.actor;
  const canLook = (channelId: string): boolean => channels.reach(channelId, 'readList') !== null;
  const intents = createIntents(db);
  const people = createPeople({ db, client, twitchNow });
  const observe: OutcomesDeps['observe'] = (channelId, row, seenAt) =>
    toRowSeen(row, classifyExpiry(row.expiresAt, seenAt), { channelId, seenAt, notBefore: null });
  const schedule = createSchedule(base);
  const reasons = createReasons(db);
  const also: OutcomesDeps['also'] = ({ channelId, userId, reason, ...intent }, entryId) => {
    const dueAt = liftTimeOf(intent);
    if (dueAt !== null) schedule.add({ channelId, userId, entryId, dueAt }, twitchNow());
    reasons.count(reason, twitchNow());
  };
  const isHalted = (): boolean => settings.get().killSwitch;
  const bulkOriginOf = createBulkOrigin(db);
  const originOf: OutcomesDeps['originOf'] = (actId) => ({
    ...bulkOriginOf(actId),
    ...schedule.originOf(actId),
    ...undoOriginOf(intents.find(actId)),
  });
  const outcomes = createOutcomes({
    ...base,
    ledger,
    intents,
    client,
    canLook,
    isHalted,
    observe,
    appVersion,
    originOf,
    also,
  });
  const plain = createActing({
    ...base,
    intents,
    outcomes,
    people,
    client,
    settings: settings.get,
    guards: deps.guards,
    findBan: bans.find,
    getBan: (banId) => bans.get({ banId }),
    liftOf: schedule.of,
  });
  const acting = measureActing(plain, base.metrics);
  const look = async (channelId: string, userId: string): Promise<void> => {
    const reach = channels.reach(channelId, 'readList');
    if (reach !== null) await outcomes.refresh(channelId, await people.find({ id: userId }, reach.account.id));
  };
  const followSchedule = (): (() => Promise<void>) =>
    startScheduledLifts({ ...base, schedule, acting, look, mayAct: (channelId) => mayLift(base, channels, channelId) })
      .stop;
  const account = (accountId: string): AccountView | null => signedIn(deps).find(({ id }) => id === accountId) ?? null;
  const settle = (): Promise<void> => settleDangling({ intents, outcomes, people, log, account });
  return {
    acting,
    schedule,
    reasons,
    followSchedule,
    intents,
    outcomes,
    people,
    settle,
    undo: createUndo({ db, acting, intents, look, twitchNow }),
    ...surround(base, deps, { people, observe, canLook }),
  };
}

/** Looking ahead, and what Twitch has shown of what it answered. */
function surround(
  base: Base,
  deps: ActingDeps,
  own: Pick<PreviewDeps, 'people'> & Pick<ConfirmationDeps, 'observe' | 'canLook'>,
): Pick<ActingRooms, 'preview' | 'onAir' | 'confirmations' | 'latencies'> {
  const { channels, reading, bans } = deps;
  const asker = (): AccountView | null => signedIn(deps)[0] ?? null;
  const client = base.twitch.reader;
  return {
    preview: createPreview({ ...deps, ...own, asker, findBan: bans.find }),
    onAir: createOnAir({
      ...base,
      client,
      asker,
      streams: createStreams(base.db),
      channelIds: () => channels.list().map(({ id }) => id),
    }),
    confirmations: createConfirmations({
      ...base,
      ...own,
      ...reading,
      client,
      isLive: (channelId) => channels.get(channelId).status.live === 'live',
    }),
    latencies: createLatencies(base.db, base.twitchNow),
  };
}

function signedIn({ accounts }: ActingDeps): readonly AccountView[] {
  return accounts().filter(({ state }) => state === 'signed-in');
}

/** Whether a ban whose date has come may be lifted now. */
function mayLift({ settings }: Base, channels: Channels, channelId: string): boolean {
  if (!settings.actingIn(channelId).isOn || channels.reach(channelId, 'act') === null) return false;
  // Where nobody can look, a gap speaks against lifting: it is known once the feed is heard again.
  return channels.reach(channelId, 'readList') !== null || channels.get(channelId).status.live === 'live';
}

function undoOriginOf(intent: Intent | null): Readonly<Record<string, unknown>> {
  return intent?.undoes == null ? {} : { undoes: intent.undoes };
}
