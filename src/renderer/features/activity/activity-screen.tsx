// The Activity screen: what happened, newest first, one line each. Stands still under the pointer.
import { Activity } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { EntryKind } from '../../../shared/model.ts';
import { describeError, oneLine } from '../../lib/messages.ts';
import { useApp, useMinute } from '../../lib/services.tsx';
import { timelineOf } from '../../lib/timeline.ts';
import { useQuery } from '../../lib/use-query.ts';
import { Chip } from '../../ui/button.tsx';
import { GapLine } from '../../ui/entry-words.tsx';
import { Empty } from '../../ui/marks.tsx';
import { Pager } from '../../ui/pager.tsx';
import { ActivityLine } from './activity-line.tsx';
import { useFrozen } from './use-frozen.ts';

const LIMIT = 100;
const FILTERS = [
  { word: 'Bans', kinds: ['ban', 'unknown'] },
  { word: 'Timeouts', kinds: ['timeout'] },
  { word: 'Ended', kinds: ['expired', 'lifted', 'unbanned'] },
  {
    word: 'Other',
    kinds: [
      'warned',
      'message_deleted',
      'moderator_added',
      'moderator_removed',
      'unban_request_approved',
      'unban_request_denied',
    ],
  },
] as const satisfies readonly { word: string; kinds: readonly EntryKind[] }[];

export function ActivityScreen() {
  const channelId = useApp((state) => state.channelId);
  const search = useApp((state) => state.search['activity'] ?? '').trim();
  const [words, setWords] = useState<readonly string[]>([]);
  if (channelId === null) return null;
  const kinds = FILTERS.filter((filter) => words.includes(filter.word)).flatMap((filter) => filter.kinds);
  const toggle = (word: string): void =>
    setWords(words.includes(word) ? words.filter((other) => other !== word) : [...words, word]);
  return (
    <section aria-label="Activity" className="flex min-h-0 flex-1 flex-col">
      <div role="group" aria-label="Kinds shown" className="flex flex-wrap items-center gap-1.5 px-3 py-2">
        <Chip isOn={words.length === 0} onClick={() => setWords([])}>
          All
        </Chip>
        {FILTERS.map(({ word }) => (
          <Chip key={word} isOn={words.includes(word)} onClick={() => toggle(word)}>
            {word}
          </Chip>
        ))}
      </div>
      <Lines key={`${channelId} ${words.join()} ${search}`} channelId={channelId} kinds={kinds} search={search} />
    </section>
  );
}

function Lines({
  channelId,
  kinds,
  search,
}: {
  readonly channelId: string;
  readonly kinds: readonly EntryKind[];
  readonly search: string;
}) {
  const now = useMinute();
  const [offset, setOffset] = useState(0);
  const revision = useApp((state) => state.historyRevision[channelId] ?? 0);
  const input = {
    channelId,
    limit: LIMIT,
    offset,
    ...(kinds.length > 0 ? { kinds: [...kinds] } : {}),
    ...(search === '' ? {} : { search }),
  };
  const { value: latest, error } = useQuery('history.list', input, revision, true);
  const { value, missed, isPaused, hold } = useFrozen(latest, offset);
  const items = useMemo(() => (value === null ? [] : timelineOf(value.entries, value.gaps)), [value]);
  if (error !== null)
    return (
      <p role="alert" className="bg-danger-bg px-3 py-2 text-danger">
        {oneLine(describeError(error))}
      </p>
    );
  if (value === null) return <div className="flex-1" aria-busy="true" />;
  return (
    <>
      <div className="flex min-h-8 items-center justify-between gap-2 border-b border-line px-3 text-xs text-mute">
        <span role="status">
          {isPaused && missed > 0 ? (
            <b className="font-semibold text-warn">paused, {missed} new</b>
          ) : offset === 0 ? (
            'newest first'
          ) : (
            'older entries'
          )}
        </span>
        <Pager offset={offset} limit={LIMIT} total={value.total} onMove={setOffset} />
      </div>
      {items.length === 0 ? (
        <Empty
          icon={<Activity size={20} />}
          title={kinds.length > 0 || search !== '' ? 'Nothing matches' : 'Nothing happened yet'}
        >
          <p>
            {kinds.length > 0 || search !== ''
              ? 'Nothing on record fits the filter.'
              : 'Bans, timeouts and their ends appear here as they happen.'}
          </p>
        </Empty>
      ) : (
        <div role="feed" aria-label="Entries, newest first" className="min-h-0 flex-1 overflow-y-auto py-1" {...hold}>
          {items.map((item) =>
            item.kind === 'gap' ? (
              <div key={item.key} className="px-3 py-1.5">
                <GapLine item={item} now={now} />
              </div>
            ) : (
              <ActivityLine key={item.key} entry={item.entry} now={now} />
            ),
          )}
        </div>
      )}
    </>
  );
}
