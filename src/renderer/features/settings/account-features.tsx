// What an account cannot do for want of a permission, and the way to grant it.
import { TriangleAlert } from 'lucide-react';
import { useApp, useMay, useServices } from '../../lib/services.tsx';
import { openConnect } from '../../lib/store.ts';
import { useQuery } from '../../lib/use-query.ts';
import { Button } from '../../ui/button.tsx';

export function AccountFeatures({ accountId }: { readonly accountId: string }) {
  const { store } = useServices();
  const granted = useApp((state) => state.accounts.map((account) => account.scopes.length).join());
  const { value } = useQuery('accounts.scopes', {}, granted);
  const may = useMay('accounts.signIn');
  const missing =
    value?.accounts.find((one) => one.accountId === accountId)?.features.filter((feature) => !feature.can) ?? [];
  if (missing.length === 0) return null;
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 rounded-md bg-warn-bg px-3 py-2 text-warn">
      <TriangleAlert size={14} className="shrink-0" aria-hidden="true" />
      <div className="min-w-40 flex-1">
        <div className="font-medium">Twitch has not granted</div>
        <ul>
          {missing.map(({ feature, why, missingScopes }) => (
            <li key={feature} title={missingScopes.join(' ')}>
              {why}
            </li>
          ))}
        </ul>
      </div>
      {may && <Button onClick={() => openConnect(store, accountId)}>Grant it</Button>}
    </div>
  );
}
