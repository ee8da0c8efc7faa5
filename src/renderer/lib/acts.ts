// Bans, times out, ends and takes back. One act, one call, one toast; the list then changes by its own event.
import type { Bridge, Input } from '../../shared/contract.ts';
import type { UndoView } from '../../shared/contract/acting.ts';
import type { AppError } from '../../shared/errors.ts';
import { formatDay, formatDuration } from './format.ts';
import type { Reconnects } from './reconnect.ts';
import type { Say } from './say.ts';
import type { Question, Store } from './store.ts';
import { createUndo, type Undo } from './undo.ts';

export interface Target {
  readonly channelId: string;
  readonly user: { readonly id: string } | { readonly login: string };
  readonly name: string;
}

/** How long somebody is held out: for good, for so many seconds, or until Modkeep lifts the ban on a date (ISO). */
export type Length =
  | { readonly kind: 'ban'; readonly until: string | null }
  | { readonly kind: 'timeout'; readonly seconds: number };

type HeldTarget = Target & { readonly user: { readonly id: string } };
type Expect = 'ban' | 'timeout' | 'either';

export interface Acts {
  /** Bans or times out. True when it was done. */
  restrict(target: Target, length: Length, reason: string): Promise<boolean>;
  /** Ends what holds the person out; `either` also where it is not known which it is. */
  end(target: HeldTarget, expect: Expect): Promise<boolean>;
  /** Takes back what an entry of the history says was done; the core decides what that means now. True when it was done. */
  undoEntry(entryId: string, name: string): Promise<boolean>;
  /** Offers to take back what was done in several channels at once. */
  readonly offerUndo: Undo['offer'];
  readonly withdrawUndo: Undo['withdraw'];
  undoLast(): Promise<void>;
}

export interface ActsDeps {
  readonly bridge: Bridge;
  readonly store: Store;
  readonly say: Say;
  readonly reconnects: Pick<Reconnects, 'offer'>;
  readonly now: () => number;
}

/** What a second try brings along: it follows a granted permission, or an answer that was lost. */
type Again = 'granted' | 'unknown' | null;

/** A call that takes longer is worth a word (ms). */
const SLOW = 3_000;

export function createActs({ bridge, store, say, reconnects, now }: ActsDeps): Acts {
  const undo = createUndo({ store, say });

  /** Says that Twitch is slow, for as long as it is. */
  async function patiently<T>(words: string, work: Promise<T>): Promise<T> {
    let toast: string | null = null;
    const timer = setTimeout(() => {
      toast = say.waiting(`Waiting for Twitch: ${words}`, 'If its answer is lost, its event is waited for up to 30s.');
    }, SLOW);
    try {
      return await work;
    } finally {
      clearTimeout(timer);
      if (toast !== null) say.close(toast);
    }
  }

  /** Says why an act was refused. A missing permission can be granted, a lost answer tried again. */
  function refused(error: AppError, target: Target, words: string, again: (why: Again) => void, why: Again): false {
    if (isUnknown(error)) {
      say.offer(`Not known: ${words}`, UNKNOWN_TEXT, { word: 'Retry', run: () => again('unknown') });
      return false;
    }
    const isMendable = error.code === 'INSUFFICIENT_SCOPES' && why !== 'granted';
    const isOffered =
      isMendable && reconnects.offer({ channelId: target.channelId, words, again: () => again('granted') });
    if (!isOffered) say.failed(error, target.name);
    return false;
  }

  async function restrict(target: Target, length: Length, reason: string, why: Again = null): Promise<boolean> {
    const { name, channelId } = target;
    const input = restriction(target, length, reason);
    const reply = await patiently(planRestriction(name, length, now()), bridge.call('bans.create', input));
    const words = describeRestriction(name, length, now());
    if (!reply.ok) {
      if (why === 'unknown' && isAlready(reply.error)) return found(words);
      const again = (next: Again): void => void restrict(target, length, reason, next);
      return refused(reply.error, target, planRestriction(name, length, now()), again, why);
    }
    const { entryId, ban } = reply.value;
    offer(input.actId, `${channelId} ${ban.userId}`, words, reason, entryId, name);
    return true;
  }

  async function end(target: HeldTarget, expect: Expect, why: Again = null): Promise<boolean> {
    const { name, channelId } = target;
    const actId = crypto.randomUUID();
    const call = bridge.call('bans.revoke', { channelId, userId: target.user.id, expect, actId });
    const reply = await patiently(planEnd(name, expect), call);
    const words = describeEnd(name, expect);
    if (!reply.ok) {
      if (isUnknownState(reply.error) && expect !== 'either') {
        store.setState({ question: askEither(name, () => void end(target, 'either')) });
        return false;
      }
      if (why === 'unknown' && reply.error.code === 'NOT_FOUND') return found(words);
      return refused(reply.error, target, planEnd(name, expect), (next) => void end(target, expect, next), why);
    }
    offer(actId, `${channelId} ${target.user.id}`, words, '', reply.value.entryId, name);
    return true;
  }

  /** A second try was told that there is nothing to do: so the first had worked. */
  function found(words: string): true {
    say.note(words, 'Twitch says so: the first try had worked.');
    return true;
  }

  function offer(actId: string, who: string, words: string, text: string, entryId: string, name: string): void {
    undo.offer({ actId, who, words, text, undo: async () => (await takeBack(entryId, name)) !== null });
  }

  async function takeBack(entryId: string, name: string, isEither = false): Promise<UndoView['does']> {
    const actId = crypto.randomUUID();
    const call = bridge.call('acts.undo', { entryId, actId, ...(isEither ? { isEither } : {}) });
    const reply = await patiently(`undo for ${name}`, call);
    if (reply.ok) {
      // The timeout that the ban had replaced could not be set again.
      if (reply.value.unset !== undefined) say.failed(reply.value.unset, name);
      return reply.value.did;
    }
    if (isUnknownState(reply.error) && !isEither) {
      store.setState({ question: askEither(name, () => void undoEntry(entryId, name, true)) });
    } else say.failed(reply.error, name);
    return null;
  }

  async function undoEntry(entryId: string, name: string, isEither = false): Promise<boolean> {
    const did = await takeBack(entryId, name, isEither);
    if (did !== null) say.note('Undone', describeUndone(name, did));
    return did !== null;
  }

  return {
    restrict: (target, length, reason) => restrict(target, length, reason),
    end: (target, expect) => end(target, expect),
    undoEntry: (entryId, name) => undoEntry(entryId, name),
    offerUndo: undo.offer,
    withdrawUndo: undo.withdraw,
    undoLast: undo.last,
  };
}

