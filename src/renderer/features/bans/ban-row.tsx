// One line of the list: who, what, why, by whom, since when, for how long still.
import { Check } from 'lucide-react';
import { memo, type MouseEvent } from 'react';
import type { BanView } from '../../../shared/model.ts';
import { SOURCE_WORDS } from '../../lib/ban-filter.ts';
import { formatName, loginToShow } from '../../lib/format.ts';
import { Kind, Name, Remaining, When } from '../../ui/marks.tsx';
import { Unconfirmed } from '../../ui/unconfirmed.tsx';

const CELL = 'overflow-hidden text-ellipsis pr-2.5';

export interface BanRowProps {
  readonly ban: BanView;
  readonly index: number;
  readonly top: number;
  /** Whole minutes are enough here: "today" and "yesterday" change no oftener. */
  readonly now: number;
  readonly isActive: boolean;
  readonly isChecked: boolean;
  readonly hasSource: boolean;
  readonly onOpen: (ban: BanView, index: number) => void;
  readonly onCheck: (ban: BanView, index: number, isRange: boolean) => void;
  /** Narrows the list to what this moderator did. */
  readonly onModerator: (id: string, name: string) => void;
}

export const BanRow = memo(function BanRow({
  ban,
  index,
  top,
  now,
  isActive,
  isChecked,
  hasSource,
  onOpen,
  onCheck,
  onModerator,
}: BanRowProps) {
  const click = (event: MouseEvent): void => {
    const isTick = event.target instanceof Element && event.target.closest('[data-column="tick"]') !== null;
    const isRange = event.shiftKey;
    if (isTick || event.ctrlKey || event.metaKey || isRange) onCheck(ban, index, isRange);
    else onOpen(ban, index);
  };
  const state = isActive
    ? 'bg-pick shadow-[inset_2px_0_var(--accent)] group-focus-visible:outline-2'
    : isChecked
      ? 'bg-pick'
      : 'hover:bg-s1';
  return (
    <div
      role="row"
      id={`ban-${ban.userId}`}
      aria-rowindex={index + 2}
      aria-selected={isChecked}
      aria-current={isActive}
      onClick={click}
      style={{ transform: `translateY(${top}px)` }}
      data-source={hasSource}
      className={`ban-row absolute inset-x-0 top-0 h-8 cursor-default border-b border-line px-3 outline-offset-[-2px] outline-focus ${state}`}
    >
      <Cells {...{ ban, now, isChecked, hasSource, onModerator }} />
    </div>
  );
});

/** What a row says. Apart from where it stands: an act that comes in moves every row on screen by one. */
const Cells = memo(function Cells({
  ban,
  now,
  isChecked,
  hasSource,
  onModerator,
}: Pick<BanRowProps, 'ban' | 'now' | 'isChecked' | 'hasSource' | 'onModerator'>) {
  return (
    <>
      <Tick isChecked={isChecked} />
      <span role="gridcell" className={CELL} title={title(ban)}>
        <Name displayName={ban.displayName} login={ban.username} />
      </span>
      <span role="gridcell" className="flex pr-2.5">
        <Kind kind={ban.kind} />
      </span>
      <span role="gridcell" data-column="reason" className={CELL} title={reasonOf(ban)}>
        <Unconfirmed entryId={ban.id} />{' '}
        {ban.reason === '' && ban.kind !== 'unknown' ? (
          <span className="text-mute">no reason given</span>
        ) : (
          reasonOf(ban)
        )}
      </span>
      <span role="gridcell" data-column="moderator" className={`${CELL} text-mute`}>
        <Moderator ban={ban} onPick={onModerator} />
      </span>
      {hasSource && (
        <span role="gridcell" data-column="source" className={`${CELL} text-mute`}>
          {ban.sources.map((source) => SOURCE_WORDS[source]).join(', ')}
        </span>
      )}
      <span role="gridcell" data-column="bannedAt" className={`${CELL} text-mute`}>
        <When iso={ban.bannedAt} now={now} />
      </span>
      <span role="gridcell" data-column="expiresAt" className={CELL}>
        <Remaining ban={ban} />
      </span>
    </>
  );
});

function Tick({ isChecked }: { readonly isChecked: boolean }) {
  return (
    <span role="gridcell" data-column="tick" className="h-full py-2.25">
      <span
        aria-hidden="true"
        className={`grid size-3.5 place-items-center rounded-sm border ${isChecked ? 'border-accent bg-accent text-accent-ink' : 'border-mute'}`}
      >
        {isChecked && <Check size={11} strokeWidth={3} />}
      </span>
    </span>
  );
}

/** A click narrows the list to this moderator; the keyboard finds the same under "Filter". */
function Moderator({ ban, onPick }: { readonly ban: BanView; readonly onPick: BanRowProps['onModerator'] }) {
  const { bannedBy } = ban;
  const name = ban.bannedByDisplayName ?? ban.bannedByUsername;
  if (name === null) return <i>unknown actor</i>;
  if (bannedBy === null) return name;
  const pick = (event: MouseEvent): void => {
    event.stopPropagation();
    onPick(bannedBy, name);
  };
  return (
    <button
      type="button"
      tabIndex={-1}
      onClick={pick}
      title={`Show only what ${name} did`}
      className="max-w-full truncate rounded-sm align-bottom hover:text-ink hover:underline"
    >
      {name}
    </button>
  );
}

/** A reason where there is one; for an unreadable end, what Twitch really sent. */
function reasonOf(ban: BanView): string {
  if (ban.kind !== 'unknown' || ban.reason !== '') return ban.reason;
  return ban.rawExpiresAt === null ? 'Twitch sent no end' : `Twitch sent “${ban.rawExpiresAt}”`;
}

function title(ban: BanView): string {
  return `${formatName(ban.displayName, ban.username)}${loginToShow(ban.displayName, ban.username) === null ? ` · ${ban.username}` : ''} · id ${ban.userId}`;
}
