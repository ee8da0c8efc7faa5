// One line per protection: who, where, why, since when, by whom. Somebody may be there twice: here and everywhere.
import { Globe, Hash } from 'lucide-react';
import type { ProtectedView } from '../../../shared/contract/lists.ts';
import { useApp, useMinute, useServices } from '../../lib/services.tsx';
import { channelOf, openPerson } from '../../lib/store.ts';
import { LineButton } from '../../ui/line-button.tsx';
import { When } from '../../ui/marks.tsx';
import { MIDDLE, PeopleTable, PersonLine, WIDE } from '../../ui/people-table.tsx';
import { useProtecting } from './use-protecting.ts';

const LAYOUT =
  'grid-cols-[minmax(9rem,1.2fr)_8rem_minmax(8rem,1.6fr)_6rem_minmax(4rem,6rem)_5.5rem] @max-[46rem]:grid-cols-[minmax(8rem,1.2fr)_7rem_minmax(6rem,1.4fr)_5.5rem] @max-[34rem]:grid-cols-[minmax(0,1.3fr)_minmax(0,1fr)_5.5rem]';
const COLUMNS = [
  { word: 'Where' },
  { word: 'Note', className: MIDDLE },
  { word: 'Added', className: WIDE },
  { word: 'By', className: WIDE },
];

export interface ProtectedTableProps {
  readonly people: readonly ProtectedView[];
  /** Why nobody can be taken off; null when they can. */
  readonly whyNot: string | null;
  readonly first: number;
  readonly total: number;
}

export function ProtectedTable({ people, whyNot, first, total }: ProtectedTableProps) {
  return (
    <PeopleTable label="Protected people" total={total} layout={LAYOUT} columns={COLUMNS}>
      {people.map((person, index) => (
        <Line
          key={`${person.channelId ?? ''} ${person.userId}`}
          person={person}
          whyNot={whyNot}
          position={first + index}
        />
      ))}
    </PeopleTable>
  );
}

function Line({
  person,
  whyNot,
  position,
}: {
  readonly person: ProtectedView;
  readonly whyNot: string | null;
  readonly position: number;
}) {
  const { store } = useServices();
  const now = useMinute();
  const { remove } = useProtecting();
  const shownId = useApp((state) => state.channelId);
  const { channelId, userId, username, displayName, note, addedAt, addedBy } = person;
  const name = displayName || username;
  const open = (): void => {
    const place = channelId ?? shownId;
    store.setState({ activeRow: null });
    if (place !== null) openPerson(store, place, userId, name);
  };
  const act = (
    <LineButton label={`Take ${name} off the list`} whyNot={whyNot} onPress={() => void remove(person)}>
      Take off
    </LineButton>
  );
  return (
    <PersonLine person={person} position={position} layout={LAYOUT} onOpen={open} act={act}>
      <Place channelId={channelId} />
      <span role="cell" className={`truncate text-mute ${MIDDLE}`} title={note}>
        {note}
      </span>
      <span role="cell" className={`text-mute ${WIDE}`}>
        <When iso={addedAt} now={now} />
      </span>
      <span role="cell" className={`truncate text-mute ${WIDE}`}>
        {addedBy}
      </span>
    </PersonLine>
  );
}

function Place({ channelId }: { readonly channelId: string | null }) {
  const name = useApp((state) => channelOf(state, channelId)?.displayName);
  const Icon = channelId === null ? Globe : Hash;
  return (
    <span role="cell" className="flex min-w-0 items-center gap-1.5 text-mute">
      <Icon size={14} className="shrink-0" aria-hidden="true" />
      <span className="truncate">{channelId === null ? 'Everywhere' : (name ?? channelId)}</span>
    </span>
  );
}
