// One line per protection: who, where, why, since when, by whom. Somebody may be there twice: here and everywhere.
import { Globe, Hash } from 'lucide-react';
import type { ProtectedView } from '../../../shared/contract/lists.ts';
import { useApp, useMinute, useServices } from '../../lib/services.tsx';
import { channelOf, openPerson } from '../../lib/store.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Name, When } from '../../ui/marks.tsx';
import { LineButton } from '../moderators/line-button.tsx';
import { useProtecting } from './use-protecting.ts';

const COLUMNS =
  'grid items-center gap-x-3 px-3 whitespace-nowrap grid-cols-[minmax(9rem,1.2fr)_8rem_minmax(8rem,1.6fr)_6rem_minmax(4rem,6rem)_5.5rem] @max-[46rem]:grid-cols-[minmax(8rem,1.2fr)_7rem_minmax(6rem,1.4fr)_5.5rem] @max-[34rem]:grid-cols-[minmax(0,1.3fr)_minmax(0,1fr)_5.5rem]';
const WIDE = '@max-[46rem]:hidden';
const MIDDLE = '@max-[34rem]:hidden';

export interface ProtectedTableProps {
  readonly people: readonly ProtectedView[];
  /** Why nobody can be taken off; null when they can. */
  readonly whyNot: string | null;
  readonly first: number;
  readonly total: number;
}

export function ProtectedTable({ people, whyNot, first, total }: ProtectedTableProps) {
  return (
    <div role="table" aria-label="Protected people" aria-rowcount={total + 1} className="min-h-0 flex-1 overflow-auto">
      <div
        role="row"
        aria-rowindex={1}
        className={`${COLUMNS} sticky top-0 z-10 h-8 border-b border-line bg-s0 text-xs font-semibold text-mute`}
      >
        <span role="columnheader">Name</span>
        <span role="columnheader">Where</span>
        <span role="columnheader" className={MIDDLE}>
          Note
        </span>
        <span role="columnheader" className={WIDE}>
          Added
        </span>
        <span role="columnheader" className={WIDE}>
          By
        </span>
        <span role="columnheader">
          <span className="sr-only">Act</span>
        </span>
      </div>
      {people.map((person, index) => (
        <Row
          key={`${person.channelId ?? ''} ${person.userId}`}
          person={person}
          whyNot={whyNot}
          index={first + index + 2}
        />
      ))}
    </div>
  );
}

function Row({
  person,
  whyNot,
  index,
}: {
  readonly person: ProtectedView;
  readonly whyNot: string | null;
  readonly index: number;
}) {
  const { store } = useServices();
  const now = useMinute();
  const { remove } = useProtecting();
  const shownId = useApp((state) => state.channelId);
  const { channelId, userId, username, displayName, note, addedAt, addedBy } = person;
  const open = (): void => {
    const place = channelId ?? shownId;
    store.setState({ activeRow: null });
    if (place !== null) openPerson(store, place, userId, displayName || username);
  };
  return (
    <div role="row" aria-rowindex={index} className={`${COLUMNS} min-h-9 border-b border-line py-1 hover:bg-s1`}>
      <span role="rowheader" className="flex min-w-0 items-center gap-2 font-medium" title={`id ${userId}`}>
        <Avatar id={userId} name={displayName || username} />
        <button type="button" className="min-w-0 truncate rounded-sm hover:underline" onClick={open}>
          <Name displayName={displayName} login={username} />
        </button>
      </span>
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
      <span role="cell" className="flex justify-end">
        <LineButton
          label={`Take ${displayName || username} off the list`}
          whyNot={whyNot}
          onPress={() => void remove(person)}
        >
          Take off
        </LineButton>
      </span>
    </div>
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
