// What happened to one person in this channel, newest first, with the stretches nobody watched; narrowed where asked.
import { useMemo, useState } from 'react';
import type { UndoView } from '../../../shared/contract/acting.ts';
import type { EntryView } from '../../../shared/model.ts';
import { formatWhen, plural } from '../../lib/format.ts';
import { useMinute } from '../../lib/services.tsx';
import { timelineOf, undoableOf } from '../../lib/timeline.ts';
import { useQuery } from '../../lib/use-query.ts';
import { useUndos } from '../../lib/use-undos.ts';
import { KINDS } from '../../lib/words.tsx';
import { EntryWords, GapLine } from '../../ui/entry-words.tsx';
import { Button } from '../../ui/button.tsx';
import { When } from '../../ui/marks.tsx';
import { UndoControl } from '../../ui/undo-control.tsx';
import { Unconfirmed } from '../../ui/unconfirmed.tsx';
import { HistoryFilterButton, HistoryFilterChips, historyQuestionOf, WHOLE_HISTORY } from './history-filter.tsx';
import { RecordLinks } from './record-links.tsx';

/** Entries that are shown at first, and added when older ones are asked for, up to what one question may bring. */
const SHOWN = 100;
const MOST_SHOWN = 500;

export function Timeline({
  channelId,
  userId,
  revision,
}: {
  readonly channelId: string;
  readonly userId: string;
  readonly revision: string;
}) {
  const now = useMinute();
  const [filter, setFilter] = useState(WHOLE_HISTORY);
  const [limit, setLimit] = useState(SHOWN);
  const question = historyQuestionOf(filter);
  const isNarrowed = question !== null;
  const whole = useQuery('history.list', { channelId, userId, limit }, revision);
  const some = useQuery('history.list', question === null ? null : { channelId, userId, limit, ...question }, revision);
  const { value, isLoading } = isNarrowed ? some : whole;
  const undoable = useMemo(() => undoableOf(value === null ? [] : timelineOf(value.entries, [])), [value]);
  const undos = useUndos(undoable, revision);
  const items = useMemo(
    () => (value === null ? [] : timelineOf(value.entries, isNarrowed ? [] : value.gaps)),
    [value, isNarrowed],
  );
  return (
    <div
      className="flex min-h-24 flex-1 flex-col gap-2.5 overflow-y-auto px-3.5 py-2.5"
      tabIndex={0}
      role="region"
      aria-label="History"
    >
      <div className="flex items-center justify-between gap-2">
        <h3 className="text-xs font-semibold text-mute">History</h3>
        <span className="flex">
          <HistoryFilterButton filter={filter} entries={whole.value?.entries ?? []} onChange={setFilter} />
          <RecordLinks userId={userId} name={whole.value?.entries[0]?.displayName ?? userId} />
        </span>
      </div>
      <HistoryFilterChips filter={filter} onChange={setFilter} />
      {items.map((item) =>
        item.kind === 'gap' ? (
          <GapLine key={item.key} item={item} now={now} />
        ) : (
          <TimelineEntry key={item.key} entry={item.entry} now={now} undo={undos.get(item.entry.id)} />
        ),
      )}
      {!isLoading && items.length === 0 && (
        <p className="text-mute">
          {isNarrowed ? 'Nothing on record fits the filter.' : 'Nothing on record in this channel.'}
        </p>
      )}
      {value !== null && value.total > value.entries.length && (
        <Older
          left={value.total - value.entries.length}
          onMore={limit < MOST_SHOWN ? () => setLimit(limit + SHOWN) : null}
        />
      )}
    </div>
  );
}

function Older({ left, onMore }: { readonly left: number; readonly onMore: (() => void) | null }) {
  const words = plural(left, 'older entry', 'older entries');
  if (onMore === null) return <p className="text-xs text-mute">and {words}: Activity shows them all</p>;
  return (
    <Button look="quiet" className="self-start text-xs" onClick={onMore}>
      Show more of {words}
    </Button>
  );
}

function TimelineEntry({
  entry,
  now,
  undo,
}: {
  readonly entry: EntryView;
  readonly now: number;
  readonly undo: UndoView | undefined;
}) {
  const { icon: Icon, tone, word } = KINDS[entry.kind];
  return (
    <div className="group/line grid grid-cols-[1.25rem_minmax(0,1fr)_auto] gap-x-1.5">
      <Icon size={14} className={`mt-0.5 ${tone}`} aria-label={word} />
      <div className="min-w-0 wrap-break-word">
        <EntryWords entry={entry} />
      </div>
      <span className="flex items-start gap-1 pt-px text-xs text-mute">
        <span className="-my-1">
          <UndoControl undo={undo} name={entry.displayName} />
        </span>
        <When iso={entry.at} now={now} text={shortWhen(entry, now)} />
      </span>
      <div className="col-span-2 col-start-2 min-w-0 wrap-break-word text-mute">
        {entry.reason}
        <Unconfirmed entryId={entry.id} isLong />
        {entry.found && <div className="text-xs">found in the list</div>}
      </div>
    </div>
  );
}

function shortWhen(entry: EntryView, now: number): string {
  const full = formatWhen(entry.at, now);
  return entry.notBefore === null ? full.replace(/^(\d\d:\d\d):\d\d$/, '$1') : `by ${full}`;
}
