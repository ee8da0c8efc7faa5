// What the history already tells of an act whose answer was lost: Twitch's event of it may have come before. Read-only.
import type { Database } from '../db/open.ts';
import { timeoutSecondsOf, type Intent } from './intents.ts';

export interface HeardAct {
  /** Epoch ms, by Twitch's event. */
  readonly at: number;
  readonly expiresAt: number | null;
}

/** Gives the event of an act of ours that no other act of ours has laid claim to; null when none was heard. */
export type FindHeard = (intent: Omit<Intent, 'state' | 'entryId' | 'error'>) => HeardAct | null;

/** By how much our clock and Twitch's may differ, and how late an act may be carried out after it was sent. */
const CLOCK_SLACK_MS = 15_000;
const CARRIED_OUT_MS = 45_000;
const SAME_END_MS = 5_000;

export function createFindHeard(db: Database): FindHeard {
  // Of sources 1 poll, 2 eventsub, 4 app: heard, and by no request of ours yet. The reason goes to Twitch as it is.
  const heard = db.sqlite.prepare<[string, string, string, number, number, string, string, number], HeardAct>(
    `SELECT at, expires_at AS expiresAt FROM entry
     WHERE user_id = ? AND channel_id = ? AND moderator_id = ? AND at BETWEEN ? AND ?
       AND kind IN (SELECT value FROM json_each(?)) AND sources & 6 = 2
     ORDER BY reason = ? DESC, abs(at - ?)`,
  );
  return (intent) => {
    const { kind, startedAt } = intent;
    const kinds = kind === 'ban' || kind === 'timeout' ? [kind] : ['unbanned', 'lifted'];
    const length = timeoutSecondsOf(intent);
    const isAsLong = ({ at, expiresAt }: HeardAct): boolean =>
      length === null || Math.abs((expiresAt ?? 0) - at - length * 1_000) <= SAME_END_MS;
    return (
      heard
        .all(
          intent.userId,
          intent.channelId,
          intent.accountId,
          startedAt - CLOCK_SLACK_MS,
          startedAt + CARRIED_OUT_MS,
          JSON.stringify(kinds),
          intent.reason,
          startedAt,
        )
        .find(isAsLong) ?? null
    );
  };
}
