// How the list of a channel is read: the state now in words, a read under way, the last five, and why it may not work.
import { RotateCw } from 'lucide-react';
import { useState } from 'react';
import type { SyncView } from '../../../shared/contract/bans.ts';
import type { ChannelView } from '../../../shared/model.ts';
import { formatUtc, formatWhenLong } from '../../lib/format.ts';
import { describeError, fullLine } from '../../lib/messages.ts';
import { useApp, useMay, useMinute, useNow, useServices } from '../../lib/services.tsx';
import { currentChannel } from '../../lib/store.ts';
import { useQuery } from '../../lib/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { Window } from '../../ui/dialog.tsx';
import { LIVE_WORDS, LiveDot } from '../../ui/live-dot.tsx';
import { JobLine } from '../frame/job-bar.tsx';
import { Diagnosis } from './diagnosis.tsx';
import { Notices } from './notices.tsx';
import { describeRun, describeState } from './sync-words.ts';
import { useSync, type Sync } from './use-sync.ts';

export function SyncPanel() {
  const { store } = useServices();
  const isOpen = useApp((state) => state.window === 'sync');
  const channel = useApp(currentChannel);
  const name = channel?.displayName ?? '';
  return (
    <Window title={`Reading ${name}`} isOpen={isOpen} onClose={() => store.setState({ window: null })}>
      {channel !== null && <PanelBody channel={channel} />}
    </Window>
  );
}

function PanelBody({ channel }: { readonly channel: ChannelView }) {
  const sync = useSync(channel.id);
  const may = useMay('sync.start') && channel.mode === 'broadcaster';
  const isFine = channel.mode === 'broadcaster' && !['failed', 'off'].includes(channel.status.reading);
  return (
    <>
      <Notices channel={channel} />
      <StateList channel={channel} />
      {sync.job !== null && <JobLine job={sync.job} label="The sync under way" />}
      {may && (
        <div className="flex gap-2">
          <Button look="primary" disabled={sync.job !== null} onClick={() => void sync.start(false)}>
            {sync.job === null ? 'Read the list' : 'Reading'}
          </Button>
          <Button disabled={sync.job !== null} onClick={() => void sync.start(true)}>
            Read it even so
          </Button>
        </div>
      )}
      <Causes key={channel.id} channelId={channel.id} isShown={!isFine} />
      {channel.mode === 'broadcaster' && <Runs channel={channel} sync={sync} />}
    </>
  );
}

function StateList({ channel }: { readonly channel: ChannelView }) {
  const now = useNow();
  const { live } = channel.status;
  return (
    <dl className="grid grid-cols-[6rem_minmax(0,1fr)] gap-x-3 gap-y-1">
      {describeState(channel, now).map(({ word, text }) => (
        <div key={word} className="contents">
          <dt className="text-mute">{word}</dt>
          <dd>{text}</dd>
        </div>
      ))}
      <dt className="text-mute">Live feed</dt>
      <dd className="flex items-center gap-1.5">
        <LiveDot live={live} /> {live === 'live' ? 'up: news arrives at once' : LIVE_WORDS[live]}
      </dd>
    </dl>
  );
}

/** Looking costs requests at Twitch, so a list that is read well is looked at only when asked. */
function Causes({ channelId, isShown }: { readonly channelId: string; readonly isShown: boolean }) {
  const [isAsked, setAsked] = useState(false);
  if (isShown || isAsked) return <Diagnosis channelId={channelId} isFull />;
  return (
    <button
      type="button"
      className="self-start rounded-sm text-mute underline underline-offset-2 hover:text-ink"
      onClick={() => setAsked(true)}
    >
      Check what this list needs
    </button>
  );
}

function Runs({ channel, sync }: { readonly channel: ChannelView; readonly sync: Sync }) {
  const under = sync.job === null ? '' : `${sync.job.jobId} ${sync.job.status}`;
  const { value, error } = useQuery('sync.history', { channelId: channel.id, limit: 5 }, under);
  const runs = value?.runs ?? [];
  return (
    <section aria-label="Last syncs">
      <h3 className="pb-1 text-xs font-semibold text-mute">Last syncs</h3>
      {error !== null && (
        <p role="alert" className="text-danger">
          {fullLine(describeError(error))}
        </p>
      )}
      {value !== null && runs.length === 0 && <p className="text-mute">None yet.</p>}
      <ul>
        {runs.map((run) => (
          <Run key={run.jobId} run={run} sync={sync} />
        ))}
      </ul>
    </section>
  );
}

function Run({ run, sync }: { readonly run: SyncView; readonly sync: Sync }) {
  const now = useMinute();
  const caller = useApp((state) => state.caller);
  const may = useMay('sync.retry');
  const { word, tone, facts, by, canRetry } = describeRun(run, caller);
  return (
    <li className="flex items-start gap-3 border-t border-line py-1.5">
      <div className="min-w-0 flex-1">
        <div>
          <b className={`font-semibold ${tone}`}>{word}</b>{' '}
          <time dateTime={run.startedAt} title={formatUtc(run.startedAt)}>
            {formatWhenLong(run.startedAt, Math.max(now, Date.parse(run.startedAt)))}
          </time>{' '}
          <span className="text-mute">{by}</span>
        </div>
        <div className="text-mute">{facts}</div>
        {run.error !== undefined && run.status !== 'cancelled' && (
          <div className="text-danger wrap-break-word">{fullLine(describeError(run.error))}</div>
        )}
        {run.status === 'interrupted' && (
          <div className="text-warn">Modkeep ended in the middle of it. What it had found is kept.</div>
        )}
      </div>
      {canRetry && may && (
        <Button disabled={sync.job !== null} onClick={() => void sync.retry(run.jobId)}>
          <RotateCw size={14} aria-hidden="true" /> Retry
        </Button>
      )}
    </li>
  );
}
