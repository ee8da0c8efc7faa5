// How old the list is and how complete. A click shows how it is read.
import { Check, CircleSlash, History, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ChannelView } from '../../../shared/model.ts';
import { freshnessOf, type Freshness } from '../../lib/freshness.ts';
import { useApp, useNow, useServices } from '../../lib/services.tsx';
import { currentChannel } from '../../lib/store.ts';
import { useKnown } from './use-known.ts';

export function FreshnessBadge() {
  const channel = useApp(currentChannel);
  return channel === null ? null : <Badge channel={channel} />;
}

const TONES = { ok: 'text-ok', warn: 'text-warn', mute: 'text-mute' } as const;

function Badge({ channel }: { readonly channel: ChannelView }) {
  const { store } = useServices();
  const freshness = freshnessOf(useKnown(channel, useNow()));
  return (
    <button
      type="button"
      onClick={() => store.setState({ window: 'sync' })}
      className={`inline-flex min-h-7 min-w-0 items-center gap-1.5 rounded-md px-1.5 whitespace-nowrap hover:bg-s3 @max-[30rem]/tools:mr-auto ${TONES[freshness.tone]}`}
      title={`${freshness.words} · ${freshness.title}`}
    >
      {iconOf(freshness, channel)}
      <span className="truncate @max-[30rem]/tools:hidden">{freshness.words}</span>
      <span className="truncate @min-[30rem]/tools:hidden">{freshness.short}</span>
    </button>
  );
}

const ICON = { size: 14, className: 'shrink-0', 'aria-hidden': true } as const;

function iconOf({ tone }: Freshness, { mode, status }: ChannelView): ReactNode {
  if (tone === 'ok') return <Check {...ICON} />;
  if (tone === 'mute') return <History {...ICON} />;
  const isNever = mode === 'broadcaster' && status.lastCompleteReadAt === null;
  return isNever ? <CircleSlash {...ICON} /> : <TriangleAlert {...ICON} />;
}
