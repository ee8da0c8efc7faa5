// Who moderates the channel on show: the list with its age, why it may not be all, and the ways in and out.
import { CircleCheck, CircleQuestionMark, UserPlus } from 'lucide-react';
import { useState } from 'react';
import type { Output } from '../../../shared/contract.ts';
import { formatAge, plural } from '../../lib/format.ts';
import { useApp, useMinute, useNow, useWhyNot } from '../../lib/services.tsx';
import { useQuery } from '../../lib/use-query.ts';
import { Failure } from '../../ui/failure.tsx';
import { Button } from '../../ui/button.tsx';
import { Pager } from '../../ui/pager.tsx';
import { AddModerator } from './add-moderator.tsx';
import { ModeratorTable } from './moderator-table.tsx';
import { ModeratorsNotice } from './moderators-notice.tsx';
import { MayNot, RolesBar } from './roles-bar.tsx';

const LIMIT = 100;

export function ModeratorList({ channelId }: { readonly channelId: string }) {
  const [offset, setOffset] = useState(0);
  const [isAdding, setAdding] = useState(false);
  const input = { channelId, limit: LIMIT, offset };
  const { value, error } = useQuery('moderators.list', input, useRolesRevision(channelId), true);
  const mayNot = useWhyNot('moderators.add');
  const why = mayNot ?? (value === null || value.canManage ? null : value.explanation);
  return (
    <>
      <RolesBar>
        {value !== null && <Completeness list={value} />}
        <Button disabled={value === null || why !== null} title={why ?? undefined} onClick={() => setAdding(true)}>
          <UserPlus size={14} aria-hidden="true" /> Add moderator
        </Button>
      </RolesBar>
      <MayNot why={mayNot} />
      {value !== null && <ModeratorsNotice channelId={channelId} list={value} />}
      {error !== null && <Failure error={error} />}
      {value !== null && (
        <ModeratorTable moderators={value.moderators} whyNot={why} first={offset} total={value.total} />
      )}
      {value !== null && value.total > LIMIT && (
        <div className="flex justify-end border-t border-line px-3 py-1.5">
          <Pager offset={offset} limit={LIMIT} total={value.total} onMove={setOffset} />
        </div>
      )}
      <AddModerator channelId={channelId} isOpen={isAdding} onClose={() => setAdding(false)} />
    </>
  );
}

/** Rises with every change of who moderates or may do what; and with the minutes, so that the list is read anew. */
function useRolesRevision(channelId: string): string {
  const heard = useApp((state) => `${state.historyRevision[channelId] ?? 0}.${state.settingsRevision}`);
  const accounts = useApp((state) =>
    state.accounts.map(({ id, state: now, scopes }) => `${id} ${now} ${scopes.length}`).join(),
  );
  return `${heard}.${accounts}.${useMinute()}`;
}

/** Whether these are all of them, and how old that knowledge is. */
function Completeness({ list }: { readonly list: Output<'moderators.list'> }) {
  const now = useNow();
  const { isComplete, checkedAt, total } = list;
  const moderators = plural(Math.max(0, total - 1), 'moderator', 'moderators');
  const Icon = isComplete ? CircleCheck : CircleQuestionMark;
  const words = isComplete
    ? `Complete · checked ${formatAge(checkedAt, now)}`
    : checkedAt === null
      ? 'Only what was heard'
      : `As of ${formatAge(checkedAt, now)}`;
  return (
    <span className="flex items-center gap-1.5 text-mute">
      <Icon size={14} className={isComplete ? 'text-ok' : 'text-info'} aria-hidden="true" />
      <span>
        {moderators} · {words}
      </span>
    </span>
  );
}
