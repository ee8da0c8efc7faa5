// One line per moderator, the owner first: since when, by whom, and what they may do through this Modkeep.
import { Crown, MonitorCheck, Shield } from 'lucide-react';
import type { ModeratorView } from '../../../shared/contract/moderators.ts';
import { countRights, listRights } from '../../lib/rights.ts';
import { useMay, useMinute, useServices } from '../../lib/services.tsx';
import { openPerson, openRoles } from '../../lib/store.ts';
import { LineButton } from '../../ui/line-button.tsx';
import { When } from '../../ui/marks.tsx';
import { MIDDLE, PeopleTable, PersonLine, WIDE } from '../../ui/people-table.tsx';
import { useModerating } from './use-moderating.ts';

const LAYOUT =
  'grid-cols-[minmax(9rem,1.4fr)_7rem_6rem_minmax(5rem,1fr)_minmax(9rem,1.2fr)_5rem] @max-[46rem]:grid-cols-[minmax(8rem,1.4fr)_7rem_minmax(8rem,1.2fr)_5rem] @max-[34rem]:grid-cols-[minmax(0,1fr)_6.5rem_5rem]';
const COLUMNS = [
  { word: 'Role' },
  { word: 'Since', className: WIDE },
  { word: 'By', className: WIDE },
  { word: 'Rights in Modkeep', className: MIDDLE },
];

export interface ModeratorTableProps {
  readonly moderators: readonly ModeratorView[];
  /** Why nobody can be removed; null when they can. */
  readonly whyNot: string | null;
  /** Where the first of them stands in the whole list. */
  readonly first: number;
  readonly total: number;
}

export function ModeratorTable({ moderators, whyNot, first, total }: ModeratorTableProps) {
  return (
    <PeopleTable label="Moderators" total={total} layout={LAYOUT} columns={COLUMNS}>
      {moderators.map((moderator, index) => (
        <Line key={moderator.userId} moderator={moderator} whyNot={whyNot} position={first + index} />
      ))}
      {total === 1 && <p className="px-3 py-6 text-center text-mute">No moderators are known but the owner.</p>}
    </PeopleTable>
  );
}

function Line({
  moderator,
  whyNot,
  position,
}: {
  readonly moderator: ModeratorView;
  readonly whyNot: string | null;
  readonly position: number;
}) {
  const { store } = useServices();
  const now = useMinute();
  const { remove } = useModerating(moderator.channelId);
  const { userId, channelId, username, displayName, role, addedAt, addedByUsername } = moderator;
  const isOwner = role === 'owner';
  const RoleIcon = isOwner ? Crown : Shield;
  const act = !isOwner && (
    <LineButton label={`Remove ${displayName || username}`} whyNot={whyNot} onPress={() => void remove(moderator)}>
      Remove
    </LineButton>
  );
  return (
    <PersonLine
      person={moderator}
      position={position}
      layout={LAYOUT}
      onOpen={() => (store.setState({ activeRow: null }), openPerson(store, channelId, userId, displayName))}
      act={act}
    >
      <span role="cell" className={`flex items-center gap-1.5 ${isOwner ? 'text-accent' : 'text-mute'}`}>
        <RoleIcon size={14} className="shrink-0" aria-hidden="true" />
        {isOwner ? 'Owner' : 'Moderator'}
      </span>
      <span role="cell" className={`text-mute ${WIDE}`}>
        {addedAt === null ? (
          <span title="It was before anybody watched">{isOwner ? '—' : 'not known'}</span>
        ) : (
          <When iso={addedAt} now={now} />
        )}
      </span>
      <span role="cell" className={`truncate text-mute ${WIDE}`}>
        {addedByUsername ?? '—'}
      </span>
      <span role="cell" className={`min-w-0 ${MIDDLE}`}>
        <RightsCell moderator={moderator} />
      </span>
    </PersonLine>
  );
}

const FROM_WORDS = {
  role: 'as owner',
  default: 'as usual',
  all_channels: 'set for all channels',
  channel: 'set for this channel',
} as const;

/** They bind what is done through an account here; a moderator who is not signed in here has none to use. */
function RightsCell({ moderator }: { readonly moderator: ModeratorView }) {
  const { store } = useServices();
  const may = useMay('rights.list');
  const { isSignedInHere, permissions, permissionsFrom } = moderator;
  if (!isSignedInHere) return <span className="text-mute">not signed in here</span>;
  const words = `${countRights(permissions)} · ${FROM_WORDS[permissionsFrom]}`;
  return (
    <span className="flex min-w-0 items-center gap-1.5" title={`Signed in here. May: ${listRights(permissions)}`}>
      <MonitorCheck size={14} className="shrink-0 text-info" aria-hidden="true" />
      <span className="sr-only">Signed in here,</span>
      {may ? (
        <button
          type="button"
          className="truncate rounded-sm hover:underline"
          onClick={() => openRoles(store, 'rights')}
        >
          {words}
        </button>
      ) : (
        <span className="truncate">{words}</span>
      )}
    </span>
  );
}
