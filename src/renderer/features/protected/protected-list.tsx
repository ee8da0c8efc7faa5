// People whom no act may hit: searched, added, taken off, brought in from a file and out into one.
import { Download, FileUp, Search, ShieldCheck, UserPlus } from 'lucide-react';
import { useRef, useState } from 'react';
import { useHotkey } from '../../lib/keyboard.tsx';
import { useApp, useWhyNot } from '../../lib/services.tsx';
import { channelOf } from '../../lib/store.ts';
import { useQuery } from '../../lib/use-query.ts';
import { Failure } from '../../ui/failure.tsx';
import { Button } from '../../ui/button.tsx';
import { INPUT } from '../../ui/field.tsx';
import { Empty } from '../../ui/marks.tsx';
import { Pager } from '../../ui/pager.tsx';
import { MayNot, RolesBar } from '../moderators/roles-bar.tsx';
import { AddProtected } from './add-protected.tsx';
import { ImportProtected } from './import-protected.tsx';
import { ProtectedTable } from './protected-table.tsx';
import { useExport } from './use-export.ts';

const LIMIT = 100;

export function ProtectedList({ channelId }: { readonly channelId: string }) {
  const [isEverywhere, setEverywhere] = useState(false);
  const [search, setSearch] = useState('');
  const [open, setOpen] = useState<'add' | 'import' | null>(null);
  const whyNot = useWhyNot('protected.add');
  const filter = { ...(isEverywhere ? {} : { channelId }), ...(search.trim() === '' ? {} : { search: search.trim() }) };
  return (
    <>
      <RolesBar>
        <Button disabled={whyNot !== null} title={whyNot ?? undefined} onClick={() => setOpen('add')}>
          <UserPlus size={14} aria-hidden="true" /> Protect somebody
        </Button>
        <Button disabled={whyNot !== null} title={whyNot ?? undefined} onClick={() => setOpen('import')}>
          <FileUp size={14} aria-hidden="true" /> Import
        </Button>
        <ExportButton filter={filter} />
      </RolesBar>
      <MayNot why={whyNot} />
      <People
        filter={filter}
        whyNot={whyNot}
        onAdd={() => setOpen('add')}
        picker={
          <>
            <SearchBox text={search} onChange={setSearch} />
            <PlaceFilter channelId={channelId} isEverywhere={isEverywhere} onPick={setEverywhere} />
          </>
        }
      />
      <AddProtected channelId={channelId} isOpen={open === 'add'} onClose={() => setOpen(null)} />
      <ImportProtected channelId={channelId} isOpen={open === 'import'} onClose={() => setOpen(null)} />
    </>
  );
}

interface Filter {
  readonly channelId?: string;
  readonly search?: string;
}

function People({
  filter,
  whyNot,
  onAdd,
  picker,
}: {
  readonly filter: Filter;
  readonly whyNot: string | null;
  readonly onAdd: () => void;
  readonly picker: React.ReactNode;
}) {
  // Another filter begins at its first page.
  const asked = JSON.stringify(filter);
  const [page, setPage] = useState({ asked, offset: 0 });
  const offset = page.asked === asked ? page.offset : 0;
  const revision = useApp((state) => state.settingsRevision);
  const { value, error } = useQuery('protected.list', { ...filter, limit: LIMIT, offset }, revision, true);
  const isSearched = filter.search !== undefined;
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-2 px-3 py-2">
        <div className="flex min-w-0 flex-wrap gap-2">{picker}</div>
        {value !== null && (
          <Pager offset={offset} limit={LIMIT} total={value.total} onMove={(to) => setPage({ asked, offset: to })} />
        )}
      </div>
      {error !== null && <Failure error={error} />}
      {value !== null && value.total === 0 && (
        <Empty icon={<ShieldCheck size={20} />} title={isSearched ? 'Nobody found' : 'Nobody is protected yet'}>
          <p>
            {isSearched
              ? 'No name, id or note on this list fits.'
              : 'Whoever is on this list cannot be banned or timed out through Modkeep: not by a slip, not in bulk. The broadcaster, moderators and you yourself are safe anyway.'}
          </p>
          {!isSearched && whyNot === null && (
            <Button look="primary" onClick={onAdd}>
              Protect somebody
            </Button>
          )}
        </Empty>
      )}
      {value !== null && value.people.length > 0 && (
        <ProtectedTable people={value.people} whyNot={whyNot} first={offset} total={value.total} />
      )}
    </>
  );
}

function SearchBox({ text, onChange }: { readonly text: string; readonly onChange: (text: string) => void }) {
  const input = useRef<HTMLInputElement>(null);
  useHotkey('search', () => input.current?.select());
  return (
    <label className="flex h-8 w-48 min-w-0 items-center gap-2 rounded-md border border-line bg-s1 px-2 text-mute focus-within:border-focus focus-within:text-ink hover:border-edge">
      <Search size={14} className="shrink-0" aria-hidden="true" />
      <input
        ref={input}
        type="text"
        role="searchbox"
        aria-label="Search protected people"
        placeholder="Name, id or note"
        autoComplete="off"
        spellCheck={false}
        maxLength={100}
        value={text}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.preventDefault();
          if (text === '') event.currentTarget.blur();
          onChange('');
        }}
        className="min-w-0 flex-1 text-ink outline-none"
      />
    </label>
  );
}

function PlaceFilter({
  channelId,
  isEverywhere,
  onPick,
}: {
  readonly channelId: string;
  readonly isEverywhere: boolean;
  readonly onPick: (isEverywhere: boolean) => void;
}) {
  const name = useApp((state) => channelOf(state, channelId)?.displayName) ?? 'this channel';
  return (
    <select
      aria-label="Protected in"
      value={isEverywhere ? 'all' : 'here'}
      onChange={(event) => onPick(event.target.value === 'all')}
      className={`${INPUT} max-w-56`}
    >
      <option value="here">In {name}</option>
      <option value="all">All channels</option>
    </select>
  );
}

function ExportButton({ filter }: { readonly filter: Filter }) {
  const { run, isBusy } = useExport();
  return (
    <Button disabled={isBusy} title="What this list shows, as CSV" onClick={() => void run(filter)}>
      <Download size={14} aria-hidden="true" /> Export
    </Button>
  );
}
