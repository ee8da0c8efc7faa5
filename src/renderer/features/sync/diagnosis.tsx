// Why a list cannot be read: each possible cause, looked at, with the way to mend it.
import { Check, X } from 'lucide-react';
import type { ChannelCheck } from '../../../shared/model.ts';
import { describeError, fullLine } from '../../lib/messages.ts';
import { useApp, useMay, useServices } from '../../lib/services.tsx';
import { channelOf, openConnect } from '../../lib/store.ts';
import { useQuery } from '../../lib/use-query.ts';
import { Button } from '../../ui/button.tsx';

/** `isFull` also when all is well; else only what is wrong is worth the room. */
export function Diagnosis({ channelId, isFull = false }: { readonly channelId: string; readonly isFull?: boolean }) {
  const { value, error, isLoading } = useQuery('channels.check', { channelId });
  if (error !== null)
    return (
      <p role="alert" className="text-danger">
        {fullLine(describeError(error))}
      </p>
    );
  if (isLoading || value === null) return isFull ? <p className="text-mute">Looking at what the list needs.</p> : null;
  if (!isFull && value.checks.every((check) => check.ok)) return null;
  return (
    <ul aria-label="What the list needs" className="w-full rounded-lg border border-line bg-s1 px-3 py-2 text-left">
      {value.checks.map((check) => (
        <Line key={check.name} check={check} channelId={channelId} />
      ))}
    </ul>
  );
}

function Line({ check, channelId }: { readonly check: ChannelCheck; readonly channelId: string }) {
  const { ok, sentence, fix } = check;
  return (
    <li className="flex flex-wrap gap-2 py-0.5">
      {ok ? (
        <Check size={14} className="mt-0.5 shrink-0 text-ok" aria-label="fine" />
      ) : (
        <X size={14} className="mt-0.5 shrink-0 text-danger" aria-label="not fine" />
      )}
      <span className={`min-w-0 flex-1 ${ok ? 'text-mute' : 'text-ink'}`}>{sentence}</span>
      {fix !== null && <Fix fix={fix} channelId={channelId} />}
    </li>
  );
}

const FIXES = { pick: 'Find the channel', 'sign-in': 'Sign in again', reconnect: 'Reconnect' } as const;

function Fix({ fix, channelId }: { readonly fix: NonNullable<ChannelCheck['fix']>; readonly channelId: string }) {
  const { store } = useServices();
  const first = useApp((state) => channelOf(state, channelId)?.accountIds[0] ?? null);
  const isOwn = useApp((state) => state.accounts.some((account) => account.id === channelId));
  const may = useMay(fix === 'pick' ? 'channels.add' : 'accounts.signIn');
  if (!may) return null;
  // Only the broadcaster's own account reads a list, so that is the one to mend.
  const accountId = isOwn ? channelId : first;
  const mend = (): void => {
    if (fix === 'pick') store.setState({ window: 'add-channel' });
    else openConnect(store, accountId, fix === 'reconnect' ? ['readList'] : null);
  };
  return <Button onClick={mend}>{FIXES[fix]}</Button>;
}
