// A window of pages over a list that is never held whole: which pages the rows on screen need,
// which of them are stale, and which are far enough away to forget. Pure; knows no React and no bridge.
import type { BanView } from '../../../shared/model.ts';
import { actorsOf, type Actor } from '../../lib/actors.ts';

/** Rows per question. The offset is always a multiple of it. */
export const PAGE_SIZE = 100;
/** Pages kept on either side of the visible ones. */
const KEPT = 4;

export interface BanPages {
  /** The question that these pages answer. */
  readonly key: string;
  readonly total: number;
  /** False: at least as many; more show themselves as one scrolls on. */
  readonly isExact: boolean;
  readonly pages: ReadonlyMap<number, readonly BanView[]>;
  /** Pages that answer an older revision: shown, but to be asked for again. */
  readonly stale: ReadonlySet<number>;
}

export function emptyPages(key: string): BanPages {
  return { key, total: 0, isExact: true, pages: new Map(), stale: new Set() };
}

/** The numbers of the pages that rows `first` to `last` lie on, within `total` rows. Page 0 is always asked for once. */
export function pagesOf(first: number, last: number, total: number): readonly number[] {
  const end = Math.max(0, Math.min(last, total - 1));
  const from = Math.floor(Math.max(0, Math.min(first, end)) / PAGE_SIZE);
  const to = Math.floor(end / PAGE_SIZE);
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** Those of the wanted pages that are missing or stale. */
export function toAsk(held: BanPages, wanted: readonly number[]): readonly number[] {
  return wanted.filter((page) => !held.pages.has(page) || held.stale.has(page));
}

/** Everything held answers an older revision now. */
export function markStale(held: BanPages): BanPages {
  return { ...held, stale: new Set(held.pages.keys()) };
}

/** Puts an answer in and forgets pages far from it. Rows that say what they said before stay the same objects. */
export function withPage(
  held: BanPages,
  page: number,
  bans: readonly BanView[],
  told: Pick<BanPages, 'total' | 'isExact'>,
): BanPages {
  // What was already scrolled to is not taken back by a page nearer the top.
  const total = told.isExact ? told.total : Math.max(told.total, held.isExact ? 0 : held.total);
  const pages = new Map<number, readonly BanView[]>();
  for (const [number, rows] of held.pages) {
    const isNear = Math.abs(number - page) <= KEPT;
    if (isNear && number * PAGE_SIZE < total) pages.set(number, rows);
  }
  pages.set(page, asBefore(held, bans));
  const stale = new Set([...held.stale].filter((number) => number !== page && pages.has(number)));
  return { key: held.key, total, isExact: told.isExact, pages, stale };
}

/** A row that moved down by one is no reason to draw it again. */
function asBefore(held: BanPages, bans: readonly BanView[]): readonly BanView[] {
  const known = new Map<string, BanView>();
  for (const rows of held.pages.values()) for (const ban of rows) known.set(ban.id, ban);
  return bans.map((ban) => {
    const old = known.get(ban.id);
    return old !== undefined && isSameRow(old, ban) ? old : ban;
  });
}

function isSameRow(one: BanView, other: BanView): boolean {
  return (Object.keys(other) as (keyof BanView)[]).every(
    (name) => one[name] === other[name] || (name === 'sources' && String(one[name]) === String(other[name])),
  );
}

/** The row at `index`, or null while its page is on the way. */
export function rowAt(held: BanPages, index: number): BanView | null {
  return held.pages.get(Math.floor(index / PAGE_SIZE))?.[index % PAGE_SIZE] ?? null;
}

/** Where a person stands among the rows held, or -1. */
export function indexOf(held: BanPages, userId: string): number {
  for (const [page, rows] of held.pages) {
    const index = rows.findIndex((ban) => ban.userId === userId);
    if (index !== -1) return page * PAGE_SIZE + index;
  }
  return -1;
}

/** Who acted, among the rows held: each once, by name. */
export function moderatorsOf(held: BanPages): readonly Actor[] {
  return actorsOf(
    [...held.pages.values()].flat().map(({ bannedBy, bannedByDisplayName, bannedByUsername }) => ({
      id: bannedBy,
      name: bannedByDisplayName ?? bannedByUsername,
    })),
  );
}
