// Who somebody is at a glance: name, id, former names, and how often something happened here.
import { useState, type ReactNode } from 'react';
import type { BanView } from '../../../shared/model.ts';
import type { PersonView } from '../../../shared/person.ts';
import { formatName, formatUtc, formatWhen, loginToShow } from '../../lib/format.ts';
import { useMinute } from '../../lib/services.tsx';
import { Avatar } from '../../ui/avatar.tsx';
import { Copyable } from '../../ui/copyable.tsx';
import { Popover } from '../../ui/popover.tsx';
import { Kind, Remaining, When } from '../../ui/marks.tsx';

export interface PersonHeaderProps {
  readonly id: string;
  readonly displayName: string;
  readonly login: string;
  readonly formerNames: PersonView['formerNames'];
  readonly actions: ReactNode;
  /** Whether no act may hit them. */
  readonly protection: ReactNode;
}

export function PersonHeader({ id, displayName, login, formerNames, actions, protection }: PersonHeaderProps) {
  const now = useMinute();
  const former = formerNames[0];
  return (
    <header className="flex gap-2.5 border-b border-line px-3.5 pt-3.5 pb-2.5">
      <Avatar id={id} name={displayName} size="large" />
      <div className="min-w-0 flex-1">
        <div className="flex items-start justify-between gap-1">
          <h2 className="min-w-0 text-lg font-semibold">
            <Copyable text={displayName || login} label="name" />
          </h2>
          {actions}
        </div>
        <div className="flex flex-col items-start text-mute">
          {loginToShow(displayName, login) !== null && <Copyable text={login} label="login" />}
          <span className="flex max-w-full items-center gap-1">
            id <Copyable text={id} label="id" />
          </span>
        </div>
        {former !== undefined && (
          <p className="text-mute">
            was <b className="font-semibold text-ink">{former.displayName}</b> until{' '}
            <span title={formatUtc(former.lastSeenAt)}>{formatWhen(former.lastSeenAt, now)}</span>
            {formerNames.length > 1 && <FormerNames names={formerNames} now={now} />}
          </p>
        )}
        {protection}
      </div>
    </header>
  );
}

function FormerNames({ names, now }: { readonly names: PersonView['formerNames']; readonly now: number }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      ,{' '}
      <Popover
        label="Former names"
        isOpen={isOpen}
        onOpenChange={setOpen}
        trigger={
          <button type="button" className="rounded-sm underline decoration-dotted underline-offset-2 hover:text-ink">
            and {names.length - 1} more
          </button>
        }
      >
        <ol className="flex flex-col gap-1">
          {names.map((one) => (
            <li key={`${one.login} ${one.lastSeenAt}`} className="text-mute" title={formatUtc(one.lastSeenAt)}>
              <b className="font-semibold text-ink">{formatName(one.displayName, one.login)}</b> until{' '}
              {formatWhen(one.lastSeenAt, now)}
            </li>
          ))}
        </ol>
      </Popover>
    </>
  );
}

export function PersonFacts({ person, current }: { readonly person: PersonView; readonly current: BanView | null }) {
  const now = useMinute();
  const { counts } = person;
  return (
    <>
      {current !== null && (
        <div className="flex items-center justify-between gap-2 border-b border-line px-3.5 py-2">
          <Kind kind={current.kind} />
          <span className="truncate text-mute">
            {current.kind === 'timeout' ? (
              <>
                <Remaining ban={current} /> left
              </>
            ) : (
              <>
                since <When iso={current.bannedAt} now={now} />
              </>
            )}
          </span>
        </div>
      )}
      <dl className="grid grid-cols-3 gap-2 border-b border-line px-3.5 py-2.5">
        <Fact count={counts.timeouts} words={counts.timeouts === 1 ? 'timeout here' : 'timeouts here'} />
        <Fact count={counts.bans} words={counts.bans === 1 ? 'ban here' : 'bans here'} />
        <Fact count={counts.otherChannels} words={counts.otherChannels === 1 ? 'other channel' : 'other channels'} />
      </dl>
    </>
  );
}

function Fact({ count, words }: { readonly count: number; readonly words: string }) {
  return (
    <div className="flex flex-col-reverse">
      <dt className="text-xs text-mute">{words}</dt>
      <dd className={`text-lg font-semibold ${count === 0 ? 'text-mute' : ''}`}>{count}</dd>
    </div>
  );
}
