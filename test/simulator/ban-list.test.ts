// The banned list against a plain sorted array: any changes, any page size, the same rows.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createBanList } from '../../src/simulator/ban-list.ts';
import { createCrowd } from '../../src/simulator/crowd.ts';
import { generateBans } from '../../src/simulator/generated.ts';
import type { Ban } from '../../src/simulator/types.ts';

const NOW = Date.UTC(2026, 10, 20);
const crowd = createCrowd(7, 1_000_000);
const baseOf = (size: number) => generateBans({ crowd, seed: 7, size, now: NOW, moderatorIds: ['1', '2'] });

function readAll(list: ReturnType<typeof createBanList>, limit: number, now: number): string[] {
  const ids: string[] = [];
  for (let after = '0'; ;) {
    const page = list.page(after, limit, now);
    ids.push(...page.rows.map((row) => row.userId));
    const last = page.rows.at(-1);
    if (!page.hasMore || !last) return ids;
    after = last.userId;
  }
}

test('pages of a changed list hold exactly what a sorted array holds', () => {
  const change = fc.record({
    index: fc.nat(59),
    isRemoval: fc.boolean(),
    seconds: fc.option(fc.integer({ min: 1, max: 900 })),
  });
  const property = fc.property(
    fc.nat(40),
    fc.array(change, { maxLength: 60 }),
    fc.integer({ min: 1, max: 17 }),
    (size, changes, limit) => {
      const base = baseOf(size);
      const list = createBanList(base);
      const model = new Map<string, Ban>();
      for (let index = 0; index < size; index += 1) model.set(crowd.idAt(index), base.rowAt(index));
      for (const { index, isRemoval, seconds } of changes) {
        const userId = crowd.idAt(index);
        if (isRemoval) {
          list.remove(userId);
          model.delete(userId);
        } else {
          const ban = {
            userId,
            createdAt: NOW,
            expiresAt: seconds === null ? null : NOW + seconds * 1000,
            reason: '',
            moderatorId: '1',
          };
          list.put(ban);
          model.set(userId, ban);
        }
      }
      const later = NOW + 450_000;
      const current = [...model.values()].filter((row) => row.expiresAt === null || row.expiresAt > later);
      const expected = current.map((row) => row.userId).toSorted((left, right) => Number(left) - Number(right));
      expect(readAll(list, limit, later)).toEqual(expected);
      for (const row of current) expect(list.get(row.userId, later)).toEqual(row);
    },
  );
  fc.assert(property, { numRuns: 300 });
});

test('ids rise in numeric order although string order differs, and every person is found again', () => {
  const ids = Array.from({ length: 1000 }, (_, index) => crowd.idAt(index * 1000));
  expect(ids).toEqual(ids.toSorted((left, right) => Number(left) - Number(right)));
  expect(ids).not.toEqual(ids.toSorted());
  for (let index = 0; index < 1_000_000; index += 7_919) {
    const user = crowd.userAt(index);
    expect([crowd.indexOfId(user.id), crowd.indexOfLogin(user.login)]).toEqual([index, index]);
    expect(user.login).toMatch(/^[a-z0-9_]{4,25}$/);
    expect(crowd.firstAfter(user.id)).toBe(index + 1);
    expect(crowd.firstAfter(String(Number(user.id) - 1))).toBe(index);
  }
});

test('half a million rows cost nothing to hold and little to page', () => {
  const list = createBanList(baseOf(500_000));
  const startedAt = performance.now();
  let after = '0';
  for (let page = 0; page < 500; page += 1) after = list.page(after, 100, NOW).rows.at(-1)?.userId ?? '';
  const perPage = (performance.now() - startedAt) / 500;
  expect(perPage).toBeLessThan(1);
  expect(list.page(crowd.idAt(499_998), 100, NOW).rows).toHaveLength(1);
});
