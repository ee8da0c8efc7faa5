// Who is signed in, as what, and the ways in and out.
import { LogIn } from 'lucide-react';
import type { AccountView, ChannelView } from '../../../shared/model.ts';
import { formatName, formatUtc, plural } from '../../lib/format.ts';
import { useApp, useMay, useServices } from '../../lib/services.tsx';
import { openConnect } from '../../lib/store.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';

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
    <div className="flex flex-col gap-2.5">
      {accounts.length === 0 && <p className="text-mute">Nobody is signed in.</p>}
      {accounts.map((account) => (
        <AccountLine key={account.id} account={account} />
      ))}
      {may && (
        <Button className="self-start" onClick={() => openConnect(store, null)}>
          <LogIn size={14} aria-hidden="true" /> Add account
        </Button>
      )}
    </div>
  );
}

/** `onLeave` runs before something else comes on screen. */
export function AccountLine({ account, onLeave }: { readonly account: AccountView; readonly onLeave?: () => void }) {
  const { bridge, store, say } = useServices();
  const mayOut = useMay('accounts.signOut');
  const mayIn = useMay('accounts.signIn');
  const channels = useApp((state) => state.channels) ?? [];
  const isIn = account.state === 'signed-in';
  const signOut = async (): Promise<void> => {
    const reply = await bridge.call('accounts.signOut', { accountId: account.id });
    if (!reply.ok) say.failed(reply.error);
  };
  const ask = (): void => {
    onLeave?.();
    store.setState({
      question: {
        title: `Sign out ${account.displayName}?`,
        text: 'Modkeep stops watching the channels of this account. Everything it has recorded stays.',
        action: 'Sign out',
        onYes: () => void signOut(),
      },
    });
  };
  const reconnect = (): void => {
    onLeave?.();
    openConnect(store, account.id);
  };
  const roles = rolesOf(account.id, channels);
  return (
    <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
      <Avatar id={account.id} name={account.displayName} />
      <div className="min-w-32 flex-1">
        <div className="truncate font-medium">{formatName(account.displayName, account.login)}</div>
        <div className={`text-xs ${isIn ? 'text-mute' : 'text-warn'}`} title={`since ${formatUtc(account.signedInAt)}`}>
          {isIn ? 'signed in' : OUT_WORDS[account.reason ?? 'expired']}
          {roles !== '' && ` · ${roles}`}
        </div>
      </div>
      {isIn && mayOut && (
        <Button look="quiet" onClick={ask}>
          Sign out
        </Button>
      )}
      {!isIn && mayIn && <Button onClick={reconnect}>Reconnect</Button>}
    </div>
  );
}

/** `owner of eggiebert, mod in 3 channels`. */
function rolesOf(accountId: string, channels: readonly ChannelView[]): string {
  const own = channels.find(({ id }) => id === accountId);
  const moderated = channels.filter(({ id, accountIds }) => id !== accountId && accountIds.includes(accountId)).length;
  return [
    ...(own === undefined ? [] : [`owner of ${own.displayName}`]),
    ...(moderated === 0 ? [] : [`mod in ${plural(moderated, 'channel', 'channels')}`]),
  ].join(', ');
}
