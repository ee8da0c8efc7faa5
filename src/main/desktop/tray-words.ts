// What the tray says: one state out of all that is watched, in words. Pure; knows no icon and no menu.
import type { ActingState, ChannelView } from '../../shared/model.ts';

/** The first that is so: `broken` before `off` before `reading`; `paused` when the person has stopped the watching here. */
export type TrayState = 'live' | 'reading' | 'broken' | 'off' | 'paused';

export interface TrayFacts {
  readonly channels: readonly Pick<ChannelView, 'displayName' | 'isWatched' | 'mode' | 'status'>[];
  readonly acting: ActingState;
  readonly isPaused: boolean;
  /** Entries that came while nobody looked at the window. */
  readonly unread: number;
  readonly isDemo: boolean;
}

export interface TrayView {
  readonly state: TrayState;
  /** At most 127 characters, which is all that Windows shows. */
  readonly tooltip: string;
  /** The same in two lines for the menu. */
  readonly watching: string;
  readonly acting: string;
}

const ACTING: Readonly<Record<ActingState['reason'], string>> = {
  on: 'acting on',
  kill_switch: 'acting off: kill switch',
  flag_off: 'acting off',
  environment_off: 'acting off here',
};

/** What Windows shows of a tooltip. */
const TOOLTIP = 127;

export function trayView({ channels, acting, isPaused, unread, isDemo }: TrayFacts): TrayView {
  const watched = channels.filter((channel) => channel.isWatched);
  const broken = watched.filter((channel) => channelState(channel) === 'broken');
  const reading = watched.filter((channel) => channelState(channel) === 'reading');
  const watching = watchingWords(watched, broken, reading, isPaused);
  const state = stateOf(watched.length, broken.length, reading.length, isPaused, acting.isOn);
  const name = isDemo ? 'Modkeep (demo)' : 'Modkeep';
  const parts = [`${name}: ${watching}`, ACTING[acting.reason], ...(unread > 0 ? [unreadWords(unread)] : [])];
  return { state, tooltip: cut(parts.join(' · ')), watching, acting: ACTING[acting.reason] };
}

/** `1 new entry`, `12 new entries`. */
export function unreadWords(count: number): string {
  return count === 1 ? '1 new entry' : `${count} new entries`;
}

/** Live; or read on and off, or on its way; or neither heard nor read. */
function channelState({ mode, status }: TrayFacts['channels'][number]): 'live' | 'reading' | 'broken' {
  if (status.live === 'live') return 'live';
  const isRead = mode === 'broadcaster' && !['off', 'failed'].includes(status.reading);
  return isRead || status.live === 'connecting' ? 'reading' : 'broken';
}

function stateOf(watched: number, broken: number, reading: number, isPaused: boolean, isActing: boolean): TrayState {
  if (isPaused && watched === 0) return 'paused';
  if (watched === 0 || broken > 0) return 'broken';
  if (!isActing) return 'off';
  return reading > 0 ? 'reading' : 'live';
}

type Some = readonly { readonly displayName: string }[];

function watchingWords(watched: Some, broken: Some, reading: Some, isPaused: boolean): string {
  const count = watched.length;
  if (count === 0) return isPaused ? 'watching is paused' : 'nothing is watched';
  if (broken.length > 0) return `not watching ${named(broken, count)}`;
  if (reading.length > 0) return `live connection missing for ${named(reading, count)}`;
  return count === 1 ? `${watched[0]?.displayName ?? 'one channel'} is live` : `${count} channels live`;
}

function named(some: Some, of: number): string {
  return some.length === 1 ? (some[0]?.displayName ?? 'one channel') : `${some.length} of ${of} channels`;
}

function cut(text: string): string {
  return text.length <= TOOLTIP ? text : `${text.slice(0, TOOLTIP - 1)}…`;
}
