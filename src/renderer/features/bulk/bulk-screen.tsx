// The Bulk screen: the page that begins a job, or the one job on show.
import { EyeOff } from 'lucide-react';
import { useApp } from '../../lib/services.tsx';
import { currentChannel } from '../../lib/store.ts';
import { Empty } from '../../ui/marks.tsx';
import { JobPage } from './job-page.tsx';
import { StartPage } from './start-page.tsx';

export function BulkScreen() {
  const bulkId = useApp((state) => state.bulkId);
  const channel = useApp(currentChannel);
  if (channel === null) return null;
  if (channel.mode === 'viewer') {
    return (
      <Empty icon={<EyeOff size={20} />} title="No rights here">
        <p>You are neither broadcaster nor moderator of {channel.displayName}, so there is nothing to do at once.</p>
      </Empty>
    );
  }
  return bulkId === null ? <StartPage key={channel.id} channel={channel} /> : <JobPage key={bulkId} bulkId={bulkId} />;
}
