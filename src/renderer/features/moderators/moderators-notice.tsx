// Why the list of moderators is not complete or cannot be changed here, and what would mend it.
import { Info, TriangleAlert } from 'lucide-react';
import type { Output } from '../../../shared/contract.ts';
import { actingAccount } from '../../lib/reconnect.ts';
import { useApp, useMay, useServices } from '../../lib/services.tsx';
import { channelOf, openConnect } from '../../lib/store.ts';

export function ModeratorsNotice({
  channelId,
  list,
}: {
  readonly channelId: string;
  readonly list: Output<'moderators.list'>;
}) {
  const { store } = useServices();
  const may = useMay('accounts.signIn');
  const isOwn = useApp((state) => channelOf(state, channelId)?.mode === 'broadcaster');
  const accountId = useApp((state) => actingAccount(state, channelId));
  const { explanation, missingScopes, isComplete } = list;
  if (explanation === '') return null;
  const isUngranted = isOwn && isComplete && missingScopes.length > 0;
  // As a moderator nothing is wrong: it is how Twitch is.
  const Icon = isOwn ? TriangleAlert : Info;
  return (
    <div
      role="status"
      className={`flex gap-2 border-b border-line px-3 py-2 ${isOwn ? 'bg-warn-bg text-warn' : 'bg-info-bg text-info'}`}
    >
      <Icon size={14} className="mt-0.5 shrink-0" aria-hidden="true" />
      <div className="min-w-0">
        <p>
          {!isUngranted && isComplete && 'The list is complete, but nobody can be added or removed now. '}
          {isUngranted ? 'Twitch has not granted Modkeep to add and remove moderators here.' : explanation}{' '}
          {isUngranted && may && accountId !== null && (
            <button
              type="button"
              className="font-semibold whitespace-nowrap underline underline-offset-2"
              onClick={() => openConnect(store, accountId, ['manageModerators'])}
            >
              Reconnect
            </button>
          )}
        </p>
        {isUngranted && (
          <p className="text-xs wrap-anywhere text-mute">
            Not granted: <span className="font-mono">{missingScopes.join(', ')}</span>
          </p>
        )}
      </div>
    </div>
  );
}
