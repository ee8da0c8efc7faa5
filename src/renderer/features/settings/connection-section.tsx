// How Modkeep presents itself to Twitch, and what it tells programs on this machine.
import { Card } from './card.tsx';
import { ClientIdForm } from './client-id-form.tsx';
import { DockCard } from './dock-card.tsx';
import { MetricsCard } from './metrics-card.tsx';

export function ConnectionSection() {
  return (
    <>
      <Card
        title="Twitch client id"
        text="The name of this app at Twitch. Empty uses the one that Modkeep was built or started with."
      >
        <ClientIdForm />
      </Card>
      <DockCard />
      <MetricsCard />
    </>
  );
}
