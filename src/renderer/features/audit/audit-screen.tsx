// The Audit screen: what was done through Modkeep and what it observed, newest first.
import { Dot, ScrollText } from 'lucide-react';
import { useState } from 'react';
import type { Input } from '../../../shared/contract.ts';
import type { UndoView } from '../../../shared/contract/acting.ts';
import type { AuditAction, AuditView } from '../../../shared/model.ts';
import { formatWhenLong } from '../../lib/format.ts';
import { describeError, oneLine } from '../../lib/messages.ts';
import { useApp, useMinute, useServices } from '../../lib/services.tsx';
import { openPerson } from '../../lib/store.ts';
import { useQuery } from '../../lib/use-query.ts';
import { AUDIT_KINDS, AUDIT_WORDS, KINDS } from '../../lib/words.tsx';
import { useUndos } from '../../lib/use-undos.ts';
import { INPUT } from '../../ui/field.tsx';
import { Empty, When } from '../../ui/marks.tsx';
import { Pager } from '../../ui/pager.tsx';
import { ProofPanel } from './proof-panel.tsx';
import { UndoControl } from '../../ui/undo-control.tsx';

const LIMIT = 100;
const ACTIONS = Object.keys(AUDIT_WORDS) as readonly AuditAction[];
const COLUMNS =
  'grid items-center gap-x-3 whitespace-nowrap px-3 grid-cols-[2.5rem_7.5rem_8.5rem_minmax(8rem,1.2fr)_minmax(6rem,1.5fr)_7rem] max-lg:grid-cols-[8rem_9rem_minmax(6rem,1fr)_minmax(5rem,1fr)] max-sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]';

export function AuditScreen() {
  const search = useApp((state) => state.search['audit'] ?? '').trim();
  const [action, setAction] = useState<AuditAction | ''>('');
  return (
    <section aria-label="Audit log" className="flex min-h-0 flex-1 flex-col">
      <ProofPanel />
      <AuditList
        key={`${action} ${search}`}
        filter={{ ...(action === '' ? {} : { action }), ...(search === '' ? {} : { search }) }}
        picker={
          <select
            aria-label="Action"
            value={action}
            onChange={(event) => setAction(event.target.value as AuditAction | '')}
            className={`${INPUT} w-44`}
          >
            <option value="">All actions</option>
            {ACTIONS.map((one) => (
              <option key={one} value={one}>
                {AUDIT_WORDS[one]}
              </option>
            ))}
          </select>
        }
      />
    </section>
  );
}

function AuditList({
  filter,
  picker,
}: {
  readonly filter: Omit<Input<'audit.list'>, 'limit' | 'offset'>;
  readonly picker: React.ReactNode;
}) {
  const [offset, setOffset] = useState(0);
  const revision = useApp((state) => state.auditRevision);
  const { value, error } = useQuery('audit.list', { ...filter, limit: LIMIT, offset }, revision, true);
  const undos = useUndos(entriesOf(value?.data ?? []), revision);
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-2 px-3 py-2">
        {picker}
        {value !== null && <Pager offset={offset} limit={LIMIT} total={value.meta.total} onMove={setOffset} />}
      </div>
      {error !== null && (
        <p role="alert" className="bg-danger-bg px-3 py-2 text-danger">
          {oneLine(describeError(error))}
        </p>
      )}
      {value !== null && value.data.length === 0 && (
        <Empty icon={<ScrollText size={20} />} title={isFiltered ? 'Nothing matches' : 'Nothing on record yet'}>
          <p>
            {isFiltered
              ? 'No row fits the filter.'
              : 'Every act through Modkeep is written down here, and no row ever changes.'}
          </p>
        </Empty>
      )}
      {value !== null && value.data.length > 0 && (
        <div
          role="table"
          aria-label="Audit log"
          aria-rowcount={value.meta.total + 1}
          className="min-h-0 flex-1 overflow-auto"
        >
          <AuditHead />
          {value.data.map((row, index) => (
            <AuditRow key={row.id} row={row} index={offset + index + 2} undo={undos.get(entryOf(row) ?? '')} />
          ))}
        </div>
      )}
    </>
  );
}

