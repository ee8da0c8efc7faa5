// The window of pages: asks for what is on screen, keeps little, shows the old rows until the new ones come.
import { describe, expect, it } from 'vitest';
import {
  emptyPages,
  indexOf,
  markStale,
  PAGE_SIZE,
  pagesOf,
  rowAt,
  toAsk,
  withPage,
} from '../../../../src/renderer/features/bans/ban-pages.ts';
import { makeBans } from '../../fixture-world.ts';

const bans = makeBans(1000);
const page = (number: number) => bans.slice(number * PAGE_SIZE, (number + 1) * PAGE_SIZE);

const exact = (total: number) => ({ total, isExact: true });

describe('pages of bans', () => {
  it('names the pages under the rows on screen', () => {
    expect(pagesOf(0, 30, 1000)).toEqual([0]);
    expect(pagesOf(95, 130, 1000)).toEqual([0, 1]);
    expect(pagesOf(980, 1200, 1000)).toEqual([9]);
    expect(pagesOf(0, 0, 0)).toEqual([0]);
    expect(pagesOf(500, 520, 100)).toEqual([0]);
  });

  it('asks once for a missing page and again for a stale one', () => {
    const first = withPage(emptyPages('q'), 0, page(0), exact(1000));
    expect(toAsk(first, [0, 1])).toEqual([1]);
    expect(toAsk(markStale(first), [0, 1])).toEqual([0, 1]);
    expect(toAsk(withPage(markStale(first), 0, page(0), exact(1000)), [0])).toEqual([]);
  });

  it('shows stale rows until the fresh ones come', () => {
    const stale = markStale(withPage(emptyPages('q'), 0, page(0), exact(1000)));
    expect(rowAt(stale, 5)).toBe(bans[5]);
    expect(rowAt(stale, 105)).toBeNull();
  });

  it('forgets pages far away and pages past the end', () => {
    let held = emptyPages('q');
    for (const number of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]) held = withPage(held, number, page(number), exact(1000));
    expect([...held.pages.keys()]).toEqual([5, 6, 7, 8, 9]);
    expect([...withPage(held, 5, page(5), exact(600)).pages.keys()]).toEqual([5]);
  });

  it('finds a person among the rows held', () => {
    const held = withPage(emptyPages('q'), 3, page(3), exact(1000));
    expect(indexOf(held, bans[342]?.userId ?? '')).toBe(342);
    expect(indexOf(held, '1')).toBe(-1);
  });

  it('lets a list that was not counted to its end grow, and takes nothing back that was scrolled to', () => {
    const first = withPage(emptyPages('q'), 0, page(0), { total: 320, isExact: false });
    const third = withPage(first, 3, page(3), { total: 401, isExact: false });
    expect(withPage(third, 0, page(0), { total: 320, isExact: false })).toMatchObject({ total: 401, isExact: false });
    expect(withPage(third, 4, page(4), exact(450))).toMatchObject({ total: 450, isExact: true });
  });
});
