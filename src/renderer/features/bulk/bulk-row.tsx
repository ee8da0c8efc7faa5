// One row of a job: whom its line names, what it asks for, what would or did come of it, and why.
import {
  Ban,
  Check,
  CircleCheck,
  CircleDashed,
  CircleMinus,
  CircleQuestionMark,
  CircleX,
  Clock,
  Send,
  TriangleAlert,
  Undo2,
  type LucideIcon,
} from 'lucide-react';
import type { BulkActKind, BulkRowView, BulkState, BulkView } from '../../../shared/contract/bulk.ts';
import { formatWhenLong } from '../../lib/format.ts';
import { useMinute, useServices } from '../../lib/services.tsx';
import { openPerson } from '../../lib/store.ts';
import { KINDS } from '../../lib/words.tsx';
import { CELLS, ROW } from './row-columns.ts';
import { actWords, codeWords, PLAN_WORDS, resultWord } from './bulk-words.ts';

interface Look {
  readonly word: string;
  readonly icon: LucideIcon;
  readonly tone: string;
}

const DONE: Readonly<Record<BulkActKind, Look>> = {
  ban: { word: 'Banned', icon: Ban, tone: 'text-danger' },
  timeout: { word: 'Timed out', icon: Clock, tone: 'text-warn' },
  unban: { word: 'Unbanned', icon: Check, tone: 'text-ok' },
  untimeout: { word: 'Lifted', icon: Undo2, tone: 'text-ok' },
};

function lookOf(row: BulkRowView, job: BulkState): Look {
  const { plan, state } = row;
  if (plan === 'bad_row') return { word: 'Bad line', icon: TriangleAlert, tone: 'text-warn' };
  if (plan === 'new') return { word: PLAN_WORDS.new.word, icon: CircleDashed, tone: 'text-mute' };
  if (plan !== 'act') return { word: PLAN_WORDS[plan].word, icon: CircleMinus, tone: 'text-mute' };
  switch (state) {
    case 'waiting':
      return job === 'planned' || job === 'checking' || job === 'failed'
        ? { word: 'Will act', icon: CircleCheck, tone: 'text-info' }
        : { word: resultWord(state, job), icon: CircleDashed, tone: 'text-mute' };
    case 'sent':
      return { word: resultWord(state, job), icon: Send, tone: 'text-info' };
    case 'done':
      return row.verified === false ? { ...DONE[row.kind], icon: TriangleAlert, tone: 'text-warn' } : DONE[row.kind];
    case 'failed':
      return { word: resultWord(state, job), icon: CircleX, tone: 'text-danger' };
    case 'unknown':
      return { word: resultWord(state, job), icon: CircleQuestionMark, tone: 'text-warn' };
    case 'skipped':
      return { word: resultWord(state, job), icon: CircleMinus, tone: 'text-mute' };
  }
}

export function BulkRow({
  row,
  bulk,
  index,
}: {
  readonly row: BulkRowView;
  readonly bulk: BulkView;
  readonly index: number;
}) {
  const now = useMinute();
  const { icon: Icon, word, tone } = lookOf(row, bulk.state);
  const until = row.until === null ? '' : `until ${formatWhenLong(row.until, now)}`;
  const act = row.plan === 'bad_row' ? '' : actWords(row, until);
  const isBlind = bulk.state === 'planned' && !bulk.checked.banned;
  const why = whyOf(row, now, isBlind);
  return (
    <div role="row" aria-rowindex={index} className={`${ROW} min-h-8 border-b border-line py-1 hover:bg-s1`}>
      <span role="cell" className="text-xs text-mute">
        {row.line}
      </span>
      <span role="cell" className="truncate">
        <Who row={row} channelId={bulk.channelId} />
      </span>
      <span
        role="cell"
        className={`${CELLS.act} truncate text-mute`}
        title={row.reason === '' ? act : `${act}: ${row.reason}`}
      >
        {act}
        {row.reason !== '' && act !== '' && `: ${row.reason}`}
      </span>
      <span role="cell" className={`inline-flex items-center gap-1.5 font-medium ${tone}`}>
        <Icon size={14} className="shrink-0" aria-hidden="true" />
        {word}
      </span>
      <span role="cell" className={`${CELLS.why} text-mute wrap-anywhere`}>
        {why}
      </span>
    </div>
  );
}

/** A person who is known can be opened; a bad line is shown as it stands. */
function Who({ row, channelId }: { readonly row: BulkRowView; readonly channelId: string }) {
  const { store } = useServices();
  const { userId, username, given } = row;
  const name = username ?? given;
  if (userId === null) return <span title={given}>{name === '' ? <i className="text-mute">nobody</i> : name}</span>;
  return (
    <button
      type="button"
      title={`${name} · id ${userId}`}
      onClick={() => openPerson(store, channelId, userId, name)}
      className="max-w-full truncate rounded-sm align-bottom hover:underline"
    >
      {name}
    </button>
  );
}

/** Why it does not act or failed; else what held the person out before. */
function whyOf(row: BulkRowView, now: number, isBlind: boolean): string {
  if (row.code !== null) return codeWords(row.code);
  if (row.plan !== 'act') return PLAN_WORDS[row.plan].why;
  if (row.verified === false) return 'Twitch’s list did not show it so afterwards.';
  if (row.before === null) return isBlind ? 'Banned or not: cannot be checked here' : '';
  const { kind, until } = row.before;
  const end = until === null ? '' : ` until ${formatWhenLong(until, now)}`;
  return `${row.state === 'waiting' ? 'Now' : 'Before'}: ${KINDS[kind].word.toLowerCase()}${end}`;
}
