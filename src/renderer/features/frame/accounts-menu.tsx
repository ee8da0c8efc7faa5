// The accounts of this installation: who is signed in, in which roles, and the ways in and out. Switches nothing:
// every account works for its channels at the same time.
import { LogIn, Users } from 'lucide-react';
import { useState } from 'react';
import { useApp, useMay, useServices } from '../../lib/services.tsx';
import { openConnect } from '../../lib/store.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { Popover } from '../../ui/popover.tsx';
import { AccountLine } from '../settings/account-list.tsx';

export function AccountsMenu({ className }: { readonly className: string }) {
  const { store } = useServices();
  const accounts = useApp((state) => state.accounts);
  const maySignIn = useMay('accounts.signIn');
  const [isOpen, setOpen] = useState(false);
  const [first] = accounts;
  const outCount = accounts.filter((account) => account.state === 'signed-out').length;
  return (
    <Popover
      label="Accounts"
      side="top"
      isOpen={isOpen}
      onOpenChange={setOpen}
      trigger={
        <button type="button" className={className} title="Accounts">
          {first === undefined ? (
            <span className="grid w-5 shrink-0 place-items-center">
              <Users size={16} aria-hidden="true" />
            </span>
          ) : (
            <Avatar id={first.id} name={first.displayName} />
          )}
          <span className="min-w-0 flex-1 truncate max-lg:sr-only">{wordsOf(first?.displayName, accounts.length)}</span>
          {outCount > 0 && (
            <span className="size-1.75 shrink-0 rounded-full bg-warn max-lg:hidden" title={`${outCount} signed out`} />
          )}
        </button>
      }
    >
      <div className="flex flex-col gap-2.5">
        {accounts.length === 0 && <p className="text-mute">Nobody is signed in.</p>}
        {accounts.map((account) => (
          <AccountLine key={account.id} account={account} onLeave={() => setOpen(false)} />
        ))}
        {maySignIn && (
          <Button
            className="self-start"
            onClick={() => {
              setOpen(false);
              openConnect(store, null);
            }}
          >
            <LogIn size={14} aria-hidden="true" /> Add account
          </Button>
        )}
      </div>
    </Popover>
  );
}

function wordsOf(name: string | undefined, count: number): string {
  if (name === undefined) return 'Accounts';
  return count === 1 ? name : `${name} and ${count - 1} more`;
}
