// How much of a channel is known and how old that is, in words. Pure: the same words in the badge, the rail, the
// status bar and the sync panel. Never claims more than was read or heard.
import type { ChannelStatus, ChannelView, FeatureView, GapView } from '../../shared/model.ts';
import { formatAge, formatSince, formatTimeOfDay, formatUtc } from './format.ts';
import { ROLE_WORDS } from './words.tsx';

export interface Freshness {
  readonly tone: 'ok' | 'warn' | 'mute';
  readonly words: string;
  /** The same where there is little room. */
  readonly short: string;
  readonly title: string;
}

export interface Known {
  readonly channel: ChannelView;
  /** The latest stretch in which nothing was watched. */
  readonly gap: Pick<GapView, 'from' | 'to'> | null;
  /** Since when (ms) it is not live any more; null when it is, or nobody saw it end. */
  readonly lostSince: number | null;
  readonly now: number;
}

/** A list that should be read every few seconds and was not for this long is not called complete without its age. */
const STALE_MS = 120_000;

export function freshnessOf(known: Known): Freshness {
  const { channel, now } = known;
  const { status } = channel;
  const read = status.lastCompleteReadAt;
  const title = `${status.explanation}${read === null ? '' : ` · last complete read ${formatUtc(read)}`}`;
  if (channel.mode !== 'broadcaster') return heardOnly(known, title);
  if (read === null) return { tone: 'warn', words: 'Never read in full', short: 'Never read', title };
  const age = formatAge(read, now);
  const isOld = now - Date.parse(read) > Math.max(STALE_MS, 3 * (status.intervalMs ?? 0));
  const isDoubtful = status.reading === 'failed' || status.reading === 'held' || status.reading === 'off';
  if (isOld || isDoubtful) return { tone: 'warn', words: `Complete as of ${age}`, short: age, title };
  return { tone: 'ok', words: `Complete · ${age}`, short: age, title };
}

function heardOnly(known: Known, title: string): Freshness {
  const { channel, now } = known;
  const { firstWatchedAt } = channel.status;
  const since = firstWatchedAt === null ? 'Not watched yet' : `Known since ${formatSince(firstWatchedAt, now)}`;
  const doubt = doubtSince(known);
  // A gap of the past is a fact to know; only not hearing now is something to look at.
  const tone = channel.status.live === 'live' ? 'mute' : 'warn';
  if (doubt !== null) return { tone, words: `${since} · ${doubt}`, short: doubt, title };
  const why = channel.mode === 'moderator' ? 'list not readable as a moderator' : 'list not readable';
  return { tone: 'mute', words: `${since} · ${why}`, short: since, title };
}

/**
 * `may have changed since 02:10` where the list can't be asked and somebody may have acted unheard; else null.
 * `heardAt`: an act on the person in question that was heard then; a gap before it says nothing about them.
 */
export function doubtSince({ channel, gap, lostSince, now }: Known, heardAt: string | null = null): string | null {
  const { firstWatchedAt, live } = channel.status;
  if (channel.mode === 'broadcaster' || firstWatchedAt === null) return null;
  const isDeaf = live !== 'live';
  const isPast = gap === null || (heardAt !== null && Date.parse(heardAt) > Date.parse(gap.to));
  const from = isDeaf && lostSince !== null ? lostSince : isPast ? null : Date.parse(gap.from);
  if (from !== null) return `may have changed since ${formatTimeOfDay(new Date(from).toISOString(), now)}`;
  return isDeaf ? 'not heard now, may have changed' : null;
}

/** `owner · complete`, `mod · since 12 Nov`, `mod · not watched`: one short line for the rail. */
export function describeChannel({ mode, status, isWatched }: ChannelView, now: number): string {
  const role = ROLE_WORDS[mode];
  if (!isWatched) return `${role} · not watched`;
  if (mode !== 'broadcaster')
    return status.firstWatchedAt === null ? role : `${role} · since ${formatSince(status.firstWatchedAt, now)}`;
  const read = status.lastCompleteReadAt;
  if (status.reading === 'held') return `${role} · on hold`;
  if (read === null) return `${role} · ${status.reading === 'failed' ? 'read failed' : 'not read yet'}`;
  const isOld = now - Date.parse(read) > Math.max(STALE_MS, 3 * (status.intervalMs ?? 0));
  return `${role} · ${isOld ? `as of ${formatAge(read, now)}` : 'complete'}`;
}

export interface Notice {
  readonly tone: 'warn' | 'info';
  readonly title: string;
  readonly text: string;
  /** What would mend it: granting this, or a closer look in the sync panel. */
  readonly fix: FeatureView['feature'] | 'look' | null;
}

/** What is not as usual with the sources of this channel, the weightiest first. `phase`: of a sync under way. */
export function noticesOf(channel: ChannelView, phase: string | null): readonly Notice[] {
  const { status, isWatched, mode } = channel;
  if (!isWatched) return [];
  const notices: Notice[] = [];
  const held = heldSentence(status, phase);
  if (held !== null) notices.push({ tone: 'warn', title: 'The list is on hold', text: held, fix: null });
  if (status.reading === 'failed')
    notices.push({ tone: 'warn', title: 'The list could not be read', text: status.explanation, fix: 'look' });
  const live = liveNotice(status.live, mode);
  return live === null ? notices : [...notices, live];
}

/** What a read that shrank too much waits for; the sync says it in its phase, the silent reader in its explanation. */
function heldSentence({ reading, explanation }: ChannelStatus, phase: string | null): string | null {
  const found = phase?.startsWith('held') === true ? phase : reading === 'held' ? explanation : null;
  if (found === null) return null;
  const sentence = found.replace(/^held: /i, '').replace(/\.?$/, '.');
  const text = `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}`;
  return `${text} Nobody is taken off the list until a second full read says the same.`;
}

function liveNotice(live: ChannelStatus['live'], mode: ChannelView['mode']): Notice | null {
  const isOwner = mode === 'broadcaster';
  if (live === 'lost') {
    const meanwhile = isOwner
      ? 'Bans show at the next check of the list, not at once.'
      : 'What happens now is not seen and will be a gap in the record.';
    const text = `${meanwhile} Modkeep reconnects by itself; if it lasts, check the network.`;
    return { tone: 'warn', title: 'The live feed is lost', text, fix: null };
  }
  if (live !== 'refused') return null;
  const text = isOwner
    ? 'The list is still checked, but nothing is told at once. Reconnect to grant it.'
    : 'Either a permission is missing or you are not a moderator here any more. Reconnect, or ask the broadcaster.';
  return { tone: 'warn', title: 'Twitch refuses the live feed', text, fix: 'live' };
}

/** True when nothing at all comes from Twitch: no feed is up and no list could be read. */
export function isTwitchOut(channels: readonly ChannelView[]): boolean {
  const tried = channels.filter(({ isWatched, status }) => isWatched && status.live !== 'off');
  const isDown = ({ mode, status }: ChannelView): boolean =>
    status.live === 'lost' || status.live === 'connecting'
      ? mode !== 'broadcaster' || status.reading === 'failed'
      : false;
  return tried.length > 0 && tried.every(isDown) && tried.some(({ status }) => status.live === 'lost');
}
