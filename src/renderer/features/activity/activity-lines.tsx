// The lines themselves: one page of entries with the gaps between them, kept still under the pointer.
import { Activity } from 'lucide-react';
import { useEffect, useMemo } from 'react';
import type { EntryKind, GapView } from '../../../shared/model.ts';
import { actorsOfEntries, type Actor } from '../../lib/actors.ts';
import { plural } from '../../lib/format.ts';
import { useApp, useMinute } from '../../lib/services.tsx';
import { timelineOf, undoableOf, type TimelineItem } from '../../lib/timeline.ts';
import { EVERYTHING, hourOf, questionOf } from '../../lib/record-filter.ts';
import { usePages } from '../../lib/use-pages.ts';
import { useQuery } from '../../lib/use-query.ts';
import { useUndos } from '../../lib/use-undos.ts';
import { Failure } from '../../ui/failure.tsx';
import { GapLine } from '../../ui/entry-words.tsx';
import { Empty } from '../../ui/marks.tsx';
import { CursorPager } from '../../ui/cursor-pager.tsx';
import { ActivityLine } from './activity-line.tsx';
import { useFrozen, type Frozen } from './use-frozen.ts';
import { useGapsOfAll } from './use-gaps-of-all.ts';

const LIMIT = 100;

export interface ActivityLinesProps {
  /** Null = every channel. */
  readonly channelId: string | null;
  readonly kinds: readonly EntryKind[];
  readonly search: string;
  /** Who acted in the entries on show. */
  readonly onModerators: (moderators: readonly Actor[]) => void;
}

export function ActivityLines({ channelId, kinds, search, onModerators }: ActivityLinesProps) {
  const filter = useApp((state) => state.records.activity);
  const pages = usePages();
  const revision = useApp((state) =>
    channelId === null
      ? Object.values(state.historyRevision).reduce((most, one) => Math.max(most, one), 0)
      : (state.historyRevision[channelId] ?? 0),
  );
  const input = {
    ...questionOf(filter),
    ...hourOf(filter),
    limit: LIMIT,
    count: 'bounded',
    ...(pages.cursor === undefined ? {} : { cursor: pages.cursor }),
    ...(filter.target === null ? {} : { userId: filter.target.id }),
    ...(channelId === null ? {} : { channelId }),
    ...(kinds.length > 0 ? { kinds: [...kinds] } : {}),
    ...(search === '' ? {} : { search }),
  } as const;
  const { value: latest, error } = useQuery('history.list', input, revision, true);
  const { value, missed, isPaused, hold, release } = useFrozen(latest, pages.number);
  const everyGap = useGapsOfAll(channelId === null ? (value?.entries ?? null) : null, LIMIT, revision);
  const items = useMemo(
    () => (value === null ? [] : timelineOf(value.entries, channelId === null ? everyGap : value.gaps)),
    [value, channelId, everyGap],
  );
  useEffect(() => {
    if (value !== null) onModerators(actorsOfEntries(value.entries));
  }, [value, onModerators]);
  if (error !== null) return <Failure error={error} />;
  if (value === null) return <div className="flex-1" aria-busy="true" />;
  return (
    <>
      <div className="flex min-h-8 items-center justify-between gap-2 border-b border-line px-3 text-xs text-mute">
        <span role="status">
          {isPaused && missed > 0 ? (
            <b className="font-semibold text-warn">paused, {missed} new</b>
          ) : pages.number === 0 ? (
            'newest first'
          ) : (
            'older entries'
          )}
        </span>
        <CursorPager
          pages={pages}
          limit={LIMIT}
          shown={value.entries.length}
          total={value.total}
          isExact={value.totalIsExact}
          next={value.next}
        />
      </div>
      {items.length === 0 ? (
        <Nothing isFiltered={kinds.length > 0 || search !== '' || filter !== EVERYTHING} />
      ) : (
        <Feed items={items} hold={hold} onUndone={release} isEverywhere={channelId === null} revision={revision} />
      )}
    </>
  );
}

function Nothing({ isFiltered }: { readonly isFiltered: boolean }) {
  return (
    <Empty icon={<Activity size={20} />} title={isFiltered ? 'Nothing matches' : 'Nothing happened yet'}>
      <p>
        {isFiltered
          ? 'Nothing on record fits the filter.'
          : 'Bans, timeouts and their ends appear here as they happen.'}
      </p>
    </Empty>
  );
}

function Feed({
  items,
  hold,
  onUndone,
  isEverywhere,
  revision,
}: {
  readonly items: readonly TimelineItem[];
  readonly revision: number;
  readonly hold: Frozen<unknown>['hold'];
  readonly onUndone: () => void;
  readonly isEverywhere: boolean;
}) {
  const now = useMinute();
  const channels = useApp((state) => state.channels);
  const undos = useUndos(undoableOf(items), revision);
  const nameOf = (id: string): string | undefined =>
    isEverywhere ? channels?.find((channel) => channel.id === id)?.displayName : undefined;
  const namesOf = (gaps: readonly GapView[]): string | undefined => {
    const names = [...new Set(gaps.map((gap) => nameOf(gap.channelId)))].filter((name) => name !== undefined);
    if (names.length === 0) return undefined;
    return names.length > 2 ? plural(names.length, 'channel', 'channels') : names.join(' and ');
  };
  return (
    <div role="feed" aria-label="Entries, newest first" className="min-h-0 flex-1 overflow-y-auto py-1" {...hold}>
      {items.map((item) =>
        item.kind === 'gap' ? (
          <div key={item.key} className="px-3 py-1.5">
            <GapLine hasReason item={item} now={now} channel={namesOf(item.gaps)} />
          </div>
        ) : (
          <ActivityLine
            key={item.key}
            entry={item.entry}
            now={now}
            channel={nameOf(item.entry.channelId)}
            undo={undos.get(item.entry.id)}
            onUndone={onUndone}
          />
        ),
      )}
    </div>
  );
}
