// The lines of the rankings: whose, how many, and where each leads. Pure.
import type { StatsStream, StatsView } from '../../../shared/contract/insight.ts';
import { formatCount, formatDuration, formatName, formatTimeOfDay, plural } from '../../lib/format.ts';
import type { ActivityWish } from '../../lib/open-activity.ts';
import type { Ranked } from './ranking.tsx';

/** Opens Activity, narrowed to the days on show and to what is wished besides. */
export type Lead = (wish: Omit<ActivityWish, 'channelId'>) => void;

/** As long as a search may be. */
const LONGEST_SEARCH = 100;

export function moderatorRows({ moderators }: StatsView, lead: Lead): readonly Ranked[] {
  return moderators.map(({ id, login, displayName, ban, timeout, unknown, lifted, unbanned }) => {
    const name = login === null ? 'unknown actor' : formatName(displayName ?? login, login);
    const ended = lifted + unbanned;
    return {
      key: id ?? login ?? '',
      name,
      words: `${plural(ban + unknown, 'ban', 'bans')}, ${plural(timeout, 'timeout', 'timeouts')}, ${formatCount(ended)} ended`,
      parts: [
        { fill: 'fill-danger', count: ban + unknown },
        { fill: 'fill-warn', count: timeout },
        { fill: 'fill-ok', count: ended },
      ],
      ...(id === null ? {} : { onPick: () => lead({ filter: { moderator: { id, name } } }) }),
    };
  });
}

export function reasonRows({ reasons, withoutReason }: StatsView, lead: Lead): readonly Ranked[] {
  const none: Ranked = {
    key: '',
    name: 'no reason given',
    words: plural(withoutReason, 'time', 'times'),
    parts: [{ fill: 'fill-edge', count: withoutReason }],
  };
  const rows = reasons.map(({ reason, count }): Ranked => ({
    key: reason,
    name: reason,
    words: plural(count, 'time', 'times'),
    parts: [{ fill: 'fill-accent', count }],
    onPick: () => lead({ kinds: ['Bans', 'Timeouts'], search: reason.slice(0, LONGEST_SEARCH) }),
  }));
  return withoutReason === 0 ? rows : [...rows, none];
}

export function offenderRows(
  { offenders }: StatsView,
  open: (userId: string, name: string) => void,
): readonly Ranked[] {
  return offenders.map(({ userId, username, displayName, bans, timeouts }) => ({
    key: userId,
    name: formatName(displayName, username),
    words: `${plural(bans, 'ban', 'bans')}, ${plural(timeouts, 'timeout', 'timeouts')}`,
    parts: [
      { fill: 'fill-danger', count: bans },
      { fill: 'fill-warn', count: timeouts },
    ],
    onPick: () => open(userId, displayName),
  }));
}

/** Opens the entries of a stream; a running one is open up to `now` (ms). */
export function streamRows(
  { streams, channelId }: StatsView,
  now: number,
  nameOf: (channelId: string) => string,
  open: (stream: StatsStream, to: string) => void,
): readonly Ranked[] {
  return streams.map((stream) => {
    const { startedAt, endedAt, isEndKnown, bans, timeouts, unknown } = stream;
    const to = endedAt ?? new Date(now).toISOString();
    const length = formatDuration((Date.parse(to) - Date.parse(startedAt)) / 1000);
    const state = endedAt === null ? `live for ${length}` : isEndKnown ? length : `${length} or longer`;
    const where = channelId === null ? `${nameOf(stream.channelId)} · ` : '';
    return {
      key: `${stream.channelId} ${startedAt}`,
      name: `${where}${formatTimeOfDay(startedAt, now)} · ${state}`,
      words: `${plural(bans + unknown, 'ban', 'bans')}, ${plural(timeouts, 'timeout', 'timeouts')}`,
      parts: [
        { fill: 'fill-danger', count: bans + unknown },
        { fill: 'fill-warn', count: timeouts },
      ],
      onPick: () => open(stream, to),
    };
  });
}