function AuditHead() {
  return (
    <div
      role="row"
      aria-rowindex={1}
      className={`${COLUMNS} sticky top-0 h-8 border-b border-line bg-s0 text-xs font-semibold text-mute`}
    >
      <span role="columnheader" className="max-lg:hidden">
        No.
      </span>
      <span role="columnheader">When</span>
      <span role="columnheader">Action</span>
      <span role="columnheader" className="max-sm:hidden">
        On
      </span>
      <span role="columnheader" className="max-sm:hidden">
        Reason
      </span>
      <span role="columnheader" className="max-lg:hidden">
        By
      </span>
    </div>
  );
}

/** Whom or what the row is about; a person of the channel on show can be opened. */
function Subject({ row }: { readonly row: AuditView }) {
  const { store } = useServices();
  const isHere = useApp((state) => row.contentType === 'user' && row.channelId === state.channelId);
  const name = row.contentName ?? row.contentId;
  if (!isHere) return name;
  const open = (): void => {
    store.setState({ activeRow: null });
    if (row.channelId !== null) openPerson(store, row.channelId, row.contentId, name);
  };
  return (
    <button type="button" onClick={open} className="max-w-full truncate rounded-sm align-bottom hover:underline">
      {name}
    </button>
  );
}

function ActionIcon({ action }: { readonly action: AuditAction }) {
  const kind = AUDIT_KINDS[action];
  const { icon: Icon, tone } = kind === undefined ? { icon: Dot, tone: 'text-mute' } : KINDS[kind];
  return <Icon size={14} className={`shrink-0 ${tone}`} aria-hidden="true" />;
}

/** The entry of an act of ours that was carried out, or null. */
function entryOf({ metadata, action }: AuditView): string | null {
  const isAct = ['ban_user', 'timeout_user', 'unban_user', 'untimeout_user'].includes(action);
  const { actId, entryId } = metadata;
  return isAct && typeof actId === 'string' && typeof entryId === 'string' ? entryId : null;
}

function entriesOf(rows: readonly AuditView[]): readonly string[] {
  return [...new Set(rows.map(entryOf))].filter((id) => id !== null);
}

function AuditRow({
  row,
  index,
  undo,
}: {
  readonly row: AuditView;
  readonly index: number;
  readonly undo: UndoView | undefined;
}) {
  const now = useMinute();
  return (
    <div
      role="row"
      aria-rowindex={index}
      className={`group/line ${COLUMNS} min-h-8 border-b border-line py-1 hover:bg-s1`}
    >
      <span role="cell" className="text-xs text-mute max-lg:hidden">
        {row.seq}
      </span>
      <span role="cell" className="text-mute">
        <When iso={row.createdAt} now={now} text={formatWhenLong(row.createdAt, now)} />
      </span>
      <span role="cell" className="flex items-center gap-1.5 truncate font-medium">
        <ActionIcon action={row.action} />
        {AUDIT_WORDS[row.action]}
        {row.amends !== null && <span className="text-xs font-normal text-mute"> · addition</span>}
        <span className="-my-1 ml-auto">
          <UndoControl undo={undo} name={row.contentName ?? row.contentId} />
        </span>
      </span>
      <span role="cell" className="truncate max-sm:col-span-2" title={`${row.contentType} ${row.contentId}`}>
        <Subject row={row} />
      </span>
      <span role="cell" className="truncate text-mute max-sm:hidden" title={row.reason}>
        {row.reason}
      </span>
      <span role="cell" className="truncate text-mute max-lg:hidden">
        {row.moderatorUsername ?? (row.moderatorId === null ? 'Modkeep' : row.moderatorId)}
      </span>
    </div>
  );
}
