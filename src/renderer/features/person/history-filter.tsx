// Narrows one person's history: what, by whom, on which days. A chip for each part that narrows takes it away again.
import { ListFilter } from 'lucide-react';
import { useState } from 'react';
import type { EntryKind, EntryView } from '../../../shared/model.ts';
import { actorsOfEntries } from '../../lib/actors.ts';
import { EVERYTHING, partsOf, questionOf, timeZone, type RecordFilter } from '../../lib/record-filter.ts';
import { useMinute } from '../../lib/services.tsx';
import { KINDS } from '../../lib/words.tsx';
import { Button } from '../../ui/button.tsx';
import { DayRange, FilterChip, PickModerator, PickOne } from '../../ui/filter.tsx';
import { Popover } from '../../ui/popover.tsx';

export interface HistoryFilter {
  readonly kind: EntryKind | null;
  readonly rest: RecordFilter;
}

export const WHOLE_HISTORY: HistoryFilter = { kind: null, rest: EVERYTHING };

/** The core's question, beyond whom it is about; null where nothing narrows. */
export function historyQuestionOf({ kind, rest }: HistoryFilter) {
  const question = { ...questionOf(rest), ...(kind === null ? {} : { kinds: [kind] }) };
  return Object.keys(question).length === 0 ? null : question;
}

interface Props {
  readonly filter: HistoryFilter;
  /** What is on record of the person: whoever acted in it can be picked. */
  readonly entries: readonly EntryView[];
  readonly onChange: (filter: HistoryFilter) => void;
}

export function HistoryFilterButton(props: Props) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover
      label="Filter the history"
      isOpen={isOpen}
      onOpenChange={setOpen}
      trigger={
        <Button look="quiet" className="min-h-6 px-1.5 py-0 text-xs">
          <ListFilter size={12} aria-hidden="true" />
          Filter
        </Button>
      }
    >
      <Form {...props} />
    </Popover>
  );
}

export function HistoryFilterChips({ filter, onChange }: Omit<Props, 'entries'>) {
  const now = useMinute();
  const { kind, rest } = filter;
  const parts = [
    ...(kind === null ? [] : [{ name: 'kind', words: KINDS[kind].word, without: { ...filter, kind: null } }]),
    ...partsOf(rest, now, String).map((part) => ({ ...part, without: { ...filter, rest: part.without } })),
  ];
  if (parts.length === 0) return null;
  return (
    <div role="group" aria-label="Narrowed to" className="flex flex-wrap gap-1.5">
      {parts.map(({ name, words, without }) => (
        <FilterChip key={name} words={words} onRemove={() => onChange(without)} />
      ))}
    </div>
  );
}

function Form({ filter, entries, onChange }: Props) {
  const { kind, rest } = filter;
  const narrow = (change: Partial<RecordFilter>): void => onChange({ ...filter, rest: { ...rest, ...change } });
  const kinds = [...new Set([...entries.map((entry) => entry.kind), ...(kind === null ? [] : [kind])])];
  return (
    <div className="flex flex-col gap-2.5">
      <PickOne
        word="What"
        none="everything"
        value={kind ?? ''}
        choices={kinds.map((id) => ({ id, name: KINDS[id].word }))}
        onChange={(id) => onChange({ ...filter, kind: kinds.find((one) => one === id) ?? null })}
      />
      <PickModerator
        picked={rest.moderator}
        known={actorsOfEntries(entries)}
        onChange={(moderator) => narrow({ moderator })}
      />
      <DayRange from={rest.from} to={rest.to} onChange={narrow} />
      <p className="text-xs text-mute">Days in your time zone, {timeZone()}</p>
      <Button look="quiet" className="self-start" onClick={() => onChange(WHOLE_HISTORY)}>
        Clear the filter
      </Button>
    </div>
  );
}
