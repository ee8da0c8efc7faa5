// What became of a ban with a date: each state in its words, and in which order they stand.
import { expect, it } from 'vitest';
import type { ScheduledLiftView } from '../../../../src/shared/contract/acting.ts';
import { liftWords, sorted } from '../../../../src/renderer/features/schedule/schedule-words.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const lift = (state: ScheduledLiftView['state'], hours: number, change: Partial<ScheduledLiftView> = {}) => ({
  id: `${state} ${hours}`,
  channelId: '1',
  userId: '5',
  username: 'a',
  displayName: 'A',
  banId: 'b',
  dueAt: new Date(NOW + hours * 3_600_000).toISOString(),
  state,
  createdAt: '2026-11-01T00:00:00Z',
  finishedAt: null,
  error: null,
  ...change,
});

it('says of each state what it means', () => {
  expect(liftWords(lift('waiting', 1), NOW).word).toBe('Waiting');
  expect(liftWords(lift('waiting', -1), NOW)).toMatchObject({ word: 'Due', tone: 'warn' });
  expect(liftWords(lift('overtaken', -1), NOW).text).toContain('newer ban or timeout');
  const error = { code: 'SERVICE_UNAVAILABLE', error: '', details: {} } as const;
  expect(liftWords(lift('failed', -1, { error }), NOW)).toMatchObject({ word: 'Not lifted', tone: 'danger' });
  expect(liftWords(lift('failed', -1, { error }), NOW).text).toContain('Twitch does not answer');
  expect(
    new Set((['done', 'cancelled', 'failed'] as const).map((state) => liftWords(lift(state, -1), NOW).word)).size,
  ).toBe(3);
});

it('puts the soonest first, and of what is over the latest', () => {
  const { waiting, over } = sorted([
    lift('waiting', 5),
    lift('done', -9, { finishedAt: new Date(NOW).toISOString() }),
    lift('overtaken', -1),
    lift('waiting', 1),
  ]);
  expect(waiting.map(({ id }) => id)).toEqual(['waiting 1', 'waiting 5']);
  expect(over.map(({ id }) => id)).toEqual(['done -9', 'overtaken -1']);
});
