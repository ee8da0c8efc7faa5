// Bans, times out, ends and takes back. One act, one call, one toast; the list then changes by its own event.
import type { Bridge, Input } from '../../shared/contract.ts';
import type { BanView } from '../../shared/model.ts';
import { formatDuration } from './format.ts';
import type { Say } from './say.ts';
import type { Store } from './store.ts';
import { createUndo } from './undo.ts';

export interface Target {
  readonly channelId: string;
  readonly user: { readonly id: string } | { readonly login: string };
  readonly name: string;
  /** What holds the person out before the act; decides what Undo restores. */
  readonly before: BanView | null;
}

export interface Acts {
  /** Bans, or times out for `durationSeconds`. True when it was done. */
  restrict(target: Target, durationSeconds: number | null, reason: string): Promise<boolean>;
  /** Ends what `before` says; `either` also where it is not known which it is. */
  end(
    target: Target & { readonly user: { readonly id: string } },
    expect: 'ban' | 'timeout' | 'either',
  ): Promise<boolean>;
  undoLast(): Promise<void>;
}

type Step =
  | { readonly command: 'bans.create'; readonly input: Input<'bans.create'> }
  | { readonly command: 'bans.revoke'; readonly input: Input<'bans.revoke'> };

export interface ActsDeps {
  readonly bridge: Bridge;
  readonly store: Store;
  readonly say: Say;
  readonly now: () => number;
}

export function createActs({ bridge, store, say, now }: ActsDeps): Acts {
  const undo = createUndo({ store, say });

  async function take(step: Step, name: string) {
    const reply =
      step.command === 'bans.create'
        ? await bridge.call(step.command, step.input)
        : await bridge.call(step.command, step.input);
    if (!reply.ok) say.failed(reply.error, name);
    return reply.ok ? reply.value : null;
  }

  async function takeAll(steps: readonly Step[], name: string): Promise<boolean> {
    for (const step of steps) if ((await take(step, name)) === null) return false;
    return true;
  }

  return {
    restrict: async (target, durationSeconds, reason) => {
      const { name, channelId } = target;
      const step = createStep(target, durationSeconds, reason);
      const value = await take(step, name);
      if (value === null || !('ban' in value)) return false;
      const held = { ...target, user: { id: value.ban.userId } };
      undo.offer({
        actId: step.input.actId,
        who: `${channelId} ${held.user.id}`,
        words: describeRestriction(name, durationSeconds),
        text: reason,
        // Worked out when it is pressed: the rest of an earlier timeout shrinks.
        undo: () => takeAll(undoRestrict(held, durationSeconds !== null, now()), name),
      });
      return true;
    },
    end: async (target, expect) => {
      const { name, channelId } = target;
      const actId = crypto.randomUUID();
      const input = { channelId, userId: target.user.id, expect, actId };
      if ((await take({ command: 'bans.revoke', input }, name)) === null) return false;
      const who = `${channelId} ${target.user.id}`;
      const words = describeEnd(name, expect);
      undo.withdraw(who);
      if (restore(target, now()).length === 0) say.note(words);
      else undo.offer({ actId, who, words, text: '', undo: () => takeAll(restore(target, now()), name) });
      return true;
    },
    undoLast: undo.last,
  };
}

function describeRestriction(name: string, durationSeconds: number | null): string {
  return durationSeconds === null
    ? `${name} was banned`
    : `${name} was timed out for ${formatDuration(durationSeconds)}`;
}

function describeEnd(name: string, expect: 'ban' | 'timeout' | 'either'): string {
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
