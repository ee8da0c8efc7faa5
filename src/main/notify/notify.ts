// The one place that tells people something while they look elsewhere: on this machine, and at Discord. Knows not why
// something is worth telling.
import type { Settings } from '../../shared/model.ts';
import type { Notice, NoticeWay } from '../../shared/notice.ts';
import type { Database } from '../db/open.ts';
import type { Bus } from '../lib/bus.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { createBursts } from './bursts.ts';
import type { Discord } from './discord.ts';
import { createNotices, type Notices } from './notices.ts';
import { createQuiet } from './quiet.ts';

export interface Notify extends Pick<Notices, 'recent'> {
  /** Hands a notice to every way that the settings choose for its kind. Returns at once and never throws. */
  deliver(notice: Notice): void;
  readonly discord: Discord;
  /** Tells of new entries and sends what waits, until the returned function is called. */
  follow(isOnAir: () => Promise<boolean | null>): () => Promise<void>;
}

/** What a shell with a desktop shows. */
export interface Shown extends Pick<Notice, 'title' | 'text' | 'severity' | 'sameAs'> {}

export interface NotifyDeps {
  readonly db: Database;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: () => Settings;
  readonly discord: Discord;
  /** Shows a notification of the system's; left out where the page does it. Must not throw. */
  readonly show?: (notice: Shown) => void;
}

const LOOK_MS = 500;

export function createNotify(deps: NotifyDeps): Notify {
  const { db, bus, clock, log, settings, discord, show } = deps;
  const notices = createNotices({ bus });
  const bursts = createBursts({ db, settings });
  let isOnAir: () => Promise<boolean | null> = () => Promise.resolve(null);
  let saying: Promise<void> = Promise.resolve();
  const isQuiet = createQuiet({ clock, settings, isOnAir: () => isOnAir() });

  async function say(notice: Notice, wanted: readonly NoticeWay[]): Promise<void> {
    const isUnsaid = wanted.length === 0 || (await isQuiet(notice.severity));
    const ways = isUnsaid ? [] : wanted;
    notices.add(notice, ways);
    if (ways.includes('system')) show?.(notice);
  }

  /** One after the other: what is over must not be said before that it began. */
  function sayLater(notice: Notice, ways: readonly NoticeWay[]): void {
    saying = saying
      .then(() => say(notice, ways))
      .catch((error: unknown) => log.warn('a notice could not be said', { error: String(error) }));
  }

  return {
    recent: notices.recent,
    discord,
    deliver(notice) {
      const { system = true, discord: toDiscord = true } = notice.ways ?? {};
      sayLater(notice, system ? (settings().noticeWays[notice.kind] ?? []) : []);
      if (!toDiscord) return;
      try {
        discord.enqueue(notice);
      } catch (error) {
        // A full disk is a reason to tell people something, and none to tell them nothing.
        log.warn('a notice could not be queued for Discord', { kind: notice.kind, error: String(error) });
      }
    },
    follow(isStreaming) {
      isOnAir = isStreaming;
      const unhear = bus.subscribe(({ type }) => {
        if (type === 'history.changed') bursts.heard(clock.now());
      });
      const unlook = clock.every(LOOK_MS, () => {
        for (const { notice, ways } of bursts.due(clock.now())) sayLater(notice, ways);
      });
      const stopSending = discord.follow();
      return async () => {
        unhear();
        unlook();
        await stopSending();
      };
    },
  };
}
