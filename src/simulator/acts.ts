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

export const LONGEST_TIMEOUT_SECONDS = 1_209_600;
export const LONGEST_REASON = 500;
const INVALID_IDS = 'One of broadcaster ID, user ID or the moderator ID is invalid.';

/** Every function throws Refusal with the status and text that the API would answer. */
export type Acts = ReturnType<typeof createActs>;

export function createActs({ clock, users, channels, journal, onAct }: ActsDeps) {
  function record(kind: ActKind, input: ActInput, details: Partial<Pick<Act, 'at' | 'reason' | 'expiresAt' | 'extra'>>): Act {
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

  /** The channel, after checking that the moderator may act there. */
  function channelFor(input: ActInput): Channel {
    const channel = channels.of(input.channelId);
    if (!channel || !users.byId(input.moderatorId)) return refuse(400, INVALID_IDS);
    if (input.moderatorId !== channel.id && !channel.moderators.has(input.moderatorId)) {
      refuse(403, 'The user in moderator_id is not one of the broadcaster\'s moderators.');
    }
    return channel;
  }

  function checkTarget(channel: Channel, input: BanInput): void {
    if (!users.byId(input.userId)) refuse(400, INVALID_IDS);
    const isShielded =
      input.userId === channel.id ||
      (channel.moderators.has(input.userId) && input.moderatorId !== channel.id && input.userId !== input.moderatorId);
    if (!isShielded && input.userId !== input.moderatorId) return;
    refuse(
      400,
      input.durationSeconds === undefined
        ? 'The user specified in the user_id field may not be banned.'
        : 'The user specified in the user_id field may not be put in a timeout.',
    );
  }

  /** Bans, or times out when a duration is given. A timeout may replace a timeout; a ban may follow one. */
  function ban(input: BanInput): Ban {
    const seconds = input.durationSeconds;
    const reason = input.reason ?? '';
    if (seconds !== undefined && !(Number.isInteger(seconds) && seconds >= 1 && seconds <= LONGEST_TIMEOUT_SECONDS)) {
      refuse(400, 'The value in the duration field is not valid.');
    }
    if ([...reason].length > LONGEST_REASON) refuse(400, `The reason may not be longer than ${LONGEST_REASON} characters.`);
    const channel = channelFor(input);
    checkTarget(channel, input);
    const current = channel.bans.get(input.userId, clock.now());
    if (current?.expiresAt === null) refuse(400, 'The user specified in the user_id field is already banned');
    if (channel.moderators.has(input.userId)) unmod(input);
    const createdAt = input.createdAt ?? clock.now();
    const expiresAt = seconds === undefined ? null : createdAt + seconds * 1000;
    const made: Ban = { userId: input.userId, createdAt, expiresAt, reason, moderatorId: input.moderatorId };
    channel.rawExpiry.delete(input.userId);
    channel.bans.put(made);
    record(expiresAt === null ? 'ban' : 'timeout', input, { at: createdAt, reason, expiresAt });
    return made;
  }

  /** Lifts whichever restriction there is. */
  function unban(input: ActInput): void {
    const channel = channelFor(input);
    const current = channel.bans.get(input.userId, clock.now());
    if (!current) return refuse(400, 'The user in the user_id query parameter is not banned');
    channel.bans.remove(input.userId);
    channel.rawExpiry.delete(input.userId);
    record(current.expiresAt === null ? 'unban' : 'untimeout', input, {});
  }

  function mod(input: ActInput): void {
    const channel = channelFor(input);
    if (!users.byId(input.userId)) refuse(400, 'The ID in user_id was not found.');
    if (input.userId === channel.id || channel.moderators.has(input.userId)) refuse(400, 'user is already a mod');
    if (channel.bans.get(input.userId, clock.now())) refuse(400, 'user is banned');
    if (channel.vips.has(input.userId)) refuse(422, 'The user is a VIP. Remove the VIP first.');
    channel.moderators.add(input.userId);
    record('mod', input, {});
  }

  function unmod(input: ActInput): void {
    const channel = channelFor(input);
    if (!channel.moderators.delete(input.userId)) refuse(400, 'user is not a mod');
    record('unmod', input, {});
  }

  function vip(input: ActInput & { isVip: boolean }): void {
    const channel = channelFor(input);
    if (input.isVip) channel.vips.add(input.userId);
    else channel.vips.delete(input.userId);
    record(input.isVip ? 'vip' : 'unvip', input, {});
  }

  function warn(input: ActInput & { reason: string }): void {
    const channel = channelFor(input);
    if (input.reason.trim() === '') refuse(400, 'The field "reason" is required.');
    if ([...input.reason].length > LONGEST_REASON) refuse(400, 'The reason is too long.');
    checkTarget(channel, input);
    record('warn', input, { reason: input.reason });
  }

  /** Acts of another channel in the same shared chat: told here, changing nothing here. */
  function shared(input: ActInput & { kind: ActKind & `shared_chat_${string}`; sourceChannelId: string; reason?: string; durationSeconds?: number }): void {
    record(input.kind, input, {
      reason: input.reason ?? '',
      expiresAt: input.durationSeconds === undefined ? null : clock.now() + input.durationSeconds * 1000,
      extra: { sourceChannelId: input.sourceChannelId },
    });
  }

  return { ban, unban, mod, unmod, vip, warn, shared, record, channelFor };
}
