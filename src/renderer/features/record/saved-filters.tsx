// Filters kept under a name, in the settings: pick one, keep this one, drop one.
import { Bookmark, X } from 'lucide-react';
import { useState } from 'react';
import type { SavedFilter } from '../../../shared/saved-filter.ts';
import { describeError, oneLine } from '../../lib/messages.ts';
import type { RecordFilter, RecordScreen } from '../../lib/record-filter.ts';
import { useApp, useServices } from '../../lib/services.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';

const NAME_LENGTH = 40;

export function SavedFilters({
  screen,
  filter,
  onChange,
}: {
  readonly screen: RecordScreen;
  readonly filter: RecordFilter;
  readonly onChange: (filter: RecordFilter) => void;
}) {
  const { bridge, store } = useServices();
  const saved = useApp((state) => state.settings?.savedFilters) ?? [];
  const [name, setName] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const own = saved.filter((one) => one.screen === screen);
  const save = async (next: readonly SavedFilter[]): Promise<void> => {
    const reply = await bridge.call('settings.set', { savedFilters: next.map((one) => structuredClone(one)) as never });
    setProblem(reply.ok ? null : oneLine(describeError(reply.error)));
    if (reply.ok) store.setState({ settings: reply.value.settings });
  };
  const keep = (): void => {
    const title = name.trim();
    if (title === '') return;
    const isSame = (one: SavedFilter): boolean => one.screen === screen && one.name === title;
    // A moment is of no use later: what is kept are days.
    const kept = { screen, name: title, filter: { ...filter, since: null } };
    void save([...saved.filter((one) => !isSame(one)), kept]).then(() => setName(''));
  };
  return (
    <div className="flex flex-col gap-1.5 border-t border-line pt-2.5" role="group" aria-label="Saved filters">
      {own.map((one) => (
        <div key={one.name} className="flex items-center gap-1">
          <Button look="quiet" className="min-w-0 flex-1 justify-start" onClick={() => onChange(one.filter)}>
            <Bookmark size={14} className="shrink-0" aria-hidden="true" />
            <span className="truncate">{one.name}</span>
          </Button>
          <IconButton
            label={`Drop the saved filter ${one.name}`}
            onClick={() => void save(saved.filter((other) => other !== one))}
          >
            <X size={14} />
          </IconButton>
        </div>
      ))}
      <form
        className="flex gap-1.5"
        onSubmit={(event) => {
          event.preventDefault();
          keep();
        }}
      >
        <TextField
          aria-label="Name for this filter"
          placeholder="Name"
          value={name}
          maxLength={NAME_LENGTH}
          onChange={(event) => setName(event.target.value)}
        />
        <Button type="submit" disabled={name.trim() === ''}>
          Save filter
        </Button>
      </form>
      {problem !== null && (
        <p role="alert" className="text-danger">
          {problem}
        </p>
      )}
    </div>
  );
}
