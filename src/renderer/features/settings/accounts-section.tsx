// Who is signed in, which channels are watched, what Twitch allows each account, and the way to dock keys.
import { KeyRound } from 'lucide-react';
import { useServices } from '../../lib/services.tsx';
import { openRoles } from '../../lib/store.ts';
import { Button } from '../../ui/button.tsx';
import { AccountList } from './account-list.tsx';
import { Allowed } from './allowed.tsx';
import { Card } from './card.tsx';
import { ChannelList } from './channel-list.tsx';

export function AccountsSection() {
  return (
    <>
      <Card title="Accounts">
        <AccountList />
      </Card>
      <Card title="Channels">
        <ChannelList />
      </Card>
      <DockKeys />
      <Card title="What Twitch allows">
        <Allowed />
      </Card>
    </>
  );
}

function DockKeys() {
  const { store } = useServices();
  return (
    <Card
      title="Dock keys"
      text="Named keys for OBS docks and programs, and what each of them and each account may do here. Whether they are let in is under Connection."
    >
      <Button onClick={() => openRoles(store, 'rights')}>
        <KeyRound size={14} aria-hidden="true" /> Who may do what
      </Button>
    </Card>
  );
}