const UNKNOWN_TEXT =
  'Twitch gave no answer, and nothing showed whether it happened. Trying again does no harm: “already banned” then means that it was done.';

/** True where nobody can tell whether the act happened. */
export function isUnknown(error: AppError): boolean {
  return error.code === 'SERVICE_UNAVAILABLE' && error.details.reason === 'outcome_unknown';
}

/** True where the person is already as the act wanted them to be. */
export function isAlready(error: AppError): boolean {
  return error.code === 'CONFLICT' && error.details.reason === 'already_banned';
}

function isUnknownState(error: AppError): boolean {
  return error.code === 'CONFLICT' && error.details.reason === 'unknown_state';
}

/** Asked where nobody can tell which of the two it is that would be lifted. */
export function askEither(name: string, onYes: () => void): Question {
  return {
    title: `Let ${name} chat again?`,
    text: `Twitch will not say whether ${name} is banned or timed out; this lifts either.`,
    action: 'Lift either',
    onYes,
  };
}

/** What is sent for a ban or timeout, under a new act id. */
export function restriction(target: Target, length: Length, reason: string): Input<'bans.create'> {
  const { channelId, user } = target;
  const until = length.kind === 'ban' ? length.until : null;
  return {
    channelId,
    user,
    actId: crypto.randomUUID(),
    ...(length.kind === 'timeout' ? { durationSeconds: length.seconds } : {}),
    ...(until === null ? {} : { until }),
    ...(reason === '' ? {} : { reason }),
  };
}

/** `ban Cool_User`: what is about to be done, or was tried. */
export function planRestriction(name: string, length: Length, now: number): string {
  return length.kind === 'timeout'
    ? `time out ${name} for ${formatDuration(length.seconds)}`
    : `ban ${name}${untilWords(length.until, now)}`;
}

function planEnd(name: string, expect: Expect): string {
  return expect === 'timeout' ? `end the timeout of ${name}` : `unban ${name}`;
}

/** `Cool_User was banned`: what has been done. */
export function describeRestriction(name: string, length: Length, now: number): string {
  return length.kind === 'timeout'
    ? `${name} was timed out for ${formatDuration(length.seconds)}`
    : `${name} was banned${untilWords(length.until, now)}`;
}

function untilWords(until: string | null, now: number): string {
  return until === null ? '' : ` until ${formatDay(Date.parse(until), now)}`;
}

function describeEnd(name: string, expect: Expect): string {
  if (expect === 'either') return `${name} may chat again`;
  return expect === 'ban' ? `${name} was unbanned` : `Timeout of ${name} was ended`;
}

const UNDONE = {
  unban: 'was unbanned',
  untimeout: 'is no longer timed out',
  ban: 'is banned again',
  timeout: 'is timed out again',
} as const;

function describeUndone(name: string, did: NonNullable<UndoView['does']>): string {
  return `${name} ${UNDONE[did]}`;
}
