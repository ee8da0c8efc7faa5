// Ids that grow with time and never meet.
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { newId } from '../../../src/main/lib/id.ts';

describe('newId', () => {
  it('is a UUID of version 7 that carries its time', () => {
    const now = Date.UTC(2026, 10, 20, 10, 11, 12, 345);
    const id = newId(now);
    expect(z.uuidv7().safeParse(id).success).toBe(true);
    expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(now);
  });

  it('sorts by time as text', () => {
    const ids = Array.from({ length: 1000 }, (_, index) => newId(1_700_000_000_000 + index * 7));
    expect(ids.toSorted()).toEqual(ids);
  });

  it('gives no id twice within one millisecond', () => {
    expect(new Set(Array.from({ length: 20_000 }, () => newId(5))).size).toBe(20_000);
  });

  it('stays a UUID with a clock that is far off', () => {
    for (const now of [-1, 0, 1.5, 2 ** 48, Number.MAX_SAFE_INTEGER])
      expect(z.uuidv7().safeParse(newId(now)).success).toBe(true);
  });
});
