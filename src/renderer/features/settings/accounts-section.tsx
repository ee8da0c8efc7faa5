// Who is signed in, which channels are watched, and what Twitch allows each account.
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
      <Card title="What Twitch allows">
        <Allowed />
      </Card>
    </>
  );
}
