// The form behind "Filter": by whom, why, when, from which source. Everything acts at once; there is nothing to send.
import { ListFilter } from 'lucide-react';
import { memo, useState } from 'react';
import { SOURCES, type Source } from '../../../shared/model.ts';
import { NO_FILTER, SOURCE_WORDS, type BanFilter } from '../../lib/ban-filter.ts';
import { useApp, useServices } from '../../lib/services.tsx';
import { Button, Chip } from '../../ui/button.tsx';
import { Labelled, TextField, Toggle } from '../../ui/field.tsx';
import { DayRange, PickModerator } from '../../ui/filter.tsx';
import { Popover } from '../../ui/popover.tsx';
import { moderatorsOf, type BanPages } from './ban-pages.ts';

export const FilterButton = memo(function FilterButton({ held }: { readonly held: BanPages }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover
      label="Filter the list"
      isOpen={isOpen}
      onOpenChange={setOpen}
      trigger={
        <Button className="min-h-6.5 rounded-full py-0 text-mute" aria-label="Filter">
          <ListFilter size={14} aria-hidden="true" />
          <span className="@max-[54rem]/tools:sr-only">Filter</span>
        </Button>
      }
    >
      <FilterForm held={held} />
    </Popover>
  );
});

function FilterForm({ held }: { readonly held: BanPages }) {
  const { store } = useServices();
  const filter = useApp((state) => state.banFilter);
  const hasSource = useApp((state) => state.hasSourceColumn);
  const set = (change: Partial<BanFilter>): void => store.setState({ banFilter: { ...filter, ...change } });
  return (
    <div className="flex flex-col gap-2.5">
      <PickModerator
        picked={filter.moderator}
        known={moderatorsOf(held)}
        onChange={(moderator) => set({ moderator })}
      />
      <Labelled word="Reason has">
        {(id) => (
          <TextField
            id={id}
            value={filter.reason}
            maxLength={100}
            placeholder="spam"
            onChange={(event) => set({ reason: event.target.value })}
          />
        )}
      </Labelled>
      <DayRange from={filter.from} to={filter.to} onChange={set} />
      <div role="group" aria-label="Known from" className="flex flex-wrap items-center gap-1.5">
        {SOURCES.map((source) => (
          <Chip
            key={source}
            isOn={filter.sources.includes(source)}
            onClick={() => set({ sources: toggled(filter.sources, source) })}
          >
            {SOURCE_WORDS[source]}
          </Chip>
        ))}
      </div>
      <div className="flex items-center justify-between gap-3 border-t border-line pt-2.5">
        <span>Show where each row is known from</span>
        <Toggle label="Source column" isOn={hasSource} onChange={(on) => store.setState({ hasSourceColumn: on })} />
      </div>
      <Button look="quiet" className="self-start" onClick={() => store.setState({ banFilter: NO_FILTER })}>
        Clear the filter
      </Button>
    </div>
  );
}

function toggled(sources: readonly Source[], source: Source): readonly Source[] {
  return sources.includes(source) ? sources.filter((other) => other !== source) : [...sources, source];
}
