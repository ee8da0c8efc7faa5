// What the alerts are held against: figures of the last minutes, and how long each channel has not been heard or read.
import type { Accounts } from '../accounts/accounts.ts';
import type { Confirmations } from '../actions/confirmations.ts';
import type { Reading } from '../alerts/alerts.ts';
import type { Channels } from '../channels/channels.ts';
import type { DatabaseCheck } from '../insight/health-facts.ts';
import { recentFigures, type RecentFigures } from '../insight/recent.ts';
import type { AccountView, ChannelView } from '../../shared/model.ts';
import { HOUR_MS, MINUTE_MS, parseRfc3339, SECOND_MS } from '../lib/time.ts';
import type { Base } from './base.ts';

export interface AlertReadings {
  read(): readonly Reading[];
  /** Of the last five minutes. */
  databaseFailures(): Pick<RecentFigures, 'databaseFailures' | 'databaseCode'>;
  /** The machine was away: nothing was heard or read then, and nothing could be. */
  onResume(): void;
}

export interface AlertReadingsDeps {
  readonly accounts: Accounts['list'];
  readonly channels: Channels['list'];
  readonly unconfirmed: Confirmations['list'];
  readonly freeBytes: () => number | null;
  readonly database: () => DatabaseCheck | null;
}

/** How a channel has been since this run began, by the steady clock (ms). */
interface Past {
  readonly deafSince: number | null;
  readonly unreadSince: number | null;
  /** Whether a read has ended in this run, one way or the other. */
  readonly isReadKnown: boolean;
  readonly lastReadAt: string | null;
}

/** How much space is left is asked of the system only so often. */
const DISK_MS = 10 * SECOND_MS;

export function createAlertReadings(base: Base, deps: AlertReadingsDeps): AlertReadings {
  const { clock, metrics, bus, twitch, twitchNow } = base;
  const pasts = new Map<string, Past>();
  const channels = remembered(['channel.status', 'accounts.changed'], deps.channels);
  const unconfirmed = remembered(['acts.changed'], deps.unconfirmed);
  let disk: { readonly at: number; readonly bytes: number | null } | null = null;

  function recent(): RecentFigures {
    const [minute, five, ten] = [1, 5, 10].map((minutes) => metrics.recent(minutes * MINUTE_MS));
    return recentFigures({ minute: minute!, five: five!, ten: ten! });
  }

  function ofChannel(channel: ChannelView): readonly Reading[] {
    const { id: channelId, status, mode } = channel;
    const now = clock.monotonic();
    const past = follow(pasts.get(channelId), channel, now);
    pasts.set(channelId, past);
    const missing = unconfirmed().filter(
      (act) =>
        act.channelId === channelId &&
        act.state === 'missing' &&
        twitchNow() - (parseRfc3339(act.answeredAt) ?? 0) < HOUR_MS,
    ).length;
    const { deafSince, unreadSince } = past;
    // Never nothing while it lasts: an alert from an earlier run goes on then.
    const deaf = deafSince === null ? 0 : Math.max(1, (now - deafSince) / SECOND_MS);
    const unread = unreadSince === null ? 0 : Math.max(0.1, (now - unreadSince) / MINUTE_MS);
    const readings: Reading[] = [
      { rule: 'unconfirmed', channelId, value: missing },
      { rule: 'live_down', channelId, value: Math.round(deaf) },
    ];
    if (mode !== 'broadcaster') return readings;
    const isKnown = past.isReadKnown && status.reading !== 'off';
    return [...readings, { rule: 'sync_failing', channelId, value: isKnown ? Math.round(10 * unread) / 10 : null }];
  }

  function freeMegabytes(): number | null {
    if (disk === null || clock.monotonic() - disk.at >= DISK_MS)
      disk = { at: clock.monotonic(), bytes: deps.freeBytes() };
    return disk.bytes === null ? null : disk.bytes / 1e6;
  }

  return {
    databaseFailures() {
      const { databaseFailures, databaseCode } = recent();
      return { databaseFailures, databaseCode };
    },
    read() {
      const figures = recent();
      const isDamaged = (deps.database()?.damaged.length ?? 0) > 0;
      const off = twitch.serverTime.isKnown() ? Math.abs(twitch.serverTime.offset()) / SECOND_MS : null;
      const whole = (rule: Reading['rule'], value: number | null): Reading => ({ rule, channelId: null, value });
      return [
        whole('error_rate', figures.errorRate),
        whole('error_rate_early', figures.errorRate),
        whole('failed_bans', figures.failedActs),
        whole('refused', figures.refused),
        whole('p95', figures.p95 ?? 0),
        whole('twitch_errors', figures.twitchErrors),
        whole('rate_limited', figures.rateLimited),
        whole('database', figures.databaseFailures + (isDamaged ? 1 : 0)),
        whole('disk', freeMegabytes()),
        whole('clock', off),
        ...heardChannels(channels(), deps.accounts()).flatMap((channel) => ofChannel(channel)),
      ];
    },
    onResume: () => pasts.clear(),
  };

  /** The answer of `ask` until one of these events says that it is another. */
  function remembered<T>(types: readonly string[], ask: () => T): () => T {
    let answer: { readonly value: T } | null = null;
    bus.subscribe(({ type }) => {
      if (types.includes(type)) answer = null;
    });
    return () => (answer ??= { value: ask() }).value;
  }
}

/** Those that somebody here should be hearing: whoever signed out by choice is not missed. */
function heardChannels(channels: readonly ChannelView[], accounts: readonly AccountView[]): readonly ChannelView[] {
  const isMissed = (accountId: string): boolean =>
    accounts.some(({ id, state, reason }) => id === accountId && (state === 'signed-in' || reason !== 'user'));
  return channels.filter(
    ({ isWatched, mode, accountIds }) => isWatched && mode !== 'viewer' && accountIds.some(isMissed),
  );
}

function follow(before: Past | undefined, { status }: ChannelView, now: number): Past {
  const hasRead = before !== undefined && status.lastCompleteReadAt !== before.lastReadAt;
  const isFailing = status.reading === 'failed';
  return {
    deafSince: status.live === 'live' ? null : (before?.deafSince ?? now),
    unreadSince: hasRead ? null : (before?.unreadSince ?? (isFailing ? now : null)),
    isReadKnown: hasRead || isFailing || before?.isReadKnown === true,
    lastReadAt: status.lastCompleteReadAt,
  };
}
