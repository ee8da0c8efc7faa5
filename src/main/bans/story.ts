// The story of one person in one channel: a pure function from everything that was ever observed of them to
// what happened, in order, each act once. It does not matter in which order, how often or in how many pieces
// the observations came: the same set always tells the same story. These are the rules, all of them:
//
//  1. A row of the list, an event and our own request that speak of the same act become one act. The same act
//     means: same word (an unreadable expiry fits any), the same end if both know one (2 s), times within 5 s
//     (15 s where a time is our own clock's), no ending in between, and at most one voice per source. An act of our own
//     is no other moderator's, and what the list showed before somebody acted is not theirs. The closest pairs find
//     each other first.
//  2. An act's details are the best known: time and actor from the event, else our request, else the list;
//     the raw expiry from the list first.
//  3. A new act replaces what was in force. A timeout that reaches its end with nothing before it has expired.
//     An unban or untimeout ends what is in force, whichever word we expected.
//  4. Vanishing from a complete list ends exactly the restriction that vanished, at an unknown moment between the
//     two reads and by an unknown actor; if an event, an expiry or a newer act explains it, that counts instead.
//  5. An ending with nothing known in force is still an act and is kept.
//  6. A row whose act has already ended is stale: it joins that act and revives nothing. Only what merely vanished, and
//     still stands in the list a minute later, had not ended: then the vanishing is withdrawn.
//  7. What only the list (or an imported list) tells, from before watching began, was found, not new. An act that
//     somebody else's Modkeep has watched is none of these. The list cuts its times to
//     whole seconds: of the very second in which watching began, only what the first read shows was found.
//  8. Requests of our own that did not overlap were carried out in their order, and their events come in it too, whatever
//     the clocks say: Twitch's answer names whole seconds, and ours is known to some hundred milliseconds only.
import type { EntryKind, Person, RestrictionKind, Source } from '../../shared/model.ts';
import type { End, Evidence, Gone, Note, Start } from './evidence.ts';
import { noteGroups } from './notes.ts';
import { groupActs } from './same-act.ts';
import { inTime, lastSeen } from './timeline.ts';

/** One act or ending, told once. */
export interface Act {
  readonly kind: EntryKind;
  readonly at: number;
  readonly notBefore: number | null;
  readonly expiresAt: number | null;
  /** Seconds a timeout was given for; null for everything else. */
  readonly durationSeconds: number | null;
  readonly rawExpiresAt: string | null;
  readonly rawCreatedAt: string | null;
  readonly reason: string;
  readonly by: Person | null;
  readonly found: boolean;
  readonly evidence: Evidence[];
  /** For an ending: the act it ended. */
  readonly ended: Act | null;
}

export interface Story {
  readonly acts: readonly Act[];
  /** What holds the person out right now. */
  readonly current: Act | null;
}

const WHOLE_SECOND_MS = 1_000;
const EXPIRY_SLACK_MS = 2_000;
const LATE_END_MS = 1_000;
/** How long before an ending the list may have shown its effect: what our own clock dates may be off by this much. */
const LATE_NEWS_MS = 15_000;
/** A list may lag; what it still shows this long after it was thought gone is there. */
const OUTLIVED_MS = 60_000;

/** Tells the story at `now` (epoch ms, Twitch's clock). `watchedSince` divides found from new; null = nothing is found. */
export function tellStory(evidence: readonly Evidence[], now: number, watchedSince: number | null): Story {
  const { starts, ends } = groupActs(evidence);
  const gones = evidence.filter((item): item is Gone => item.type === 'gone').toSorted((a, b) => a.at - b.at);

  const acts: Act[] = [];
  let current: Act | null = null;

  const finish = (ending: Act): void => {
    acts.push(ending);
    current = null;
  };
  /**
   * Ends what is in force by its own expiry or by having vanished, if that came before `moment`. An ending that
   * somebody told of explains why a person vanished, unless the timeout it would end was over a second before, or the
   * person was missed long before: then it ended something that nobody told of.
   */
  const settle = (moment: number, isBeforeEnding: boolean): void => {
    if (current === null) return;
    const end = current.kind === 'timeout' ? current.expiresAt : null;
    const isOver = end !== null && end <= now && end + (isBeforeEnding ? LATE_END_MS : 0) <= moment;
    const told = goneOf(current, gones);
    const isEarlier = told !== null && told.at < moment - (isBeforeEnding && !isOver ? LATE_NEWS_MS : 0);
    const gone = isEarlier ? told : null;
    if (gone !== null && (end === null || gone.at < end - EXPIRY_SLACK_MS)) finish(vanished(current, gone));
    else if (end !== null && (isOver || gone !== null)) finish(expired(current, end, gone, watchedSince));
  };

  const timeline = inTime(
    starts.map((group) => startAct(group, watchedSince)),
    ends.map(endAct),
  );
  for (const act of timeline) {
    if (isRestriction(act.kind)) {
      settle(act.at, false);
      acts.push(act);
      current = act;
      continue;
    }
    settle(act.at, true);
    finish(current === null ? act : closing(act, current, gones));
  }
  settle(Math.max(now, latestGone(gones)) + 1, false);
  for (const group of noteGroups(evidence)) acts.push(noteAct(group));
  keepUnused(acts, gones);
  return { acts, current };
}

export function isRestriction(kind: EntryKind): kind is RestrictionKind {
  return kind === 'ban' || kind === 'timeout' || kind === 'unknown';
}

const DETAIL_ORDER: readonly Source[] = ['eventsub', 'app', 'poll', 'import'];
const RAW_ORDER: readonly Source[] = ['poll', 'eventsub', 'app', 'import'];

