// The filter of Audit and Activity: a form behind a button, a chip for each part that narrows, and what happened since the
// last visit. Everything acts at once.
import { History, ListFilter, X } from 'lucide-react';
import { useState } from 'react';
import { formatWhenLong } from '../../lib/format.ts';
import { useLastVisit } from '../../lib/last-visit.ts';
import { EVERYTHING, partsOf, timeZone, type RecordFilter, type RecordScreen } from '../../lib/record-filter.ts';
import { useApp, useMinute, useServices } from '../../lib/services.tsx';
import { AUDIT_WORDS } from '../../lib/words.tsx';
import type { AuditAction } from '../../../shared/model.ts';
import { Button, Chip } from '../../ui/button.tsx';
import { Day, INPUT, Labelled } from '../../ui/field.tsx';
import { Popover } from '../../ui/popover.tsx';
import { SavedFilters } from './saved-filters.tsx';

export interface Moderator {
  readonly id: string;
  readonly name: string;
}

const ACTIONS = Object.keys(AUDIT_WORDS) as readonly AuditAction[];

export function RecordFilterBar({
  screen,
  moderators,
}: {
  readonly screen: RecordScreen;
  /** Who acted in the rows on show. */
  readonly moderators: readonly Moderator[];
}) {
  const { store } = useServices();
  const filter = useApp((state) => state.records[screen]);
  const channels = useApp((state) => state.channels);
  const now = useMinute();
  const set = (next: RecordFilter): void =>
    store.setState((state) => ({ records: { ...state.records, [screen]: next } }));
  const nameOf = (id: string): string => channels?.find((channel) => channel.id === id)?.displayName ?? id;
  return (
    <div role="group" aria-label="Narrowed to" className="flex min-w-0 flex-wrap items-center gap-1.5">
      <FilterButton screen={screen} moderators={moderators} filter={filter} onChange={set} />
      <SinceLastVisit screen={screen} filter={filter} onChange={set} />
      {partsOf(filter, now, nameOf).map(({ name, words, without }) => (
        <Chip
          key={name}
          isOn
          onClick={() => set(without)}
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

interface FormProps {
  readonly screen: RecordScreen;
  readonly moderators: readonly Moderator[];
  readonly filter: RecordFilter;
  readonly onChange: (filter: RecordFilter) => void;
}

function FilterButton(props: FormProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover
      label={props.screen === 'audit' ? 'Filter the audit log' : 'Filter the activity'}
      isOpen={isOpen}
      onOpenChange={setOpen}
      trigger={
        <Button className="min-h-6.5 rounded-full py-0 text-mute">
          <ListFilter size={14} aria-hidden="true" />
          Filter
        </Button>
      }
    >
      <FilterForm {...props} />
    </Popover>
  );
}

function FilterForm({ screen, moderators, filter, onChange }: FormProps) {
  const channels = useApp((state) => state.channels) ?? [];
  const set = (change: Partial<RecordFilter>): void => onChange({ ...filter, ...change });
  const by = filter.moderator;
  const everybody = by === null || moderators.some(({ id }) => id === by.id) ? moderators : [by, ...moderators];
  return (
    <div className="flex flex-col gap-2.5">
      <Choice
        word="By"
        none="anybody"
        value={by?.id ?? ''}
        choices={everybody}
        onChange={(id) => set({ moderator: everybody.find((one) => one.id === id) ?? null })}
      />
      {screen === 'audit' && (
        <>
          <Choice
            word="Action"
            none="all"
            value={filter.actions[0] ?? ''}
            choices={ACTIONS.map((id) => ({ id, name: AUDIT_WORDS[id] }))}
            onChange={(id) => set({ actions: ACTIONS.filter((action) => action === id) })}
          />
          <Choice
            word="Channel"
            none="all"
            value={filter.channelId ?? ''}
            choices={channels.map(({ id, displayName }) => ({ id, name: displayName }))}
            onChange={(id) => set({ channelId: id === '' ? null : id })}
          />
        </>
      )}
      <div className="grid grid-cols-2 gap-2">
        <Day word="From day" value={filter.from} most={filter.to} onChange={(from) => set({ from })} />
        <Day word="To day" value={filter.to} least={filter.from} onChange={(to) => set({ to })} />
      </div>
      <p className="text-xs text-mute">Days in your time zone, {timeZone()}</p>
      <Button look="quiet" className="self-start" onClick={() => onChange(EVERYTHING)}>
        Clear the filter
      </Button>
      <SavedFilters screen={screen} filter={filter} onChange={onChange} />
    </div>
  );
}

/** A labelled list to pick one of, or none. */
export function Choice({
  word,
  none,
  value,
  choices,
  onChange,
}: {
  readonly word: string;
  readonly none: string;
  readonly value: string;
  readonly choices: readonly Moderator[];
  readonly onChange: (id: string) => void;
}) {
  return (
    <Labelled word={word}>
      {(id) => (
        <select id={id} value={value} onChange={(event) => onChange(event.target.value)} className={`${INPUT} w-full`}>
          <option value="">{none}</option>
          {choices.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  );
}

/** What changed while I was away. */
function SinceLastVisit({ screen, filter, onChange }: Pick<FormProps, 'screen' | 'filter' | 'onChange'>) {
  const now = useMinute();
  const before = useLastVisit(screen, now);
  const since = filter.since ?? (before === null ? null : new Date(before).toISOString());
  if (since === null) return null;
  const isOn = filter.since !== null;
  return (
    <Chip isOn={isOn} onClick={() => onChange({ ...filter, since: isOn ? null : since })} title="What happened since">
      <History size={12} className="shrink-0" aria-hidden="true" />
      Since last time, {formatWhenLong(since, now)}
    </Chip>
  );
}
