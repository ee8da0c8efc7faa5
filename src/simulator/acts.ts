// What people do to each other: the rules of Twitch's moderation, used by the API, the control channel and
// the demo's life alike. Every act is journaled and told to the listener; a timeout that runs out is neither.
import { refuse } from './refusal.ts';
import type { Channel, Channels } from './channels.ts';
import type { SimulatorClock } from './clock.ts';
import type { Journal } from './journal.ts';
import type { Act, ActKind, ActSource, Ban } from './types.ts';
import type { Users } from './users.ts';

export interface ActsDeps {
  readonly clock: SimulatorClock;
  readonly users: Users;
  readonly channels: Channels;
  readonly journal: Journal;
  readonly onAct: (act: Act) => void;
}

/** Who acts on whom, where. `source` defaults to `control`. */
export interface ActInput {
  readonly channelId: string;
  readonly moderatorId: string;
  readonly userId: string;
  readonly source?: ActSource;
}

export interface BanInput extends ActInput {
  readonly reason?: string;
  /** 1 to 1 209 600; none bans for good. */
  readonly durationSeconds?: number;
  /** Epoch ms; backdates the act. Now when not given. */
  readonly createdAt?: number;
}

const LONGEST_TIMEOUT_SECONDS = 1_209_600;
const LONGEST_REASON = 500;
const INVALID_IDS = 'One of broadcaster ID, user ID or the moderator ID is invalid.';

type Details = Partial<Pick<Act, 'at' | 'reason' | 'expiresAt' | 'extra'>>;

export interface SharedInput extends ActInput {
  readonly kind: ActKind & `shared_chat_${string}`;
  readonly sourceChannelId: string;
  readonly reason?: string;
  readonly durationSeconds?: number;
}

/** Every function throws Refusal with the status and text that the API would answer. */
export interface Acts {
  /** Bans, or times out when a duration is given. A timeout may replace a timeout; a ban may follow one. */
  ban(input: BanInput): Ban;
  /** Lifts whichever restriction there is. */
  unban(input: ActInput): void;
  mod(input: ActInput): void;
  unmod(input: ActInput): void;
  vip(input: ActInput & { isVip: boolean }): void;
  warn(input: ActInput & { reason: string }): void;
  /** Acts of another channel in the same shared chat: told here, changing nothing here. */
  shared(input: SharedInput): void;
  /** Journals and tells an act that is done elsewhere. */
  record(kind: ActKind, input: ActInput, details: Details): Act;
  /** The channel, after checking that the moderator may act there. */
  channelFor(input: ActInput): Channel;
}

export function createActs(deps: ActsDeps): Acts {
  return {
    ban: (input) => ban(deps, input),
    unban: (input) => unban(deps, input),
    mod: (input) => mod(deps, input),
    unmod: (input) => unmod(deps, input),
    vip: (input) => {
      const { vips } = channelFor(deps, input);
      if (input.isVip) vips.add(input.userId);
      else vips.delete(input.userId);
      record(deps, input.isVip ? 'vip' : 'unvip', input, {});
    },
    warn: (input) => {
      const channel = channelFor(deps, input);
      if (input.reason.trim() === '') refuse(400, 'The field "reason" is required.');
      if (lengthOf(input.reason) > LONGEST_REASON) refuse(400, 'The reason is too long.');
      checkTarget(deps, channel, input);
      record(deps, 'warn', input, { reason: input.reason });
    },
    shared: (input) => {
      const { durationSeconds } = input;
      record(deps, input.kind, input, {
        reason: input.reason ?? '',
        expiresAt: durationSeconds === undefined ? null : deps.clock.now() + durationSeconds * 1000,
        extra: { sourceChannelId: input.sourceChannelId },
      });
    },
    record: (kind, input, details) => record(deps, kind, input, details),
    channelFor: (input) => channelFor(deps, input),
  };
}