function inOrder<E extends { readonly source: Source }>(group: readonly E[], order: readonly Source[]): E[] {
  return group.length === 1 ? [...group] : group.toSorted((a, b) => order.indexOf(a.source) - order.indexOf(b.source));
}

function startAct(group: readonly Start[], watchedSince: number | null): Act {
  const best = inOrder(group, DETAIL_ORDER);
  const rawFirst = inOrder(group, RAW_ORDER);
  const told = rawFirst.find((item) => item.kind !== 'unknown') ?? rawFirst[0]!;
  const first = best[0]!;
  const found =
    watchedSince !== null &&
    first.at < watchedSince &&
    group.every((item) => item.source === 'poll' || (item.source === 'import' && item.type === 'row')) &&
    !(first.at + WHOLE_SECOND_MS > watchedSince && group.some(({ notBefore }) => (notBefore ?? 0) >= watchedSince));
  return {
    kind: told.kind,
    at: first.at,
    notBefore: group.length === 1 && first.at === first.seenAt ? first.notBefore : null,
    expiresAt: told.expiresAt,
    durationSeconds: told.kind === 'timeout' ? lengthOf(group) : null,
    rawExpiresAt: told.rawExpiresAt,
    rawCreatedAt: rawFirst.find((item) => item.rawCreatedAt !== null)?.rawCreatedAt ?? null,
    reason: best.find((item) => item.reason !== '')?.reason ?? '',
    by: best.find((item) => item.by !== null)?.by ?? null,
    found,
    evidence: [...group],
    ended: null,
  };
}

/**
 * How long a timeout was meant to be, in seconds. The list and our own request know when it began; an event only says
 * when it was told, a moment later, so there a length within two seconds of a multiple of ten is taken for that.
 */
function lengthOf(group: readonly Start[]): number | null {
  const lengths = inOrder(group, ['app', 'poll', 'import', 'eventsub']).flatMap((item) => {
    if (item.expiresAt === null) return [];
    const seconds = Math.round((item.expiresAt - item.at) / 1000);
    // Our own request is dated within the second that Twitch named, and the end it named is cut to a second.
    if (item.source === 'app') return [Math.ceil((item.expiresAt - item.at) / 1000)];
    const isExact = item.source === 'poll' && item.at !== item.seenAt;
    const round = Math.round(seconds / 10) * 10;
    return [isExact || round === 0 || Math.abs(round - seconds) > 2 ? seconds : round];
  });
  return lengths[0] ?? null;
}

function endAct(group: readonly End[]): Act {
  const best = inOrder(group, DETAIL_ORDER);
  return {
    ...BARE,
    kind: best[0]!.kind === 'unban' ? 'unbanned' : 'lifted',
    at: best[0]!.at,
    by: best.find((item) => item.by !== null)?.by ?? null,
    reason: best.find((item) => item.reason !== '')?.reason ?? '',
    evidence: [...group],
  };
}

/**
 * An ending told by somebody, with what it ended. An event knows which of the two it was, also when acts in between
 * were missed; our own request may only have known that somebody was held out, so there the restriction decides.
 */
function closing(end: Act, ended: Act, gones: readonly Gone[]): Act {
  const gone = goneOf(ended, gones);
  const isHeard = end.evidence.some((item) => item.source === 'eventsub');
  const word = ended.kind === 'ban' ? 'unbanned' : ended.kind === 'timeout' ? 'lifted' : end.kind;
  return {
    ...end,
    kind: isHeard ? end.kind : word,
    evidence: gone === null ? end.evidence : [...end.evidence, gone],
    ended,
  };
}

function vanished(ended: Act, gone: Gone): Act {
  return {
    ...BARE,
    kind: ended.kind === 'ban' ? 'unbanned' : 'lifted',
    at: gone.at,
    notBefore: Math.max(gone.notBefore ?? ended.at, ended.at),
    evidence: [gone],
    ended,
  };
}

function expired(ended: Act, at: number, gone: Gone | null, watchedSince: number | null): Act {
  const found = watchedSince !== null && at < watchedSince;
  return { ...BARE, kind: 'expired', at, found, evidence: gone === null ? [] : [gone], ended };
}

function noteAct(group: readonly [Note, ...Note[]]): Act {
  const { kind, at } = group[0];
  return {
    ...BARE,
    kind,
    at,
    by: group.find((note) => note.by !== null)?.by ?? null,
    reason: group.find((note) => note.reason !== '')?.reason ?? '',
    evidence: [...group],
  };
}

const BARE = {
  notBefore: null,
  expiresAt: null,
  durationSeconds: null,
  rawExpiresAt: null,
  rawCreatedAt: null,
  reason: '',
  by: null,
  found: false,
  ended: null,
} as const;

/** The first vanishing of an act that its row has not outlived. */
function goneOf(act: Act, gones: readonly Gone[]): Gone | null {
  if (gones.length === 0) return null;
  const keys = new Set(act.evidence.map((item) => item.key));
  const shownUntil = lastSeen(act);
  return gones.find((gone) => keys.has(gone.of) && shownUntil < gone.at + OUTLIVED_MS) ?? null;
}

/** A vanishing that something else explains stays with the act it spoke of, so that it is known when told again. */
function keepUnused(acts: readonly Act[], gones: readonly Gone[]): void {
  for (const gone of gones) {
    if (acts.some((act) => act.evidence.includes(gone))) continue;
    acts.find((act) => act.evidence.some((item) => item.key === gone.of))?.evidence.push(gone);
  }
}

function latestGone(gones: readonly Gone[]): number {
  let latest = 0;
  for (const gone of gones) latest = Math.max(latest, gone.at);
  return latest;
}
