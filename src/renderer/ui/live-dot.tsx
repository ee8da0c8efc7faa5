// The state of the live feed: its word and its dot.
import type { ChannelView } from '../../shared/model.ts';

type Live = ChannelView['status']['live'];

const LIVE_TONES: Readonly<Record<Live, string>> = {
  live: 'bg-ok',
  connecting: 'bg-warn',
  lost: 'bg-danger',
  refused: 'bg-danger',
  off: 'bg-edge',
};
export const LIVE_WORDS: Readonly<Record<Live, string>> = {
  live: 'Live',
  connecting: 'Connecting',
  lost: 'Live lost',
  refused: 'Live refused',
  off: 'Not live',
};

export function LiveDot({ live, className = '' }: { readonly live: Live; readonly className?: string }) {
  return <span className={`size-1.75 shrink-0 rounded-full ${LIVE_TONES[live]} ${className}`} aria-hidden="true" />;
}
