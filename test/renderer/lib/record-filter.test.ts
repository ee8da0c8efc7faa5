// What Audit and Activity ask for, and how they say what narrows them.
import { expect, it } from 'vitest';
import { EVERYTHING, partsOf, questionOf } from '../../../src/renderer/lib/record-filter.ts';

const by = { id: '7', name: 'mod' };

it('asks for nothing special when nothing narrows', () => {
  expect(questionOf(EVERYTHING)).toEqual({});
  expect(partsOf(EVERYTHING, 0, String)).toEqual([]);
});

it('counts days by the local calendar, the last one included', () => {
  const { from, to } = questionOf({ ...EVERYTHING, from: '2026-03-28', to: '2026-03-29' });
  expect(from).toBe(new Date(2026, 2, 28).toISOString());
  expect(to).toBe(new Date(2026, 2, 30).toISOString());
});

it('begins at the later of the day and the last visit', () => {
  const since = new Date(2026, 2, 28, 12).toISOString();
  expect(questionOf({ ...EVERYTHING, from: '2026-03-01', since }).from).toBe(since);
  expect(questionOf({ ...EVERYTHING, from: '2026-04-01', since }).from).toBe(new Date(2026, 3, 1).toISOString());
});

it('each part says itself and can be taken away alone', () => {
  const filter = { ...EVERYTHING, moderator: by, target: { id: '9', name: 'Spammer' }, channelId: '1' };
  const parts = partsOf({ ...filter, actions: ['ban_user'] }, 0, () => 'Home');
  expect(parts.map(({ words }) => words)).toEqual(['by mod', 'on Spammer', 'in Home', 'Banned']);
  expect(parts[1]?.without).toEqual({ ...filter, actions: ['ban_user'], target: null });
});

it('a stream narrows the days it lies in, and says when it ran', () => {
  const stream = { from: '2026-03-28T20:00:00.000Z', to: '2026-03-28T23:00:00.000Z' };
  expect(questionOf({ ...EVERYTHING, from: '2026-03-01', to: '2026-04-30', stream })).toEqual(stream);
  const late = questionOf({ ...EVERYTHING, to: '2026-03-27', stream });
  expect(late.to).toBe(new Date(2026, 2, 28).toISOString());
  expect(partsOf({ ...EVERYTHING, stream, weekHour: 21 }, 0, String).map(({ name }) => name)).toEqual([
    'hour',
    'stream',
  ]);
});
