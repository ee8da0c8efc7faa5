// The run of one act over several channels: what came of each, another try for what failed, one Undo for all.
import { useEffect, useRef, useState } from 'react';
import { planRestriction, describeRestriction } from '../../lib/acts.ts';
import { plural } from '../../lib/format.ts';
import { useServices } from '../../lib/services.tsx';
import { actInEach, undoInEach, type SeveralAct, type SeveralOutcome } from '../../lib/several.ts';

export interface SeveralPlan {
  readonly user: { readonly id: string } | { readonly login: string };
  readonly name: string;
  readonly act: SeveralAct;
  readonly reason: string;
  readonly channelIds: readonly string[];
}

/** `Ban Cool_User in several channels`. */
export function planWords({ act, name }: SeveralPlan, now: number): string {
  const words = act.kind === 'end' ? `lift what holds ${name} out` : planRestriction(name, act, now);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)} in several channels`;
}

function doneWords({ act, name }: SeveralPlan, now: number, count: number): string {
  const words = act.kind === 'end' ? `${name} may chat again` : describeRestriction(name, act, now);
  return `${words} in ${plural(count, 'channel', 'channels')}`;
}

/** Under which the one offer for all channels stands. */
function whoOf({ id }: { readonly id: string }): string {
  return `several ${id}`;
}

export function useSeveral(plan: SeveralPlan) {
  const { bridge, acts, store, ticker } = useServices();
  const [outcomes, setOutcomes] = useState<readonly SeveralOutcome[] | null>(null);
  const user = useRef<{ readonly id: string } | null>(null);
  // What the last step has come to: state as React shows it may be a render behind.
  const latest = useRef<ReadonlyMap<string, SeveralOutcome>>(new Map());
  const isGone = useRef(false);
  useEffect(() => {
    isGone.current = false;
    return () => void (isGone.current = true);
  }, []);

  const change = (outcome: SeveralOutcome): void => {
    latest.current = new Map(latest.current).set(outcome.channelId, outcome);
    if (!isGone.current) setOutcomes([...latest.current.values()]);
  };
  const those = (...states: readonly SeveralOutcome['state'][]): readonly SeveralOutcome[] =>
    [...latest.current.values()].filter(({ state }) => states.includes(state));

  async function undoAll(): Promise<boolean> {
    if (user.current !== null) acts.withdrawUndo(whoOf(user.current));
    await undoInEach(bridge, those('done', 'kept'), change);
    return those('kept').length === 0;
  }

  async function act(items: readonly SeveralOutcome[]): Promise<void> {
    if (user.current === null) return;
    await actInEach(bridge, { ...plan, user: user.current }, items, change);
    const done = those('done').length;
    if (done === 0) return;
    if (those('failed').length === 0) store.setState({ reason: '', intent: null });
    acts.offerUndo({
      actId: crypto.randomUUID(),
      who: whoOf(user.current),
      words: doneWords(plan, ticker.now(), done),
      text: plan.reason,
      undo: undoAll,
    });
  }

  return {
    /** Null until something was sent. */
    outcomes,
    start(who: { readonly id: string }, channelIds: readonly string[]): void {
      user.current = who;
      for (const channelId of channelIds) change({ channelId, state: 'waiting', entryId: null, error: null });
      void act(those('waiting'));
    },
    retry: () => void act(those('failed')),
    undoAll,
  };
}
