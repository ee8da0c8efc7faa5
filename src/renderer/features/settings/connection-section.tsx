// How Modkeep presents itself to Twitch.
import { Card } from './card.tsx';
import { ClientIdForm } from './client-id-form.tsx';

export function ConnectionSection() {
  return (
    <Card
      title="Twitch client id"
      text="The name of this app at Twitch. Empty uses the one that Modkeep was built or started with."
    >
      <ClientIdForm />
    </Card>
  );
}
