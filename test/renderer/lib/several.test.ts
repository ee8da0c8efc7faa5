// One act in several channels: bounded, told per channel, and taken back per channel.
import { expect, test } from 'vitest';
import type { Bridge, Reply } from '../../../src/shared/contract.ts';
import type { AppError } from '../../../src/shared/errors.ts';
import { actInEach, undoInEach, type SeveralOutcome } from '../../../src/renderer/lib/several.ts';

const RUN = { user: { id: '7' }, name: 'A', act: { kind: 'ban', until: null }, reason: 'raid' } as const;
const waiting = (channelId: string): SeveralOutcome => ({ channelId, state: 'waiting', entryId: null, error: null });
const BUSY: AppError = { code: 'CONFLICT', error: 'busy', details: { reason: 'busy' } };

/** Answers by channel; notes what was asked and how many were under way at once. */
function bridgeOf(answer: (command: string, input: Record<string, unknown>) => AppError | null) {
  const calls: { command: string; input: Record<string, unknown> }[] = [];
  let underWay = 0;
  const seen = { most: 0 };
  const call = async (command: string, input: Record<string, unknown>): Promise<Reply<unknown>> => {
    calls.push({ command, input });
    underWay += 1;
    seen.most = Math.max(seen.most, underWay);
    await Promise.resolve();
    underWay -= 1;
    const error = answer(command, input);
    return error === null
      ? { ok: true, value: { entryId: `entry ${String(input['channelId'])}` } }
      : { ok: false, error };
  };
  return { bridge: { call, onEvent: () => () => undefined } as unknown as Bridge, calls, seen };
}

async function run(
  outcomes: readonly SeveralOutcome[],
  work: (onChange: (one: SeveralOutcome) => void) => Promise<void>,
) {
  const latest = new Map(outcomes.map((one) => [one.channelId, one]));
  await work((one) => void latest.set(one.channelId, one));
  return [...latest.values()];
}

test('every channel has an act id of its own, four at a time, and one failure stays its own', async () => {
  const all = Array.from({ length: 11 }, (_, index) => waiting(String(index)));
  const { bridge, calls, seen } = bridgeOf((_, input) => (input['channelId'] === '3' ? BUSY : null));
  const after = await run(all, (onChange) => actInEach(bridge, RUN, all, onChange));
  expect(after.filter(({ state }) => state === 'done')).toHaveLength(10);
  expect(after[3]).toMatchObject({ state: 'failed', error: BUSY, entryId: null });
  expect(new Set(calls.map(({ input }) => input['actId'])).size).toBe(11);
  expect(seen.most).toBeLessThanOrEqual(4);
});

test('after a lost answer “already banned” means that it was done, otherwise it is a failure', async () => {
  const already: AppError = { code: 'CONFLICT', error: 'already', details: { reason: 'already_banned' } };
  const lost: AppError = { code: 'SERVICE_UNAVAILABLE', error: 'lost', details: { reason: 'outcome_unknown' } };
  const all = [{ ...waiting('1'), error: lost }, waiting('2')];
  const { bridge } = bridgeOf(() => already);
  const after = await run(all, (onChange) => actInEach(bridge, RUN, all, onChange));
  expect(after.map(({ state }) => state)).toEqual(['done', 'failed']);
});

test('what cannot be taken back is kept, with why', async () => {
  const moved: AppError = { code: 'CONFLICT', error: 'newer', details: { reason: 'moved_on', why: 'newer_ban' } };
  const all = ['1', '2'].map((channelId) => ({ ...waiting(channelId), state: 'done' as const, entryId: channelId }));
  const { bridge, calls } = bridgeOf((_, input) => (input['entryId'] === '2' ? moved : null));
  const after = await run(all, (onChange) => undoInEach(bridge, all, onChange));
  expect(after).toMatchObject([{ state: 'undone' }, { state: 'kept', error: moved }]);
  expect(calls.every(({ command }) => command === 'acts.undo')).toBe(true);
});
