// What can be done to a person right now, and why not. Pure; the core checks all of this again.
import type { AccountView, AppInfo, BanView, ChannelView } from '../../shared/model.ts';

/** How the present restriction can be ended. `unclear`: Twitch will not say which of the two it is. */
export type Ending = 'unban' | 'end-timeout' | 'unclear' | null;

export interface Possible {
  readonly canBan: boolean;
  readonly canTimeOut: boolean;
  readonly ending: Ending;
  /** A sentence when nothing can be done; null otherwise. */
  readonly why: string | null;
}

export interface Situation {
  readonly app: AppInfo | null;
  readonly accounts: readonly AccountView[];
  readonly channel: ChannelView | null;
  /** Null for a login that was typed and is not known yet. */
  readonly userId: string | null;
  readonly current: BanView | null;
  readonly now: number;
}

const NOTHING = { canBan: false, canTimeOut: false, ending: null } as const;

export function possibleActs(situation: Situation): Possible {
  const why = whyNot(situation);
  if (why !== null) return { ...NOTHING, why };
  const { current, channel, now, userId } = situation;
  const kind = current === null || hasRunOut(current, now) ? null : current.kind;
  if (kind === 'ban') return { canBan: false, canTimeOut: false, ending: 'unban', why: null };
  if (kind === 'timeout') return { canBan: true, canTimeOut: true, ending: 'end-timeout', why: null };
  if (kind === 'unknown') return { canBan: true, canTimeOut: true, ending: 'unclear', why: null };
  // A moderator's own list may be incomplete, so somebody who is not on it may be held out all the same.
  const isUnsure = channel?.mode === 'moderator' && userId !== null;
  return { canBan: true, canTimeOut: true, ending: isUnsure ? 'unclear' : null, why: null };
}

/** True once a timeout's end has passed, also before the core has said so. */
export function hasRunOut(ban: BanView, now: number): boolean {
  return ban.kind === 'timeout' && ban.expiresAt !== null && Date.parse(ban.expiresAt) <= now;
}

function whyNot({ app, accounts, channel, userId }: Situation): string | null {
  if (channel === null) return 'No channel is open.';
  const off = app === null ? null : offWords(app);
  if (off !== null) return off;
  if (channel.mode === 'viewer') return 'Read only: you are not a moderator in this channel.';
  if (!channel.isActingLetIn) return 'Acting is not turned on for this channel.';
  if (userId !== null && userId === channel.id) return 'This is the broadcaster, who cannot be banned.';
  if (userId !== null && accounts.some((account) => account.id === userId)) return 'This is your own account.';
  if (!channel.status.canAct) return cannotAct(channel, accounts);
  return null;
}

function cannotAct({ accountIds }: ChannelView, accounts: readonly AccountView[]): string {
  const isIn = accounts.some(({ id, state }) => accountIds.includes(id) && state === 'signed-in');
  return isIn
    ? 'Twitch has not granted acting in this channel. Reconnect to grant it.'
    : 'Signed out: connect the account again to act in this channel.';
}

/** Why nothing can be done to anybody now; null when something can. */
export function offWords({ acting, readOnlySince }: Pick<AppInfo, 'acting' | 'readOnlySince'>): string | null {
  if (!acting.isOn) return actingWords(acting.reason);
  return readOnlySince === null ? null : 'Nothing can be saved: the disk is full or refuses to write. Free some space.';
}

/** Why acting is off, in one sentence with the way out. */
export function actingWords(reason: AppInfo['acting']['reason']): string {
  if (reason === 'kill_switch') return 'Everything is stopped: the kill switch is on.';
  if (reason === 'environment_off') return 'Acting is turned off by the environment this Modkeep was started in.';
  return 'Modkeep only reads: acting on Twitch is not turned on.';
}
