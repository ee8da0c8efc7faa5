// What it means that Twitch has not shown an act it answered, and what to do, in words. Pure.
import type { UnconfirmedView } from '../../shared/contract/acting.ts';
import type { ChannelMode } from '../../shared/model.ts';

const ACTS: Readonly<Record<UnconfirmedView['kind'], string>> = {
  ban: 'ban',
  timeout: 'timeout',
  unban: 'unban',
  untimeout: 'end of the timeout',
};

export interface ConfirmationWords {
  /** Two or three words for a mark. */
  readonly mark: string;
  readonly title: string;
  readonly text: string;
  /** False where nothing went wrong: the feed was away, so that no event could come. */
  readonly isWarning: boolean;
}

/** `mode`: as the broadcaster the list can be asked, as a moderator nobody can tell. */
export function confirmationWords(
  { kind, state, displayName }: Pick<UnconfirmedView, 'kind' | 'state' | 'displayName'>,
  mode: ChannelMode,
): ConfirmationWords {
  const canRead = mode === 'broadcaster';
  const title = `The ${ACTS[kind]} of ${displayName} is not confirmed`;
  if (state === 'missing') {
    const missing = 'Twitch said yes, but its event did not come within 30s.';
    const next = canRead
      ? 'The list is being asked; if it does not show it either, act again.'
      : `You cannot read the list here: look in the chat whether it holds, and act again if not.`;
    return { mark: 'not confirmed', title, text: `${missing} ${next}`, isWarning: true };
  }
  return canRead
    ? {
        mark: 'not confirmed yet',
        title: `${title} yet`,
        text: 'Twitch said yes; the live feed was away, so no event could come. The next read of the list will tell.',
        isWarning: false,
      }
    : {
        mark: 'not confirmed',
        title,
        text: 'Twitch said yes; the live feed was away, so no event could come, and you cannot read the list here.',
        isWarning: false,
      };
}
