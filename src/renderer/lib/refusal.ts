// What stands against an act besides the state of the person: a right that the acting account lacks on this installation,
// that they moderate the channel, or the protected list. Pure; main checks all of it again.
import type { SubjectView } from '../../shared/contract/rights.ts';
import type { ChannelView } from '../../shared/model.ts';
import type { Possible } from './possible.ts';
import { standingOf } from './rights.ts';

export interface Refusal {
  /** The account that would act and may not; null when it may. */
  readonly without: string | null;
  readonly isModerator: boolean;
  readonly isProtected: boolean;
}

export const NO_REFUSAL: Refusal = { without: null, isModerator: false, isProtected: false };

/** The name of the account through which nobody may ban in `channel`, or null. */
export function accountWithout(
  subjects: readonly SubjectView[],
  accountId: string | null,
  channel: ChannelView | null,
): string | null {
  const subject = subjects.find(({ kind, id }) => kind === 'account' && id === accountId);
  if (subject === undefined || channel === null) return null;
  return standingOf(subject, channel).permissions.includes('manage_bans') ? null : subject.name;
}

/** Why the person cannot be hit, or freed where `isEnding`; null when nothing stands against it. */
export function objectionTo({ without, isModerator, isProtected }: Refusal, isEnding: boolean): string | null {
  if (without !== null)
    return `The account ${without} may not act here: its right “Bans” was taken away under Moderators.`;
  if (isEnding) return null;
  if (isModerator) return 'This person moderates the channel. Remove them as a moderator first.';
  return isProtected ? 'On the protected list: no act may hit this person until they are taken off it.' : null;
}

/** What is left of `possible`. Whoever is held out can still be freed; who moderates is not held out by something unheard of. */
export function refuse(possible: Possible, refusal: Refusal): Possible {
  const why = objectionTo(refusal, false);
  if (possible.why !== null || why === null) return possible;
  const isIn = refusal.isModerator && possible.ending === 'unclear';
  const ending = objectionTo(refusal, true) === null && !isIn ? possible.ending : null;
  return { canBan: false, canTimeOut: false, ending, why: ending === null ? why : null };
}
