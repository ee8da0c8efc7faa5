// The Moderators screen: who moderates the channel, who may do what on this installation, whom no act may hit.
import { useApp } from '../../lib/services.tsx';
import { ProtectedList } from '../protected/protected-list.tsx';
import { ModeratorList } from './moderator-list.tsx';
import { RightsView } from './rights-view.tsx';

export function ModeratorsScreen() {
  const view = useApp((state) => state.rolesView);
  const channelId = useApp((state) => state.channelId);
  if (channelId === null) return null;
  return (
    <section aria-label="Moderators" className="@container flex min-h-0 flex-1 flex-col">
      {view === 'moderators' && <ModeratorList key={channelId} channelId={channelId} />}
      {view === 'rights' && <RightsView />}
      {view === 'protected' && <ProtectedList key={channelId} channelId={channelId} />}
    </section>
  );
}
