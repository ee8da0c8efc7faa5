// How fast a bulk job may act: at Twitch's pace per channel, with a few acts left for a hand, slower after Twitch has asked
// for that. Counts what was really sent, by whomever, so a restart or a second job changes nothing; each act from when its
// answer was there, because nobody knows when before that Twitch has counted it.
import type { Database } from '../db/open.ts';

/** As clients report it: 100 bans and unbans in 30 s per channel. */
const MOST = 100;
const WINDOW_MS = 30_000;
/** No act waits longer for its answer. */
const LONGEST_ACT_MS = 60_000;
/** Left for somebody who clicks while a job runs. */
const FOR_HANDS = 4;
const LEAST = 5;
/** Twitch's word is taken within these bounds, in seconds. */
const LONGEST_WAIT = 120;

export interface Budget {
  /** Milliseconds until the next act may leave; 0 = now. */
  waitMs(channelId: string): number;
  /** Twitch said 429 and to come back in `retryAfter` seconds: waits, and goes on with a smaller share. */
  slowDown(channelId: string, retryAfter: number): void;
  /** How long `count` more acts take, each `actMs` by itself. */
  etaMs(channelId: string, count: number, actMs: number): number;
}

interface Learned {
  most: number;
  notBefore: number;
  grownAt: number;
}

/** `now`: epoch ms by the clock that acts are stamped with. */
export function createBudget({ db, now }: { db: Database; now: () => number }): Budget {
  const sent = db.sqlite
    .prepare<{ channelId: string; now: number; from: number; begun: number }, number>(
      `SELECT iif(state = 'sent', @now, coalesce(finished_at, started_at)) AS at FROM act_intent
       WHERE channel_id = @channelId AND started_at > @begun AND at > @from ORDER BY at`,
    )
    .pluck();
  const learned = new Map<string, Learned>();

  /** After a quiet window a tenth more is tried, up to what Twitch allows. */
  function shareOf(channelId: string): Learned {
    const share = learned.get(channelId) ?? { most: MOST - FOR_HANDS, notBefore: 0, grownAt: now() };
    learned.set(channelId, share);
    const windows = Math.floor((now() - share.grownAt) / WINDOW_MS);
    if (windows >= 1) {
      share.most = Math.min(MOST - FOR_HANDS, Math.ceil(share.most * 1.1 ** Math.min(windows, 100)));
      share.grownAt = now();
    }
    return share;
  }
  function recent(channelId: string): number[] {
    const from = now() - WINDOW_MS;
    return sent.all({ channelId, now: now(), from, begun: from - LONGEST_ACT_MS });
  }

  function waitMs(channelId: string): number {
    const { most, notBefore } = shareOf(channelId);
    const times = recent(channelId);
    // The act that has to leave the window before another fits.
    const blocking = times[times.length - most];
    return Math.max(0, notBefore - now(), blocking === undefined ? 0 : blocking + WINDOW_MS - now() + 1);
  }

  return {
    waitMs,
    slowDown(channelId, retryAfter) {
      const share = shareOf(channelId);
      const seconds = Math.min(LONGEST_WAIT, Math.max(1, retryAfter));
      // What was asked in this window was one too many; the refused one itself counts among it.
      share.most = Math.max(LEAST, Math.min(share.most, Math.floor((recent(channelId).length - 1) * 0.9)));
      share.notBefore = now() + seconds * 1000;
      share.grownAt = share.notBefore;
    },
    etaMs(channelId, count, actMs) {
      if (count <= 0) return 0;
      const { most, notBefore } = shareOf(channelId);
      const times = recent(channelId).slice(-most);
      const windows = Math.max(0, Math.ceil((times.length + count) / most) - 1);
      const last = times.length + count - windows * most;
      const lastSlot = times[last - 1];
      const inWindow = lastSlot === undefined ? (last - times.length) * actMs : lastSlot - now();
      const pause = Math.max(0, notBefore - now());
      return Math.max(0, Math.ceil(pause + Math.max(count * actMs, windows * WINDOW_MS + inWindow)));
    },
  };
}
