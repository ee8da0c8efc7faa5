// Who is signed in, and signing out.
import { LogIn } from 'lucide-react';
import type { AccountView } from '../../../shared/model.ts';
import { formatName, formatUtc } from '../../lib/format.ts';
import { useApp, useMay, useServices } from '../../lib/services.tsx';
import { openConnect } from '../../lib/store.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { AccountFeatures } from './account-features.tsx';

const OUT_WORDS = {
  user: 'signed out',
  revoked: 'Twitch took the sign-in back',
  expired: 'the sign-in ran out',
  restart: 'signed out by a restart',
} as const;

export function AccountList() {
  const { store } = useServices();
  const accounts = useApp((state) => state.accounts);
  const may = useMay('accounts.signIn');
  return (
    <div className="flex flex-col gap-2">
      {accounts.length === 0 && <p className="text-mute">Nobody is signed in.</p>}
      {accounts.map((account) => (
        <div key={account.id} className="flex flex-col gap-2">
          <Account account={account} />
          {account.state === 'signed-in' && <AccountFeatures accountId={account.id} />}
        </div>
      ))}
      {may && (
        <Button className="self-start" onClick={() => openConnect(store, null)}>
          <LogIn size={14} aria-hidden="true" /> Add account
        </Button>
      )}
    </div>
  );
}

function Account({ account }: { readonly account: AccountView }) {
  const { bridge, store, say } = useServices();
  const may = useMay('accounts.signOut');
  const isIn = account.state === 'signed-in';
  const signOut = async (): Promise<void> => {
    const reply = await bridge.call('accounts.signOut', { accountId: account.id });
    if (!reply.ok) say.failed(reply.error);
  };
  const ask = (): void =>
    store.setState({
      question: {
        title: `Sign out ${account.displayName}?`,
        text: 'Modkeep stops watching the channels of this account. Everything it has recorded stays.',
        action: 'Sign out',
        onYes: () => void signOut(),
      },
    });
  return (
    <div className="flex items-center gap-2.5">
      <Avatar id={account.id} name={account.displayName} />
      <div className="min-w-0 flex-1">
        <div className="truncate font-medium">{formatName(account.displayName, account.login)}</div>
        <div className={`text-xs ${isIn ? 'text-mute' : 'text-warn'}`} title={`since ${formatUtc(account.signedInAt)}`}>
          {isIn ? `signed in · ${account.scopes.length} permissions` : OUT_WORDS[account.reason ?? 'expired']}
        </div>
      </div>
      {isIn && may && (
        <Button look="quiet" onClick={ask}>
          Sign out
        </Button>
      )}
      {!isIn && may && <Button onClick={() => openConnect(store, account.id)}>Sign in again</Button>}
    </div>
  );
}
