// What narrows the list besides its kind: one chip each, and a click takes it away.
import { X } from 'lucide-react';
import { partsOf } from '../../lib/ban-filter.ts';
import { useApp, useMinute, useServices } from '../../lib/services.tsx';
import { Chip } from '../../ui/button.tsx';

export function FilterChips() {
  const { store } = useServices();
  const filter = useApp((state) => state.banFilter);
  const search = useApp((state) => state.search['bans'] ?? '').trim();
  const now = useMinute();
  const parts = partsOf(filter, now);
  if (parts.length === 0 && search === '') return null;
  const clearSearch = (): void => store.setState((state) => ({ search: { ...state.search, bans: '' } }));
  return (
    <div role="group" aria-label="Narrowed to" className="flex min-w-0 flex-wrap items-center gap-1.5">
      {search !== '' && <Part words={`“${search}”`} onRemove={clearSearch} />}
      {parts.map(({ name, words, without }) => (
        <Part key={name} words={words} onRemove={() => store.setState({ banFilter: without })} />
      ))}
    </div>
  );
}

function Part({ words, onRemove }: { readonly words: string; readonly onRemove: () => void }) {
  return (
    <Chip isOn onClick={onRemove} aria-label={`${words}. Take this filter away`} title="Take this filter away">
      <span className="max-w-44 truncate">{words}</span> <X size={12} className="shrink-0" aria-hidden="true" />
    </Chip>
  );
}
