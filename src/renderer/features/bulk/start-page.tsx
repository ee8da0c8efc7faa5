// The page that begins a bulk job: whom, what, and the jobs there were before. A dry run comes first, always.
import { ListChecks } from 'lucide-react';
import { useState } from 'react';
import type { AppError } from '../../../shared/errors.ts';
import type { ChannelView } from '../../../shared/model.ts';
import { lackOf } from '../../lib/bulk-draft.ts';
import { describeError, fullLine } from '../../lib/messages.ts';
import { useApp, useMay, useServices } from '../../lib/services.tsx';
import { Button } from '../../ui/button.tsx';
import { ActForm } from './act-form.tsx';
import { beginBulk } from './begin.ts';
import { JobList } from './job-list.tsx';
import { OriginForm } from './origin-form.tsx';

export function StartPage({ channel }: { readonly channel: ChannelView }) {
  const may = useMay('bulk.prepare');
  return (
    <section aria-label="Bulk" className="@container min-h-0 flex-1 overflow-y-auto">
      <div className="grid max-w-6xl gap-x-8 gap-y-5 px-4 py-4 @min-[56rem]:grid-cols-[minmax(0,1fr)_22rem]">
        {may ? <StartForm channel={channel} /> : <p className="text-mute">Your key may read, but not act.</p>}
        <JobList channelId={channel.id} />
      </div>
    </section>
  );
}

function StartForm({ channel }: { readonly channel: ChannelView }) {
  const services = useServices();
  const draft = useApp((state) => state.bulkDraft);
  const isReasonNeeded = useApp((state) => state.settings?.requireReason === true);
  const [error, setError] = useState<AppError | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [isTried, setTried] = useState(false);
  const lack = lackOf(draft, isReasonNeeded);
  const begin = async (): Promise<void> => {
    setTried(true);
    if (lack !== null || isBusy) return;
    setBusy(true);
    setError(await beginBulk(services, channel.id));
    setBusy(false);
  };
  return (
    <form
      aria-label="A new bulk job"
      className="flex min-w-0 flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        void begin();
      }}
    >
      <OriginForm channel={channel} />
      <ActForm />
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <Button type="submit" look="primary" className="min-h-8 px-4" disabled={isBusy}>
          <ListChecks size={15} aria-hidden="true" /> Dry run
        </Button>
        <span className="text-mute">Looks everybody up and shows what would happen. Nobody is acted on yet.</span>
        <span role="alert" className="w-full text-danger empty:hidden">
          {error !== null ? fullLine(describeError(error)) : isTried && lack !== null ? lack : ''}
        </span>
      </div>
    </form>
  );
}
