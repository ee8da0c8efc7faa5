// The truth about each source: live feed, list, Twitch's limit; and the one control that stops everything.
import { OctagonX, Play } from 'lucide-react';
import type { ChannelView, LimitView } from '../../../shared/model.ts';
import { formatRelative, formatUtc } from '../../lib/format.ts';
import { offWords } from '../../lib/possible.ts';
import { useApp, useMay, useNow, useServices } from '../../lib/services.tsx';
import { currentChannel, openHealth } from '../../lib/store.ts';
import { freshnessOf } from '../../lib/freshness.ts';
import { LIVE_WORDS, LiveDot } from '../../ui/live-dot.tsx';
import { AlertCount } from './alert-count.tsx';
import { BrakeLeft } from './brake-left.tsx';
import { useKnown } from '../sync/use-known.ts';

const ITEM = 'flex h-full items-center gap-1.5 border-r border-line px-3 whitespace-nowrap';

export function StatusBar() {
  const channel = useApp(currentChannel);
  const limits = useApp((state) => state.limits);
  const connection = useApp((state) => state.connection);
  const limit = limits.find((one) => channel?.accountIds.includes(one.accountId)) ?? limits[0];
  return (
    <footer
      aria-label="Status"
      className="flex h-7 items-center overflow-hidden border-t border-line bg-s1 text-xs text-mute [grid-area:bar]"
    >
      {connection === 'lost' && (
        <span role="status" className={`${ITEM} text-warn`}>
          Connection to Modkeep lost, trying again
        </span>
      )}
      {connection === 'ready' && <AlertCount className={`${ITEM} ${DETAILS}`} />}
      {channel !== null && connection === 'ready' && (
        <>
          <Live channel={channel} />
          <Reading channel={channel} />
        </>
      )}
      <BrakeLeft channelId={channel?.id ?? null} className={`${ITEM} ${DETAILS} min-w-0`} />
      {limit !== undefined && <LimitMeter limit={limit} />}
      <span className="flex-1" />
      <Acting />
    </footer>
  );
}

const DETAILS = 'cursor-pointer outline-offset-[-2px] hover:bg-s3 hover:text-ink';

function Live({ channel }: { readonly channel: ChannelView }) {
  const { store } = useServices();
  const { live, liveLatencyMs } = channel.status;
  const latency = live === 'live' && liveLatencyMs !== null ? ` · ${Math.round(liveLatencyMs)} ms` : '';
  return (
    <button
      type="button"
      className={`${ITEM} ${DETAILS}`}
      title="Whether Twitch tells Modkeep of bans as they happen. Click for more."
      onClick={() => openHealth(store, 'live')}
    >
      <LiveDot live={live} />
      <span>
        {LIVE_WORDS[live]}
        <span className="max-sm:hidden">{latency}</span>
      </span>
    </button>
  );
}

function Reading({ channel }: { readonly channel: ChannelView }) {
  const { store } = useServices();
  const now = useNow();
  const { status, mode } = channel;
  const { words, title, tone } = freshnessOf(useKnown(channel, now));
  const isDue = status.reading === 'waiting' || status.reading === 'failed';
  const next =
    isDue && status.nextReadAt !== null && Date.parse(status.nextReadAt) > now
      ? `, next ${formatRelative(status.nextReadAt, now)}`
      : '';
  return (
    <button
      type="button"
      className={`${ITEM} ${DETAILS} min-w-0 ${tone === 'warn' ? 'text-warn' : ''}`}
      title={`${words} · ${title}`}
      onClick={() => openHealth(store, 'list')}
    >
      <span className="truncate">
        {mode === 'broadcaster' ? describeReading(status, words) : words}
        {mode === 'broadcaster' && <span className="max-md:hidden">{next}</span>}
      </span>
    </button>
  );
}

function describeReading({ reading, lastCompleteReadAt }: ChannelView['status'], words: string): string {
  if (reading === 'failed') return `Last read failed · ${words}`;
  if (reading === 'held') return `On hold · ${words}`;
  if (reading === 'off') return `Reading is off · ${words}`;
  if (lastCompleteReadAt === null) return reading === 'reading' ? 'First read under way' : 'Not read yet';
  return words.replace('Complete · ', 'Complete · checked ');
}

function LimitMeter({ limit }: { readonly limit: LimitView }) {
  const { store } = useServices();
  const words = `Twitch ${limit.remaining}/${limit.limit}`;
  return (
    <button
      type="button"
      className={`${ITEM} ${DETAILS} max-md:hidden`}
      title={`${limit.remaining} of ${limit.limit} requests left until ${formatUtc(limit.resetAt)}. Click for more.`}
      onClick={() => openHealth(store, 'rate_limit')}
    >
      {words}
      <meter
        className="meter"
        min={0}
        max={limit.limit}
        low={limit.limit * 0.25}
        high={limit.limit * 0.5}
        optimum={limit.limit}
        value={limit.remaining}
        aria-label="Requests left at Twitch"
      />
    </button>
  );
}

function Acting() {
  const { killSwitch, store } = useServices();
  const app = useApp((state) => state.app);
  const may = useMay('killSwitch.set');
  if (app === null) return null;
  const { acting } = app;
  const off = offWords(app);
  const isKilled = acting.reason === 'kill_switch';
  return (
    <span className="flex h-full items-center border-l border-line">
      <button
        type="button"
        onClick={() => openHealth(store, acting.isOn && off !== null ? 'database' : 'acting')}
        className={`h-full px-3 whitespace-nowrap ${DETAILS} ${off === null ? 'max-sm:hidden' : 'text-warn'}`}
        title={off ?? 'Modkeep may act on Twitch. Click for more.'}
      >
        {off === null ? 'Acting is on' : isKilled ? 'Stopped' : 'Read only'}
      </button>
      {may && (acting.isOn || isKilled) && (
        <button
          type="button"
          onClick={() => void killSwitch(!isKilled)}
          className="flex h-full items-center gap-1.5 border-l border-line px-3 font-semibold whitespace-nowrap text-ink max-sm:border-l-0 outline-offset-[-2px] hover:bg-s3"
        >
          {isKilled ? (
            <Play size={12} aria-hidden="true" />
          ) : (
            <OctagonX size={12} aria-hidden="true" className="text-danger" />
          )}
          {isKilled ? 'Start again' : 'Stop all'}
        </button>
      )}
    </span>
  );
}
