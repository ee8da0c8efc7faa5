// The five raw shapes of an expiry, their borders, and everything that is none of them.
import { expect, test } from 'vitest';
import { classifyExpiry } from '../../../src/main/bans/classify.ts';

const NOW = Date.UTC(2025, 9, 30, 12, 54);
const DAY = 86_400_000;

test.each([
  [null, 'ban'],
  ['', 'ban'],
  ['0001-01-01T00:00:00Z', 'ban'],
  ['9999-12-31T23:59:59Z', 'ban'],
  ['2025-10-30T13:10:00Z', 'timeout'],
  ['2025-10-30T13:10:00.123456789Z', 'timeout'],
  ['2025-10-29T13:10:00Z', 'timeout'],
  ['2025-10-30T15:10:00+02:00', 'timeout'],
  [new Date(NOW + 366 * DAY).toISOString(), 'timeout'],
  [new Date(NOW + 366 * DAY + 1).toISOString(), 'ban'],
  [undefined, 'unknown'],
  ['2026-02-30T00:00:00Z', 'unknown'],
  ['9', 'unknown'],
  ['never', 'unknown'],
  ['2025-10-30 13:10:00', 'unknown'],
  [0, 'unknown'],
  [{ at: 'noon' }, 'unknown'],
] as const)('%j is a %s', (raw, kind) => {
  const result = classifyExpiry(raw, NOW);
  expect(result.kind).toBe(kind);
  expect(result.expiresAt !== null).toBe(kind === 'timeout');
});

test('the raw text is kept whatever it says, and null and nothing stay apart by their kind', () => {
  expect(classifyExpiry('garbage', NOW).rawExpiresAt).toBe('garbage');
  expect(classifyExpiry(12, NOW).rawExpiresAt).toBe('12');
  expect(classifyExpiry(null, NOW)).toMatchObject({ kind: 'ban', rawExpiresAt: null });
  expect(classifyExpiry(undefined, NOW)).toMatchObject({ kind: 'unknown', rawExpiresAt: null });
});
