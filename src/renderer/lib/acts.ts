// Bans, times out, ends and takes back. One act, one call, one toast; the list then changes by its own event.
import type { Bridge, Input } from '../../shared/contract.ts';
import type { BanView } from '../../shared/model.ts';
import { formatDuration } from './format.ts';
import type { AppError } from '../../shared/errors.ts';
import type { Reconnects } from './reconnect.ts';
import type { Say } from './say.ts';
import type { Question, Store } from './store.ts';
import { createUndo, type Offer } from './undo.ts';

export interface Target {
  readonly channelId: string;
  readonly user: { readonly id: string } | { readonly login: string };
  readonly name: string;
  /** What holds the person out before the act; decides what Undo restores. */
  readonly before: BanView | null;
}

type HeldTarget = Target & { readonly user: { readonly id: string } };
type Expect = 'ban' | 'timeout' | 'either';

export interface Acts {
  /** Bans, or times out for `durationSeconds`. True when it was done. */
  restrict(target: Target, durationSeconds: number | null, reason: string): Promise<boolean>;
  /** Ends what `before` says; `either` also where it is not known which it is. */
  end(target: HeldTarget, expect: Expect): Promise<boolean>;
  undoLast(): Promise<void>;
  /** Says what was done elsewhere, and takes it back on demand for 10 s. */
  offerUndo(offer: Offer): void;
}

type Step =
  | { readonly command: 'bans.create'; readonly input: Input<'bans.create'> }
  | { readonly command: 'bans.revoke'; readonly input: Input<'bans.revoke'> };

export interface ActsDeps {
  readonly bridge: Bridge;
  readonly store: Store;
  readonly say: Say;
  readonly reconnects: Pick<Reconnects, 'offer'>;
  readonly now: () => number;
}

export function createActs({ bridge, store, say, reconnects, now }: ActsDeps): Acts {
  const undo = createUndo({ store, say });

  async function send(step: Step) {
    return step.command === 'bans.create'
      ? await bridge.call(step.command, step.input)
      : await bridge.call(step.command, step.input);
  }

  async function takeAll(steps: readonly Step[], name: string): Promise<boolean> {
    for (const step of steps) {
      const reply = await send(step);
      if (reply.ok) continue;
      say.failed(reply.error, name);
      return false;
    }
    return true;
  }

  /** Says why an act was refused. A missing permission can be granted, and the act is done `again` then. */
  function refused(error: AppError, target: Target, words: string, again: (() => void) | null): false {
    const isMendable = error.code === 'INSUFFICIENT_SCOPES' && again !== null;
    const isOffered = isMendable && reconnects.offer({ channelId: target.channelId, words, again });
    if (!isOffered) say.failed(error, target.name);
    return false;
  }

  async function restrict(
    target: Target,
    durationSeconds: number | null,
    reason: string,
    isRepeat = false,
  ): Promise<boolean> {
    const { name, channelId } = target;
    const step = createStep(target, durationSeconds, reason);
    const reply = await send(step);
    if (!reply.ok) {
      const again = isRepeat ? null : () => void restrict(target, durationSeconds, reason, true);
      return refused(reply.error, target, planRestriction(name, durationSeconds), again);
    }
    if (!('ban' in reply.value)) return false;
    const held = { ...target, user: { id: reply.value.ban.userId } };
    undo.offer({
      actId: step.input.actId,
      who: `${channelId} ${held.user.id}`,
      words: describeRestriction(name, durationSeconds),
      text: reason,
      // Worked out when it is pressed: the rest of an earlier timeout shrinks.
      undo: () => takeAll(undoRestrict(held, durationSeconds !== null, now()), name),
    });
    return true;
  }

  async function end(target: HeldTarget, expect: Expect, isRepeat = false): Promise<boolean> {
    const { name, channelId } = target;
    const actId = crypto.randomUUID();
    const reply = await send({
      command: 'bans.revoke',
      input: { channelId, userId: target.user.id, expect, actId },
    });
    if (!reply.ok) {
      if (isUnknownState(reply.error) && expect !== 'either') {
        store.setState({ question: askEither(name, () => void end(target, 'either')) });
        return false;
      }
      const again = isRepeat ? null : () => void end(target, expect, true);
      return refused(reply.error, target, planEnd(name, expect), again);
    }
    const who = `${channelId} ${target.user.id}`;
    const words = describeEnd(name, expect);
    undo.withdraw(who);
    if (restore(target, now()).length === 0) say.note(words);
    else undo.offer({ actId, who, words, text: '', undo: () => takeAll(restore(target, now()), name) });
    return true;
  }

  return {
    restrict: (target, durationSeconds, reason) => restrict(target, durationSeconds, reason),
    end: (target, expect) => end(target, expect),
    undoLast: undo.last,
    offerUndo: undo.offer,
  };
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

function planRestriction(name: string, durationSeconds: number | null): string {
  return durationSeconds === null ? `ban ${name}` : `time out ${name} for ${formatDuration(durationSeconds)}`;
}

function planEnd(name: string, expect: Expect): string {
  return expect === 'timeout' ? `end the timeout of ${name}` : `unban ${name}`;
}

function describeRestriction(name: string, durationSeconds: number | null): string {
  return durationSeconds === null
    ? `${name} was banned`
    : `${name} was timed out for ${formatDuration(durationSeconds)}`;
}

function describeEnd(name: string, expect: Expect): string {
  if (expect === 'either') return `${name} may chat again`;
  return expect === 'ban' ? `${name} was unbanned` : `Timeout of ${name} was ended`;
}

function createStep(
  target: Target,
  durationSeconds: number | null,
  reason: string,
): Extract<Step, { command: 'bans.create' }> {
  const { channelId, user } = target;
  return {
    command: 'bans.create',
    input: {
      channelId,
      user,
      actId: crypto.randomUUID(),
      ...(durationSeconds === null ? {} : { durationSeconds }),
      ...(reason === '' ? {} : { reason }),
    },
  };
}

/**
 * What takes a ban or timeout back: it is ended, and a timeout that ran before is set again for its rest.
 * A timeout laid over another is simply replaced, because ending it would leave the person free in between.
 */
export function undoRestrict(
  target: Target & { user: { id: string } },
  wasTimeout: boolean,
  now: number,
): readonly Step[] {
  const before = target.before?.kind === 'timeout' ? restore(target, now) : [];
  if (wasTimeout && before.length > 0) return before;
  const input = {
    channelId: target.channelId,
    userId: target.user.id,
    expect: wasTimeout ? 'timeout' : 'ban',
    actId: crypto.randomUUID(),
  } as const;
  return [{ command: 'bans.revoke', input }, ...before];
}

/** What sets `before` again: a ban for good, a timeout for the rest of its time; nothing when it has run out. */
export function restore(target: Target, now: number): readonly Step[] {
  const { before } = target;
  if (before === null || before.kind === 'unknown') return [];
  if (before.kind === 'ban') return [createStep(target, null, before.reason)];
  const rest = before.expiresAt === null ? 0 : Math.floor((Date.parse(before.expiresAt) - now) / 1000);
  return rest >= 1 ? [createStep(target, rest, before.reason)] : [];
}
