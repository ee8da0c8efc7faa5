// Which channels are streaming right now, asked of Twitch at most once a minute, and every other minute anyway, so that
// streams are on record. A channel whose state could not be read is said to be unknown, never guessed.
import { AppFailure } from '../../shared/errors.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { MINUTE_MS } from '../lib/time.ts';
import type { TwitchClient } from '../twitch/types.ts';
import type { Streams } from './streams.ts';

export interface OnAir {
  /** True, false, or null where Twitch could not be asked. */
  read(): Promise<readonly { readonly channelId: string; readonly isLive: boolean | null }[]>;
  /** Asks again and again, for the record. Returns what stops it. */
  follow(): () => void;
}

export interface OnAirDeps {
  readonly client: Pick<TwitchClient, 'liveAmong'>;
  readonly channelIds: () => readonly string[];
  /** Whoever may ask, or null. */
  readonly asker: () => { readonly id: string } | null;
  readonly streams: Pick<Streams, 'record'>;
  readonly clock: Pick<Clock, 'monotonic' | 'every'>;
  /** Twitch's time in epoch ms. */
  readonly twitchNow: () => number;
  readonly log: Log;
}

interface Answer {
  readonly at: number;
  readonly asked: ReadonlySet<string>;
  readonly live: ReadonlyMap<string, number | null>;
}

const FOLLOW_MS = 2 * MINUTE_MS;

export function createOnAir(deps: OnAirDeps): OnAir {
  const { client, channelIds, asker, streams, clock, twitchNow, log } = deps;
  let last: Answer | null = null;
  let asking: Promise<void> | null = null;
  let hasFailed = false;

  async function ask(ids: readonly string[]): Promise<void> {
    const account = asker();
    if (account === null || ids.length === 0) return;
    try {
      const live = await client.liveAmong({ accountId: account.id, channelIds: ids });
      last = { at: clock.monotonic(), asked: new Set(ids), live };
      streams.record(ids, live, twitchNow());
      hasFailed = false;
    } catch (error) {
      if (!(error instanceof AppFailure)) throw error;
      // Without a network it fails every time: once says it.
      if (!hasFailed) log.warn('which channels are streaming could not be read', { code: error.failure.code });
      hasFailed = true;
    }
  }

  async function read(): ReturnType<OnAir['read']> {
    const ids = channelIds();
    const isFresh = (answer: Answer | null): answer is Answer =>
      answer !== null && clock.monotonic() - answer.at < MINUTE_MS;
    const covers = (answer: Answer): boolean => ids.every((id) => answer.asked.has(id));
    if (!isFresh(last) || !covers(last)) {
      asking ??= ask(ids).finally(() => {
        asking = null;
      });
      await asking;
    }
    const answer = last;
    return ids.map((channelId) => ({
      channelId,
      isLive: isFresh(answer) && answer.asked.has(channelId) ? answer.live.has(channelId) : null,
    }));
  }

  return {
    read,
    follow: () =>
      clock.every(FOLLOW_MS, () => {
        read().catch((error: unknown) => log.warn('streams could not be recorded', { error: String(error) }));
      }),
  };
}
