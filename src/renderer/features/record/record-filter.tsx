// The filter of Audit and Activity: a form behind a button, a chip for each part that narrows, and what happened since the
// last visit. Everything acts at once.
import { History, ListFilter } from 'lucide-react';
import { useState } from 'react';
import type { Actor } from '../../lib/actors.ts';
import { formatWhenLong } from '../../lib/format.ts';
import { useLastVisit } from '../../lib/last-visit.ts';
import { EVERYTHING, partsOf, timeZone, type RecordFilter, type RecordScreen } from '../../lib/record-filter.ts';
import { useApp, useMinute, useServices } from '../../lib/services.tsx';
import { AUDIT_WORDS } from '../../lib/words.tsx';
import type { AuditAction } from '../../../shared/model.ts';
import { Button, Chip } from '../../ui/button.tsx';
import { DayRange, FilterChip, PickModerator, PickOne } from '../../ui/filter.tsx';
import { Popover } from '../../ui/popover.tsx';
import { SavedFilters } from './saved-filters.tsx';

const ACTIONS = Object.keys(AUDIT_WORDS) as readonly AuditAction[];

export function RecordFilterBar({
  screen,
  moderators,
}: {
  readonly screen: RecordScreen;
  /** Who acted in the rows on show. */
  readonly moderators: readonly Actor[];
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
        <FilterChip key={name} words={words} onRemove={() => set(without)} />
      ))}
    </div>
  );
}

interface FormProps {
  readonly screen: RecordScreen;
  readonly moderators: readonly Actor[];
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
  return (
    <div className="flex flex-col gap-2.5">
      <PickModerator picked={filter.moderator} known={moderators} onChange={(moderator) => set({ moderator })} />
      {screen === 'audit' && (
        <>
          <PickOne
            word="Action"
            none="all"
            value={filter.actions[0] ?? ''}
            choices={ACTIONS.map((id) => ({ id, name: AUDIT_WORDS[id] }))}
            onChange={(id) => set({ actions: ACTIONS.filter((action) => action === id) })}
          />
          <PickOne
            word="Channel"
            none="all"
            value={filter.channelId ?? ''}
            choices={channels.map(({ id, displayName }) => ({ id, name: displayName }))}
            onChange={(id) => set({ channelId: id === '' ? null : id })}
          />
        </>
      )}
      <DayRange from={filter.from} to={filter.to} onChange={set} />
      <p className="text-xs text-mute">Days in your time zone, {timeZone()}</p>
      <Button look="quiet" className="self-start" onClick={() => onChange(EVERYTHING)}>
        Clear the filter
      </Button>
      <SavedFilters screen={screen} filter={filter} onChange={onChange} />
    </div>
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
