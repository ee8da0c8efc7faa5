// Why a list cannot be read: each possible cause, looked at, with the way to mend it.
import { Check, X } from 'lucide-react';
import { useApp, useMay, useServices } from '../../lib/services.tsx';
import { openConnect } from '../../lib/store.ts';
import { useQuery } from '../../lib/use-query.ts';
import { Button } from '../../ui/button.tsx';

export function Diagnosis({ channelId }: { readonly channelId: string }) {
  const { store } = useServices();
  const accountId = useApp((state) => state.channels?.find((one) => one.id === channelId)?.accountIds[0] ?? null);
  const { value } = useQuery('channels.check', { channelId });
  const may = useMay('accounts.signIn');
  if (value === null || value.checks.every((check) => check.ok)) return null;
  const canMend = value.checks.some((check) => check.fix === 'sign-in' || check.fix === 'reconnect');
  return (
    <>
      <ul className="w-full rounded-lg border border-line bg-s1 px-3 py-2 text-left">
        {value.checks.map(({ name, ok, sentence }) => (
          <li key={name} className="flex gap-2 py-0.5">
            {ok ? (
              <Check size={14} className="mt-0.5 shrink-0 text-ok" aria-label="fine" />
            ) : (
              <X size={14} className="mt-0.5 shrink-0 text-danger" aria-label="not fine" />
            )}
            <span className={ok ? '' : 'text-ink'}>{sentence}</span>
          </li>
        ))}
      </ul>
      {canMend && may && <Button onClick={() => openConnect(store, accountId)}>Sign in again</Button>}
    </>
  );
}
