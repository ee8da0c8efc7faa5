// Bans, times out, ends and takes back. One act, one call, one toast; the list then changes by its own event.
import type { Bridge, Input } from '../../shared/contract.ts';
import type { BanView } from '../../shared/model.ts';
import { formatDuration } from './format.ts';
import type { Say } from './say.ts';
import type { Store } from './store.ts';

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
  async function take(step: Step, name: string) {
    const reply =
      step.command === 'bans.create'
        ? await bridge.call(step.command, step.input)
        : await bridge.call(step.command, step.input);
    if (!reply.ok) say.failed(reply.error, name);
    return reply.ok ? reply.value : null;
  }

  function offerUndo(actId: string, words: string, text: string, steps: () => readonly Step[], name: string): void {
    let toast = '';
    const forget = (): void => {
      if (store.getState().undoable?.actId === actId) store.setState({ undoable: null });
    };
    const run = async (): Promise<void> => {
      forget();
      say.close(toast);
      for (const step of steps()) if ((await take(step, name)) === null) return;
      say.note('Undone', words);
    };
    toast = say.undoable(words, text, () => void run(), forget);
    store.setState({ undoable: { actId, words, run } });
  }

  return {
    restrict: async (target, durationSeconds, reason) => {
      const step = createStep(target, durationSeconds, reason);
      const value = await take(step, target.name);
      if (value === null || !('ban' in value)) return false;
      const words =
        durationSeconds === null
          ? `${target.name} was banned`
          : `${target.name} was timed out for ${formatDuration(durationSeconds)}`;
      const held = { ...target, user: { id: value.ban.userId } };
      offerUndo(
        step.input.actId,
        words,
        reason,
        () => undoRestrict(held, durationSeconds !== null, now()),
        target.name,
      );
      return true;
    },
    end: async (target, expect) => {
      const actId = crypto.randomUUID();
      const input = { channelId: target.channelId, userId: target.user.id, expect, actId };
      if ((await take({ command: 'bans.revoke', input }, target.name)) === null) return false;
      const words =
        expect === 'ban'
          ? `${target.name} was unbanned`
          : expect === 'timeout'
            ? `Timeout of ${target.name} was ended`
            : `${target.name} may chat again`;
      const steps = restore(target, now());
      if (steps.length === 0) say.note(words);
      else offerUndo(actId, words, '', () => restore(target, now()), target.name);
      return true;
    },
    undoLast: async () => {
      const undoable = store.getState().undoable;
      if (undoable === null) say.note('Nothing to undo', 'An act can be taken back for 10 seconds.', 'note');
      else await undoable.run();
    },
  };
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