function record({ clock, journal, onAct }: ActsDeps, kind: ActKind, input: ActInput, details: Details): Act {
  const act = journal.addAct({
    at: details.at ?? clock.now(),
    kind,
    channelId: input.channelId,
    moderatorId: input.moderatorId,
    userId: input.userId,
    reason: details.reason ?? '',
    expiresAt: details.expiresAt ?? null,
    source: input.source ?? 'control',
    extra: details.extra ?? {},
  });
  onAct(act);
  return act;
}

function channelFor({ channels, users }: ActsDeps, input: ActInput): Channel {
  const channel = channels.of(input.channelId);
  if (!channel || !users.byId(input.moderatorId)) return refuse(400, INVALID_IDS);
  if (input.moderatorId !== channel.id && !channel.moderators.has(input.moderatorId)) {
    refuse(403, "The user in moderator_id is not one of the broadcaster's moderators.");
  }
  return channel;
}

/** The broadcaster is never a target, oneself neither, and another moderator only for the broadcaster. */
function checkTarget({ users }: ActsDeps, channel: Channel, input: BanInput): void {
  if (!users.byId(input.userId)) refuse(400, INVALID_IDS);
  const isColleague = channel.moderators.has(input.userId) && input.moderatorId !== channel.id;
  if (input.userId !== channel.id && input.userId !== input.moderatorId && !isColleague) return;
  refuse(
    400,
    input.durationSeconds === undefined
      ? 'The user specified in the user_id field may not be banned.'
      : 'The user specified in the user_id field may not be put in a timeout.',
  );
}

function ban(deps: ActsDeps, input: BanInput): Ban {
  const { durationSeconds: seconds, reason = '', createdAt = deps.clock.now() } = input;
  if (seconds !== undefined && !(Number.isInteger(seconds) && seconds >= 1 && seconds <= LONGEST_TIMEOUT_SECONDS)) {
    refuse(400, 'The value in the duration field is not valid.');
  }
  if (lengthOf(reason) > LONGEST_REASON) refuse(400, `The reason may not be longer than ${LONGEST_REASON} characters.`);
  const channel = channelFor(deps, input);
  checkTarget(deps, channel, input);
  const current = channel.bans.get(input.userId, deps.clock.now());
  if (current?.expiresAt === null) refuse(400, 'The user specified in the user_id field is already banned');
  if (channel.moderators.has(input.userId)) unmod(deps, input);
  const expiresAt = seconds === undefined ? null : createdAt + seconds * 1000;
  const made: Ban = { userId: input.userId, createdAt, expiresAt, reason, moderatorId: input.moderatorId };
  channel.rawExpiry.delete(input.userId);
  channel.bans.put(made);
  record(deps, expiresAt === null ? 'ban' : 'timeout', input, { at: createdAt, reason, expiresAt });
  return made;
}

function unban(deps: ActsDeps, input: ActInput): void {
  const channel = channelFor(deps, input);
  const current = channel.bans.get(input.userId, deps.clock.now());
  if (!current) return refuse(400, 'The user in the user_id query parameter is not banned');
  channel.bans.remove(input.userId);
  channel.rawExpiry.delete(input.userId);
  record(deps, current.expiresAt === null ? 'unban' : 'untimeout', input, {});
}

function mod(deps: ActsDeps, input: ActInput): void {
  const channel = channelFor(deps, input);
  if (!deps.users.byId(input.userId)) refuse(400, 'The ID in user_id was not found.');
  if (input.userId === channel.id || channel.moderators.has(input.userId)) refuse(400, 'user is already a mod');
  if (channel.bans.get(input.userId, deps.clock.now())) refuse(400, 'user is banned');
  if (channel.vips.has(input.userId)) refuse(422, 'The user is a VIP. Remove the VIP first.');
  channel.moderators.add(input.userId);
  record(deps, 'mod', input, {});
}

function unmod(deps: ActsDeps, input: ActInput): void {
  const channel = channelFor(deps, input);
  if (!channel.moderators.delete(input.userId)) refuse(400, 'user is not a mod');
  record(deps, 'unmod', input, {});
}

/** Characters, not code units: an emoji counts once. */
function lengthOf(text: string): number {
  return Array.from(text).length;
}
