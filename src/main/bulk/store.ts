// Bulk jobs and their rows as they are kept. Counts travel with the job, changed in the transaction of the rows they count,
// because counting a million rows would stall everything. Knows no Twitch and no rules.
import type { BulkActKind, BulkPlan, BulkRowState, BulkState } from '../../shared/contract/bulk.ts';
import type { RestrictionKind } from '../../shared/model.ts';
import type { Database } from '../db/open.ts';
import type { Bus } from '../lib/bus.ts';
import { newId } from '../lib/id.ts';
import { turn } from '../lib/turn.ts';
import type { RowRequest } from './fields.ts';
import { prepareForBulks, prepareForRows, ROW, type StoredBulk } from './statements.ts';
import type { Touched } from './rollback.ts';

export interface BulkFacts {
  readonly plans: Partial<Record<BulkPlan, number>>;
  readonly results: Partial<Record<BulkRowState, number>>;
  /** What the rows that act ask for. */
  readonly acts: Partial<Record<BulkActKind, number>>;
  readonly checked: { readonly banned: boolean; readonly moderators: boolean };
  readonly differing: number;
}

export interface Bulk {
  readonly id: string;
  readonly channelId: string;
  readonly source: string;
  readonly state: BulkState;
  readonly halted: string | null;
  readonly total: number;
  readonly facts: BulkFacts;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly actor: string | null;
  readonly rollbackOf: string | null;
}

export interface BulkRow {
  readonly line: number;
  readonly given: string;
  readonly userId: string | null;
  readonly login: string | null;
  readonly kind: BulkActKind;
  readonly durationSeconds: number | null;
  readonly until: number | null;
  readonly reason: string;
  readonly plan: BulkPlan;
  readonly state: BulkRowState;
  readonly actId: string | null;
  readonly entryId: string | null;
  readonly code: string | null;
  readonly beforeKind: RestrictionKind | null;
  readonly beforeExpiresAt: number | null;
  readonly beforeReason: string | null;
  readonly at: number | null;
  readonly verified: 0 | 1 | null;
}

export interface RowWish {
  readonly state?: BulkRowState;
  readonly plan?: BulkPlan;
}

/** What of a row changes; the rest stays. */
export type RowChange = Partial<Omit<BulkRow, 'line' | 'given' | 'reason' | 'until' | 'durationSeconds'>>;

export interface BulkStore {
  create(bulk: Pick<Bulk, 'channelId' | 'source' | 'actor' | 'rollbackOf'>): Bulk;
  find(id: string): Bulk | null;
  /** Newest first. */
  list(channelId: string | null, limit: number): readonly Bulk[];
  /** Says so on the bus. */
  setState(id: string, state: BulkState, halted: string | null): void;
  setChecked(id: string, checked: BulkFacts['checked']): void;
  /** Adds rows at the end, in one transaction: at most some hundred at once. Lines rise. */
  add(id: string, rows: readonly RowRequest[]): void;
  lastLine(id: string): number;
  /** Changes rows and the counts, in one transaction with `also`, which runs first. */
  change(id: string, changes: readonly { row: BulkRow; to: RowChange }[], also?: () => void): void;
  /** Rows after `line`, in order. */
  rowsAfter(id: string, line: number, limit: number): BulkRow[];
  /** Those of them in this state (and with this plan), looked for in short strokes, however rare they are. */
  matching(id: string, line: number, only: RowWish, limit: number): Promise<BulkRow[]>;
  /** The same counted from the beginning instead of by line; for a caller that skips few. */
  rowsFrom(id: string, offset: number, only: RowWish, limit: number): BulkRow[];
  /** The row that will act on this person before `line`, or null. */
  earlierRow(id: string, userId: string, line: number): number | null;
  /** Carried out rows after `line` that nobody has verified and no later row of the same person has overtaken. */
  unverifiedAfter(id: string, line: number, limit: number): BulkRow[];
  /** Whom the job has touched, from the first carried out row of each after `line`: that row, and their last. */
  touchedAfter(id: string, line: number, limit: number): Touched[];
  /** Back to not looked at, for a second dry run: a few hundred rows after `line`. Returns the last line, or null. */
  forgetPlans(id: string, line: number, limit: number): number | null;
  /** At start: what an earlier run left under way is paused, or has to be begun anew. */
  interrupt(): void;
}

/** Rows looked through at a time: well below 8 ms. */
const STRETCH = 2_000;

const EMPTY: BulkFacts = {
  plans: {},
  results: {},
  acts: {},
  checked: { banned: false, moderators: false },
  differing: 0,
};

