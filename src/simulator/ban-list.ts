// One channel's banned list, in ascending numeric order of user id. A large base is computed row by row;
// what changed since lies over it. A page of 100 costs microseconds whatever the size.
import { compareIds, type Ban } from './types.ts';

/** Rows that exist from the start: index i has the i-th smallest id. */
export interface BanBase {
  readonly size: number;
  idAt(index: number): string;
  indexOf(userId: string): number;
  firstAfter(userId: string): number;
  rowAt(index: number): Ban;
}

export interface BanPage {
  readonly rows: readonly Ban[];
  /** False when nothing follows. */
  readonly hasMore: boolean;
}

export interface BanList {
  get(userId: string, now: number): Ban | undefined;
  put(ban: Ban): void;
  remove(userId: string): void;
  /** Up to `limit` rows with ids greater than `after`; run-out timeouts are not rows. */
  page(after: string, limit: number, now: number): BanPage;
  all(now: number): Generator<Ban>;
}

export function createBanList(base: BanBase | null): BanList {
  const gone = new Uint8Array(base?.size ?? 0);
  const ids: string[] = [];
  const rows = new Map<string, Ban>();

  const get = (userId: string, now: number): Ban | undefined => {
    const row = rows.get(userId) ?? fromBase(userId);
    return row && isCurrent(row, now) ? row : undefined;
  };
  const fromBase = (userId: string): Ban | undefined => {
    const index = base?.indexOf(userId) ?? -1;
    return base && index >= 0 && !gone[index] ? base.rowAt(index) : undefined;
  };
  const hideBase = (userId: string): void => {
    const index = base?.indexOf(userId) ?? -1;
    if (index >= 0) gone[index] = 1;
  };

  function* walk(after: string, now: number): Generator<Ban> {
    let inBase = base ? base.firstAfter(after) : 0;
    let inRows = firstAbove(ids, after);
    const size = base?.size ?? 0;
    for (;;) {
      while (inBase < size && gone[inBase]) inBase += 1;
      const changedId = ids[inRows];
      const takeBase =
        base !== null && inBase < size && (changedId === undefined || compareIds(base.idAt(inBase), changedId) < 0);
      const row = takeBase ? base.rowAt(inBase++) : changedId === undefined ? undefined : rows.get(changedId);
      if (!takeBase) inRows += 1;
      if (!row) return;
      if (isCurrent(row, now)) yield row;
    }
  }

  return {
    get,
    put: (ban) => {
      hideBase(ban.userId);
      if (!rows.has(ban.userId)) ids.splice(firstAbove(ids, ban.userId), 0, ban.userId);
      rows.set(ban.userId, ban);
    },
    remove: (userId) => {
      hideBase(userId);
      if (rows.delete(userId)) ids.splice(firstAbove(ids, userId) - 1, 1);
    },
    page: (after, limit, now) => {
      const taken: Ban[] = [];
      for (const row of walk(after, now)) {
        if (taken.length === limit) return { rows: taken, hasMore: true };
        taken.push(row);
      }
      return { rows: taken, hasMore: false };
    },
    all: (now) => walk('0', now),
  };
}

function isCurrent(row: Ban, now: number): boolean {
  return row.expiresAt === null || row.expiresAt > now;
}

/** The first place in a sorted list of ids whose id is greater than `id`. */
function firstAbove(ids: readonly string[], id: string): number {
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareIds(ids[middle] ?? '', id) > 0) high = middle;
    else low = middle + 1;
  }
  return low;
}
