// How old the list is and how complete: the badge, and the button that reads it again.
import { Check, ChevronDown, CircleSlash, History, LoaderCircle, RefreshCw, TriangleAlert } from 'lucide-react';
import type { ChannelView } from '../../../shared/model.ts';
import { formatAge, formatUtc, formatWhen } from '../../lib/format.ts';
import { useApp, useMay, useNow, useServices } from '../../lib/services.tsx';
import { currentChannel } from '../../lib/store.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Menu } from '../../ui/menu.tsx';

export function Freshness() {
  const channel = useApp(currentChannel);
  const now = useNow();
  if (channel === null) return null;
  const { tone, icon, words, short, title } = badge(channel, now);
  return (
    <span
      className={`inline-flex min-w-0 items-center gap-1.5 whitespace-nowrap @max-[30rem]/tools:mr-auto ${tone}`}
      title={title}
    >
      {icon}
      <span className="truncate @max-[30rem]/tools:hidden">{words}</span>
      <span className="truncate @min-[30rem]/tools:hidden">{short}</span>
    </span>
  );
}

function badge(channel: ChannelView, now: number) {
  const { status, mode } = channel;
  const read = status.lastCompleteReadAt;
  const title = `${status.explanation}${read === null ? '' : ` · last complete read ${formatUtc(read)}`}`;
  if (mode !== 'broadcaster') {
    const since =
      status.firstWatchedAt === null ? 'Not watched yet' : `Known since ${formatWhen(status.firstWatchedAt, now)}`;
    const why = mode === 'moderator' ? 'list not readable as a moderator' : 'list not readable';
    return { tone: 'text-mute', icon: <History size={14} />, words: `${since} · ${why}`, short: since, title };
  }
  if (read === null)
    return {
      tone: 'text-warn',
      icon: <CircleSlash size={14} />,
      words: 'Never read in full',
      short: 'Never read',
      title,
    };
  const age = formatAge(read, now);
  if (status.reading === 'failed' || status.reading === 'held') {
    return { tone: 'text-warn', icon: <TriangleAlert size={14} />, words: `Complete as of ${age}`, short: age, title };
  }
  return { tone: 'text-ok', icon: <Check size={14} />, words: `Complete · ${age}`, short: age, title };
}

/** `isMain` where it is the one thing to do. */
export function SyncButton({ isMain = false }: { readonly isMain?: boolean }) {
  const { bridge, say } = useServices();
  const channelId = useApp((state) => state.channelId);
  const isRunning = useApp((state) =>
    state.jobs.some((job) => job.kind === 'sync' && job.channelId === state.channelId),
  );
  const may = useMay('sync.start');
  if (!may || channelId === null) return null;
  const start = async (force: boolean): Promise<void> => {
    const reply = await bridge.call('sync.start', { channelId, ...(force ? { force } : {}) });
    if (!reply.ok) say.failed(reply.error);
    else if (reply.value.status === 'completed') say.note('Already up to date', reply.value.message, 'note');
  };
  if (isMain)
    return (
      <Button look="primary" className="min-h-8 px-4" disabled={isRunning} onClick={() => void start(false)}>
        {isRunning ? 'Syncing' : 'Sync now'}
      </Button>
    );
  return (
    <span className="inline-flex">
      <Button onClick={() => void start(false)} disabled={isRunning} className="rounded-r-none">
        {isRunning ? (
          <LoaderCircle size={14} className="animate-spin" aria-hidden="true" />
        ) : (
          <RefreshCw size={14} aria-hidden="true" />
        )}
        {isRunning ? 'Syncing' : 'Sync'}
      </Button>
      <Menu
        trigger={
          <IconButton
            label="More ways to sync"
            disabled={isRunning}
            className="h-auto rounded-l-none border border-l-0 border-line bg-s2"
          />
        }
        items={[
          { label: 'Sync', hint: 'answers at once if the list was read just now', onPick: () => void start(false) },
          { label: 'Sync even so', hint: 'reads the whole list again', onPick: () => void start(true) },
        ]}
      >
        <ChevronDown size={14} aria-hidden="true" />
      </Menu>
    </span>
  );
}