export function createBulkStore({ db, bus, now }: { db: Database; bus: Bus; now: () => number }): BulkStore {
  const { sqlite } = db;
  const { find, list, insert, setState, setFacts, dead } = prepareForBulks(sqlite);
  const { insertRow, updateRow, lastLine, stretchEnd, earlier, unverified, firstDone, lastDone } =
    prepareForRows(sqlite);

  function get(id: string): Bulk | null {
    const stored = find.get(id);
    return stored === undefined ? null : unpack(stored);
  }
  function updateFacts(id: string, change: (facts: BulkFacts) => BulkFacts, added = 0): void {
    const bulk = get(id);
    if (bulk === null) throw new Error('a bulk job vanished');
    setFacts.run(JSON.stringify(change(bulk.facts)), bulk.total + added, now(), id);
  }
  function select(
    id: string,
    place: { line?: number; end?: number | null; offset?: number },
    { state, plan }: RowWish,
    limit: number,
  ): BulkRow[] {
    const where = ['bulk_id = ?', 'line > ?'];
    const values: unknown[] = [id, place.line ?? -1];
    if (place.end != null) values.push(place.end);
    if (place.end != null) where.push('line <= ?');
    if (state !== undefined) values.push(state);
    if (state !== undefined) where.push('state = ?');
    if (plan !== undefined) values.push(plan);
    if (plan !== undefined) where.push('plan = ?');
    // By line, not by state: sorting what is left of a million rows for every hundred of them would never end.
    const sql = `SELECT ${ROW} FROM bulk_row INDEXED BY sqlite_autoindex_bulk_row_1 WHERE ${where.join(' AND ')}
      ORDER BY line LIMIT ? OFFSET ?`;
    return sqlite.prepare<unknown[], BulkRow>(sql).all(...values, limit, place.offset ?? 0);
  }
  function announce(id: string): void {
    bus.emit({ type: 'bulk.changed', bulkId: id });
  }

  const store: BulkStore = {
    create(bulk) {
      const id = newId(now());
      db.immediate(() => insert.run({ ...bulk, id, createdAt: now(), facts: JSON.stringify(EMPTY) }));
      announce(id);
      return get(id)!;
    },
    find: get,
    list: (channelId, limit) => list.all(channelId, channelId, limit).map(unpack),
    setState(id, state, halted) {
      db.immediate(() => setState.run(state, halted, now(), id));
      announce(id);
    },
    setChecked: (id, checked) => db.immediate(() => updateFacts(id, (facts) => ({ ...facts, checked }))),
    add(id, rows) {
      db.immediate(() => {
        const tally = createTally();
        for (const row of rows) {
          const isBad = row.problem !== null;
          const [plan, state] = isBad ? (['bad_row', 'skipped'] as const) : (['new', 'waiting'] as const);
          insertRow.run({ ...row, bulkId: id, plan, state });
          tally.add({ ...row, plan, state, verified: null }, 1);
        }
        updateFacts(id, tally.applyTo, rows.length);
      });
    },
    lastLine: (id) => lastLine.get(id) ?? 0,
    change(id, changes, also) {
      db.immediate(() => {
        also?.();
        const tally = createTally();
        for (const { row, to } of changes) {
          const after = { ...row, ...to };
          updateRow.run({ ...after, bulkId: id });
          tally.add(row, -1);
          tally.add(after, 1);
        }
        updateFacts(id, tally.applyTo);
      });
    },
    rowsAfter: (id, line, limit) => select(id, { line }, {}, limit),
    async matching(id, line, only, limit) {
      const rows: BulkRow[] = [];
      for (let after: number | null = line; after !== null && rows.length < limit;) {
        const end: number | null = stretchEnd.get(id, after, STRETCH - 1) ?? null;
        rows.push(...select(id, { line: after, end }, only, limit - rows.length));
        after = end;
        if (after !== null) await turn();
      }
      return rows;
    },
    rowsFrom: (id, offset, only, limit) => select(id, { offset }, only, limit),
    earlierRow: (id, userId, line) => earlier.get(id, userId, line) ?? null,
    unverifiedAfter: (id, line, limit) => unverified.all(id, line, limit),
    touchedAfter: (id, line, limit) =>
      firstDone.all(id, line, limit).map((first) => ({ first, last: lastDone.get(id, first.userId ?? '') ?? first })),
    forgetPlans(id, line, limit) {
      const rows = select(id, { line }, {}, limit);
      const kept = rows.filter((row) => row.plan !== 'bad_row');
      const to = { plan: 'new', state: 'waiting', code: null } as const;
      store.change(
        id,
        kept.map((row) => ({ row, to })),
      );
      return rows.at(-1)?.line ?? null;
    },
    interrupt() {
      for (const { id, state } of dead.all()) store.setState(id, LEFT[state], 'interrupted');
    },
  };
  return store;
}

/** Half a list is no list: what was still being collected cannot be gone on with. */
const LEFT = { running: 'paused', checking: 'failed', collecting: 'cancelled' } as const;

function unpack(stored: StoredBulk): Bulk {
  return { ...stored, facts: { ...EMPTY, ...(JSON.parse(stored.facts) as Partial<BulkFacts>) } };
}

interface Tally {
  add(row: Pick<BulkRow, 'plan' | 'state' | 'kind' | 'verified'>, by: 1 | -1): void;
  applyTo(this: void, facts: BulkFacts): BulkFacts;
}

function createTally(): Tally {
  const plans = new Map<BulkPlan, number>();
  const results = new Map<BulkRowState, number>();
  const acts = new Map<BulkActKind, number>();
  let differing = 0;
  return {
    add({ plan, state, kind, verified }, by) {
      plans.set(plan, (plans.get(plan) ?? 0) + by);
      results.set(state, (results.get(state) ?? 0) + by);
      if (plan === 'act') acts.set(kind, (acts.get(kind) ?? 0) + by);
      if (verified === 0) differing += by;
    },
    applyTo: (facts) => ({
      ...facts,
      plans: sum(facts.plans, plans),
      results: sum(facts.results, results),
      acts: sum(facts.acts, acts),
      differing: facts.differing + differing,
    }),
  };
}

function sum<K extends string>(
  counts: Partial<Record<K, number>>,
  more: ReadonlyMap<K, number>,
): Partial<Record<K, number>> {
  const result = { ...counts };
  for (const [key, by] of more) result[key] = (result[key] ?? 0) + by;
  return result;
}
