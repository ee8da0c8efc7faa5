// The Audit screen: what was done through Modkeep and what it observed, newest first.
import { ChevronRight, Dot, ScrollText } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { Input } from '../../../shared/contract.ts';
import type { UndoView } from '../../../shared/contract/acting.ts';
import type { AuditAction, AuditView } from '../../../shared/model.ts';
import { actorsOf, type Actor } from '../../lib/actors.ts';
import { formatWhenLong } from '../../lib/format.ts';
import { useApp, useMinute, useServices } from '../../lib/services.tsx';
import { openPerson } from '../../lib/store.ts';
import { questionOf } from '../../lib/record-filter.ts';
import { usePages } from '../../lib/use-pages.ts';
import { useQuery } from '../../lib/use-query.ts';
import { AUDIT_KINDS, AUDIT_WORDS, KINDS } from '../../lib/words.tsx';
import { useUndos } from '../../lib/use-undos.ts';
import { Failure } from '../../ui/failure.tsx';
import { Empty, When } from '../../ui/marks.tsx';
import { CursorPager } from '../../ui/cursor-pager.tsx';
import { ExportButton } from '../export/export-button.tsx';
import { RecordFilterBar } from '../record/record-filter.tsx';
import { ProofPanel } from './proof-panel.tsx';
import { RowsAsWritten } from './rows-as-written.tsx';
import { UndoControl } from '../../ui/undo-control.tsx';

const LIMIT = 100;
const COLUMNS =
  'grid items-center gap-x-3 whitespace-nowrap px-3 grid-cols-[2.5rem_7.5rem_13rem_minmax(8rem,1.2fr)_minmax(6rem,1.5fr)_7rem] max-lg:grid-cols-[7.5rem_13rem_minmax(6rem,1fr)_minmax(5rem,1fr)] max-sm:grid-cols-[minmax(0,1fr)_13rem]';

export function AuditScreen() {
  const search = useApp((state) => state.search['audit'] ?? '').trim();
  const filter = useApp((state) => state.records.audit);
  const [moderators, setModerators] = useState<readonly Actor[]>([]);
  const question = {
    ...questionOf(filter),
    ...(filter.target === null ? {} : { targetId: filter.target.id }),
    ...(filter.actions.length === 0 ? {} : { actions: [...filter.actions] }),
    ...(search === '' ? {} : { search }),
  };
  return (
    <section aria-label="Audit log" className="flex min-h-0 flex-1 flex-col">
      <ProofPanel />
      <div className="flex items-start gap-2 px-3 pt-2">
        <div className="min-w-0 flex-1">
          <RecordFilterBar screen="audit" moderators={moderators} />
        </div>
        <ExportButton exported={{ what: 'audit', filter: question, whole: {} }} />
      </div>
      <AuditList key={JSON.stringify(question)} question={question} onModerators={setModerators} />
    </section>
  );
}

function AuditList({
  question,
  onModerators,
}: {
  readonly question: Omit<Input<'audit.list'>, 'limit' | 'offset'>;
  /** Who acted in the rows on show. */
  readonly onModerators: (moderators: readonly Actor[]) => void;
}) {
  const pages = usePages();
  const revision = useApp((state) => state.auditRevision);
  const input = {
    ...question,
    limit: LIMIT,
    count: 'bounded',
    ...(pages.cursor === undefined ? {} : { cursor: pages.cursor }),
  } as const;
  const { value, error } = useQuery('audit.list', input, revision, true);
  const undos = useUndos(entriesOf(value?.data ?? []), revision);
  const isFiltered = Object.keys(question).length > 0;
  const offset = pages.number * LIMIT;
  useEffect(() => {
    if (value !== null)
      onModerators(
        actorsOf(
          value.data.map(({ moderatorId, moderatorUsername }) => ({ id: moderatorId, name: moderatorUsername })),
        ),
      );
  }, [value, onModerators]);
  return (
    <>
      <div className="flex min-h-8 items-center justify-between gap-2 border-b border-line px-3 text-xs text-mute">
        <span>{isFiltered ? 'matching rows, newest first' : 'newest first'}</span>
        {value !== null && (
          <CursorPager
            pages={pages}
            limit={LIMIT}
            shown={value.data.length}
            total={value.meta.total}
            isExact={value.meta.totalIsExact}
            next={value.meta.next}
          />
        )}
      </div>
      {error !== null && <Failure error={error} />}
      {value !== null && value.data.length === 0 && <Nothing isFiltered={isFiltered} />}
      {value !== null && value.data.length > 0 && (
        <div
          role="table"
          aria-label="Audit log"
          aria-rowcount={value.meta.totalIsExact ? value.meta.total + 1 : -1}
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

function Nothing({ isFiltered }: { readonly isFiltered: boolean }) {
  return (
    <Empty icon={<ScrollText size={20} />} title={isFiltered ? 'Nothing matches' : 'Nothing on record yet'}>
      <p>
        {isFiltered
          ? 'No row fits the filter.'
          : 'Every act through Modkeep is written down here, and no row ever changes.'}
      </p>
    </Empty>
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
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <AuditLine row={row} index={index} undo={undo} now={now} isOpen={isOpen} onOpen={setOpen} />
      {isOpen && <RowsAsWritten row={row} />}
    </>
  );
}

/** A row stands alone that adds to another only when retention has removed that one. */
function Orphan() {
  return (
    <span className="truncate text-xs font-normal text-mute" title="It adds to a row that is no longer kept">
      · to a removed row
    </span>
  );
}

function AuditLine({
  row,
  index,
  undo,
  now,
  isOpen,
  onOpen: setOpen,
}: {
  readonly row: AuditView;
  readonly index: number;
  readonly undo: UndoView | undefined;
  readonly now: number;
  readonly isOpen: boolean;
  readonly onOpen: (isOpen: boolean) => void;
}) {
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
        {row.amends !== null && <Orphan />}
        {row.additions > 0 && (
          <button
            type="button"
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
            title="The rows as they were written"
            className="inline-flex items-center rounded-sm px-0.5 text-xs font-normal text-mute hover:text-ink"
          >
            <ChevronRight size={12} className={isOpen ? 'rotate-90' : ''} aria-hidden="true" />
            {row.additions + 1} rows
          </button>
        )}
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
