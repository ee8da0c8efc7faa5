// What narrows the list besides its kind: one chip each, and a click takes it away.
import { partsOf } from '../../lib/ban-filter.ts';
import { useApp, useMinute, useServices } from '../../lib/services.tsx';
import { FilterChip } from '../../ui/filter.tsx';

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
      {search !== '' && <FilterChip words={`“${search}”`} onRemove={clearSearch} />}
      {parts.map(({ name, words, without }) => (
        <FilterChip key={name} words={words} onRemove={() => store.setState({ banFilter: without })} />
      ))}
    </div>
  );
}
