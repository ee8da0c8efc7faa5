// Narrows one person's history: what, by whom, on which days. A chip for each part that narrows takes it away again.
import { ListFilter, X } from 'lucide-react';
import { useState } from 'react';
import type { EntryKind, EntryView } from '../../../shared/model.ts';
import { EVERYTHING, partsOf, questionOf, timeZone, type RecordFilter } from '../../lib/record-filter.ts';
import { useMinute } from '../../lib/services.tsx';
import { KINDS } from '../../lib/words.tsx';
import { Button, Chip } from '../../ui/button.tsx';
import { Day } from '../../ui/field.tsx';
import { Popover } from '../../ui/popover.tsx';
import { Choice, type Moderator } from '../record/record-filter.tsx';

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
        <Chip
          key={name}
          isOn
          onClick={() => onChange(without)}
          aria-label={`${words}. Take this filter away`}
          title="Take this filter away"
        >
          <span className="max-w-44 truncate">{words}</span>
          <X size={12} className="shrink-0" aria-hidden="true" />
        </Chip>
      ))}
    </div>
  );
}

function Form({ filter, entries, onChange }: Props) {
  const { kind, rest } = filter;
  const narrow = (change: Partial<RecordFilter>): void => onChange({ ...filter, rest: { ...rest, ...change } });
  const kinds = [...new Set([...entries.map((entry) => entry.kind), ...(kind === null ? [] : [kind])])];
  const moderators = moderatorsOf(entries, rest.moderator);
  return (
    <div className="flex flex-col gap-2.5">
      <Choice
        word="What"
        none="everything"
        value={kind ?? ''}
        choices={kinds.map((id) => ({ id, name: KINDS[id].word }))}
        onChange={(id) => onChange({ ...filter, kind: kinds.find((one) => one === id) ?? null })}
      />
      <Choice
        word="By"
        none="anybody"
        value={rest.moderator?.id ?? ''}
        choices={moderators}
        onChange={(id) => narrow({ moderator: moderators.find((one) => one.id === id) ?? null })}
      />
      <div className="grid grid-cols-2 gap-2">
        <Day word="From day" value={rest.from} most={rest.to} onChange={(from) => narrow({ from })} />
        <Day word="To day" value={rest.to} least={rest.from} onChange={(to) => narrow({ to })} />
      </div>
      <p className="text-xs text-mute">Days in your time zone, {timeZone()}</p>
      <Button look="quiet" className="self-start" onClick={() => onChange(WHOLE_HISTORY)}>
        Clear the filter
      </Button>
    </div>
  );
}

/** Who acted, each once, by name; whom the filter names is among them. */
function moderatorsOf(entries: readonly EntryView[], picked: Moderator | null): readonly Moderator[] {
  const names = new Map<string, string>(picked === null ? [] : [[picked.id, picked.name]]);
  for (const { moderatorId, moderatorDisplayName, moderatorUsername } of entries)
    if (moderatorId !== null) names.set(moderatorId, moderatorDisplayName ?? moderatorUsername ?? moderatorId);
  return [...names].map(([id, name]) => ({ id, name })).toSorted((one, other) => one.name.localeCompare(other.name));
}
