// The Stats screen: what the history adds up to in a range of days, in words and in pictures that lead to the entries.
import { ChartColumn } from 'lucide-react';
import type { StatsStream, StatsView } from '../../../shared/contract/insight.ts';
import { useApp, useMinute, useServices } from '../../lib/services.tsx';
import { timeZone } from '../../lib/record-filter.ts';
import { daysOf } from '../../lib/stats-range.ts';
import { openActivity } from '../../lib/open-activity.ts';
import { openPerson } from '../../lib/store.ts';
import { useQuery } from '../../lib/use-query.ts';
import { Failure } from '../../ui/failure.tsx';
import { Empty } from '../../ui/marks.tsx';
import { barsOf, unitOf } from './bars.ts';
import { DayChart } from './day-chart.tsx';
import { HeatMap } from './heat-map.tsx';
import { RangeBar } from './range-bar.tsx';
import { Ranking } from './ranking.tsx';
import { isNothing, knownWords } from './stats-words.ts';
import { moderatorRows, offenderRows, reasonRows, streamRows, type Lead } from './rows.ts';
import { Tiles } from './tiles.tsx';

export function StatsScreen() {
  const channelId = useApp((state) => state.channelId);
  const isEverywhere = useApp((state) => state.isEverywhere);
  const range = useApp((state) => state.statsRange);
  const revision = useApp((state) =>
    isEverywhere
      ? Object.values(state.historyRevision).reduce((sum, one) => sum + one, 0)
      : (state.historyRevision[channelId ?? ''] ?? 0),
  );
  const now = useMinute();
  const input =
    channelId === null ? null : { ...(isEverywhere ? {} : { channelId }), ...daysOf(range, now), timeZone: timeZone() };
  const { value, error, isLoading, refresh } = useQuery('stats.get', input, revision, true);
  return (
    <section aria-label="Stats" aria-busy={isLoading} className="flex min-h-0 flex-1 flex-col">
      <RangeBar stats={value} />
      {error !== null && <Failure error={error} onRetry={refresh} />}
      {value !== null && <Numbers stats={value} now={now} />}
    </section>
  );
}

function Numbers({ stats, now }: { readonly stats: StatsView; readonly now: number }) {
  const known = knownWords(stats, now);
  return (
    <div className="@container/stats min-h-0 flex-1 overflow-y-auto px-3 pb-4">
      <p className="pb-2 text-xs text-mute">{known.join(' · ')}</p>
      {isNothing(stats) ? (
        <Empty icon={<ChartColumn size={20} />} title="Nothing to count in these days">
          <p>
            Bans, timeouts and their ends are counted from the moment Modkeep watches. What already stood in the list
            then is not: pick “All” to see everything that is counted.
          </p>
        </Empty>
      ) : (
        <Pictures stats={stats} now={now} />
      )}
    </div>
  );
}

function Pictures({ stats, now }: { readonly stats: StatsView; readonly now: number }) {
  const { store } = useServices();
  const current = useApp((state) => state.channelId);
  const lead: Lead = (wish) =>
    openActivity(store, {
      channelId: stats.channelId,
      ...wish,
      filter: { from: stats.from, to: stats.to, ...wish.filter },
    });
  const open = (userId: string, name: string): void => {
    const channelId = stats.channelId ?? current;
    if (channelId !== null) openPerson(store, channelId, userId, name);
  };
  const channels = useApp((state) => state.channels);
  const nameOf = (id: string): string => channels?.find((channel) => channel.id === id)?.displayName ?? id;
  const openStream = ({ channelId, startedAt }: StatsStream, to: string): void =>
    openActivity(store, { channelId, kinds: ['Bans', 'Timeouts'], filter: { stream: { from: startedAt, to } } });
  return (
    <div className="flex flex-col gap-3">
      <Tiles stats={stats} lead={lead} />
      <DayChart
        bars={barsOf(stats)}
        unit={unitOf(stats.from, stats.to)}
        now={now}
        onPick={({ from, to }) => lead({ kinds: ['Bans', 'Timeouts'], filter: { from, to } })}
      />
      <div className="grid grid-cols-1 items-start gap-3 @min-[46rem]/stats:grid-cols-2">
        <HeatMap
          hours={stats.hours}
          timeZone={stats.timeZone}
          onPick={(weekHour) => lead({ kinds: ['Bans', 'Timeouts'], filter: { weekHour } })}
        />
        <Ranking
          title="By moderator"
          hint="Bans, timeouts and what they ended. Opens theirs in Activity."
          nothing="Nobody acted in these days."
          rows={moderatorRows(stats, lead)}
        />
        <Ranking
          title="Top reasons"
          hint="Of bans and timeouts, as they were written."
          nothing="No reason was given in these days."
          rows={reasonRows(stats, lead)}
        />
        <Ranking
          title="By stream"
          hint="Its start is Twitch’s word, its end is when Modkeep saw it was over. Opens its entries."
          nothing="No stream was seen in these days. Modkeep looks every two minutes while it runs."
          rows={streamRows(stats, now, nameOf, openStream)}
        />
        <Ranking
          title="Held out twice or more"
          hint="Bans and timeouts in these days. Opens the person."
          nothing="Nobody was held out more than once."
          rows={offenderRows(stats, open)}
        />
      </div>
    </div>
  );
}
