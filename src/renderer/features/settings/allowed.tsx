// What Twitch allows each account, feature by feature, and one button that asks only for what is missing.
import { Check, X } from 'lucide-react';
import type { AccountView, FeatureView } from '../../../shared/model.ts';
import { describeError, fullLine } from '../../lib/messages.ts';
import { useApp, useMay, useServices } from '../../lib/services.tsx';
import { openConnect } from '../../lib/store.ts';
import { useQuery } from '../../lib/use-query.ts';
import { Button } from '../../ui/button.tsx';

const FEATURES: Readonly<Record<FeatureView['feature'], string>> = {
  readList: 'Read the list',
  act: 'Act',
  live: 'Hear live',
  moderatedChannels: 'Find channels',
};

export function Allowed() {
  const accounts = useApp((state) => state.accounts);
  const granted = accounts.map((account) => `${account.state} ${account.scopes.join()}`).join(';');
  const { value, error } = useQuery('accounts.scopes', {}, granted);
  if (error !== null)
    return (
      <p role="alert" className="text-danger">
        {fullLine(describeError(error))}
      </p>
    );
  if (accounts.length === 0) return <p className="text-mute">Sign in first; what Twitch grants appears here.</p>;
  return (
    <div className="flex flex-col gap-4">
      {accounts.map((account) => (
        <Account
          key={account.id}
          account={account}
          features={value?.accounts.find((one) => one.accountId === account.id)?.features ?? []}
        />
      ))}
    </div>
  );
}

function Account({ account, features }: { readonly account: AccountView; readonly features: readonly FeatureView[] }) {
  const { store } = useServices();
  const may = useMay('accounts.signIn');
  const isIn = account.state === 'signed-in';
  const missing = features.filter((feature) => !feature.can).map((feature) => feature.feature);
  return (
    <section aria-label={`What Twitch allows ${account.displayName}`}>
      <div className="flex min-h-7 flex-wrap items-center justify-between gap-x-3 gap-y-1 pb-1">
        <h3 className="min-w-0 truncate font-medium">{account.displayName}</h3>
        {may && (!isIn || missing.length > 0) && (
          <Button onClick={() => openConnect(store, account.id, isIn ? missing : null)}>Reconnect</Button>
        )}
      </div>
      {!isIn && <p className="pb-1 text-warn">Signed out, so it can do nothing until it is connected again.</p>}
      <ul>
        {features.map((feature) => (
          <Feature key={feature.feature} feature={feature} isIn={isIn} />
        ))}
      </ul>
    </section>
  );
}

function Feature({ feature, isIn }: { readonly feature: FeatureView; readonly isIn: boolean }) {
  const { can, why, missingScopes } = feature;
  const Icon = can ? Check : X;
  return (
    <li className="grid grid-cols-[5.25rem_minmax(0,1fr)] gap-x-2 border-t border-line py-1.5">
      <span className={`flex items-start gap-1.5 font-semibold ${can ? 'text-ok' : 'text-danger'}`}>
        <Icon size={14} className="mt-0.5 shrink-0" aria-hidden="true" />
        {can ? 'CAN' : 'CANNOT'}
      </span>
      <span className="min-w-0">
        <b className="font-medium">{FEATURES[feature.feature]}.</b> <span className="text-mute">{why}</span>
        {!can && isIn && (
          <span className="block text-xs wrap-anywhere text-mute">
            Not granted: <span className="font-mono">{missingScopes.join(', ')}</span>
          </span>
        )}
      </span>
    </li>
  );
}
