// One act on one person in several channels: each channel is an act of its own, a few at a time. Knows no screen.
import type { Bridge } from '../../shared/contract.ts';
import type { AppError } from '../../shared/errors.ts';
import { isAlready, isUnknown, restriction, type Length } from './acts.ts';

/** `end` lifts whichever of the two holds the person out. */
export type SeveralAct = Length | { readonly kind: 'end' };

export interface SeveralOutcome {
  readonly channelId: string;
  readonly state: 'waiting' | 'working' | 'done' | 'failed' | 'undone' | 'kept';
  /** Of what was done, for taking it back. */
  readonly entryId: string | null;
  /** Why it failed, or why it could not be taken back. */
  readonly error: AppError | null;
}

export interface SeveralRun {
  readonly user: { readonly id: string };
  readonly name: string;
  readonly act: SeveralAct;
  readonly reason: string;
}

/** So many requests are under way at once. */
const AT_ONCE = 4;

/** Acts in each of these channels; `onChange` hears of every step. Resolves when the last has answered. */
export async function actInEach(
  bridge: Bridge,
  run: SeveralRun,
  outcomes: readonly SeveralOutcome[],
  onChange: (outcome: SeveralOutcome) => void,
): Promise<void> {
  await each(outcomes, async (before) => {
    const { channelId } = before;
    onChange({ ...before, state: 'working', error: null });
    const reply = await send(bridge, run, channelId);
    if (reply.ok) return onChange({ channelId, state: 'done', entryId: reply.value.entryId, error: null });
    const { error } = reply;
    // A second try after a lost answer: what it wanted is so.
    const hadWorked = before.error !== null && isUnknown(before.error) && isAlready(error);
    onChange({ channelId, state: hadWorked ? 'done' : 'failed', entryId: null, error: hadWorked ? null : error });
  });
}

/** Takes back what was done in each of these; what could not be is `kept`, with why. */
export async function undoInEach(
  bridge: Bridge,
  outcomes: readonly SeveralOutcome[],
  onChange: (outcome: SeveralOutcome) => void,
): Promise<void> {
  await each(outcomes, async (before) => {
    const { entryId } = before;
    if (entryId === null) return;
    onChange({ ...before, state: 'working', error: null });
    const reply = await bridge.call('acts.undo', { entryId, actId: crypto.randomUUID() });
    onChange(reply.ok ? { ...before, state: 'undone', error: null } : { ...before, state: 'kept', error: reply.error });
  });
}

async function send(bridge: Bridge, { user, name, act, reason }: SeveralRun, channelId: string) {
  if (act.kind !== 'end') return bridge.call('bans.create', restriction({ channelId, user, name }, act, reason));
  const input = { channelId, userId: user.id, expect: 'either', actId: crypto.randomUUID() } as const;
  return bridge.call('bans.revoke', input);
}

async function each<T>(items: readonly T[], run: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const worker = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await run(item);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
}
