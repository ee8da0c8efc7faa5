// Works through a planned bulk job: one row after the other, at Twitch's pace, stopping the moment it is told to or may act
// no longer; then looks whether the list says what it should. Starts nothing by itself.
import { AppFailure, fail, type AppError } from '../../shared/errors.ts';
import type { Person } from '../../shared/model.ts';
import type { Caller } from '../../shared/permissions.ts';
import type { People } from '../actions/people.ts';
import type { Clock } from '../lib/clock.ts';
import type { JobContext } from '../lib/live-job.ts';
import type { Budget } from './budget.ts';
import { isAsAsked, judge } from './judge.ts';
import type { Held, Lookups } from './lookups.ts';
import type { Ours } from './ours.ts';
import type { Next, RowAct } from './row-act.ts';
import type { Bulk, BulkRow, BulkStore } from './store.ts';

export interface RunDeps {
  readonly store: BulkStore;
  readonly lookups: Lookups;
  readonly ours: Ours;
  readonly rowAct: RowAct;
  readonly budget: Budget;
  readonly people: People;
  readonly clock: Clock;
  readonly twitchNow: () => number;
  /** Throws why `caller` may not act here now: FORBIDDEN, FEATURE_DISABLED and the like. */
  readonly admit: (channelId: string, caller: Caller) => { readonly account: Person; readonly canLook: boolean };
  readonly whyNot: (channelId: string, userId: string) => string | null;
  /** The own record of who is held out, for where the list can't be asked. */
  readonly recorded: (channelId: string, userId: string) => Held | null;
}

export interface RunInput {
  readonly bulkId: string;
  readonly caller: Caller;
  /** Aborted: no further row is begun. A request that has left is waited for. */
  readonly signal: AbortSignal;
  readonly report: JobContext['report'];
}

/** Throws AppFailure where it had to stop; otherwise every row has its result when it resolves. */
export type RunBulk = (input: RunInput) => Promise<void>;

type Target = BulkRow & { readonly userId: string };
interface Chunk {
  readonly rows: readonly Target[];
  readonly people: ReadonlyMap<string, Person>;
  /** Null where nobody can look. */
  readonly held: ReadonlyMap<string, Held> | null;
  readonly lookedAt: number;
}

/** Rows looked up together, and for how long that look counts. */
const CHUNK = 50;
const FRESH_MS = 10_000;
const CHECK_CHUNK = 100;
/** Twitch's list lags: what does not look right is looked at once more. */
const LAG_MS = 3_000;

export function createRunBulk(deps: RunDeps): RunBulk {
  const { store, lookups, budget, clock, twitchNow } = deps;

  return async ({ bulkId, caller, signal, report }) => {
    const bulk = store.find(bulkId)!;
    const { channelId } = bulk;
    let actMs = 100;

    function tell(): void {
      const { plans, results } = store.find(bulkId)!.facts;
      const total = plans.act ?? 0;
      const waiting = results.waiting ?? 0;
      const done = Math.max(0, total - waiting - (results.sent ?? 0));
      report({ phase: 'acting', total, done, etaMs: budget.etaMs(channelId, waiting, actMs) });
    }

    async function untilFree(): Promise<void> {
      for (let wait = budget.waitMs(channelId); wait > 0; wait = budget.waitMs(channelId)) {
        await clock.sleep(wait, signal);
      }
      signal.throwIfAborted();
    }

    /** What a request of an earlier run came to. */
    async function settleSent(): Promise<void> {
      const { account } = deps.admit(channelId, caller);
      for (const row of await store.matching(bulkId, -1, { state: 'sent' }, CHUNK)) {
        signal.throwIfAborted();
        if (row.userId === null) continue;
        const target = await deps.people.find({ id: row.userId }, account.id);
        const next = await deps.rowAct.settle(bulk, { ...row, userId: row.userId }, { account, target });
        if (next.next === 'halt') throw new AppFailure(next.error);
      }
    }

    async function loadChunk(after: number): Promise<Chunk | null> {
      const found = await store.matching(bulkId, after, { state: 'waiting', plan: 'act' }, CHUNK);
      if (found.length === 0) return null;
      const rows = found.filter((row): row is Target => row.userId !== null);
      const { account, canLook } = deps.admit(channelId, caller);
      const ids = [...new Set(rows.map((row) => row.userId))];
      const { byId } = await lookups.people(account.id, { ids, logins: [] }, signal);
      const held = canLook ? await lookups.held(channelId, ids, signal) : null;
      return { rows, people: byId, held, lookedAt: clock.monotonic() };
    }

    /** The last look: somebody may have been protected, banned or let go since the dry run. */
    async function lookAgain(
      row: Target,
      { held }: Chunk,
    ): Promise<{ row: Target; before: Held | null } | { skip: string }> {
      const isHit = row.kind === 'ban' || row.kind === 'timeout';
      const whyNot = isHit ? deps.whyNot(channelId, row.userId) : null;
      if (whyNot !== null) return { skip: whyNot };
      // One request lifts a ban as readily as a timeout, so an ending never trusts a look that is seconds old.
      const isDelicate = held !== null && (!isHit || bulk.rollbackOf !== null);
      const now = isDelicate ? await lookups.held(channelId, [row.userId], signal) : held;
      const mine = now === null ? null : now.get(row.userId);
      const heard = deps.recorded(channelId, row.userId);
      const verdict =
        bulk.rollbackOf === null ? judge(row, mine, heard, twitchNow()) : deps.ours.judge(bulk, row, mine);
      if (verdict.plan !== 'act') return { skip: verdict.plan };
      // What was heard since that look is newer than it.
      const isNews = heard?.createdAt != null && heard.createdAt > twitchNow() - FRESH_MS;
      const before = mine === null || (mine === undefined && isNews) ? heard : (mine ?? null);
      return { row: { ...row, kind: verdict.kind }, before };
    }

    async function actOn(given: Target, chunk: Chunk): Promise<void> {
      for (let tries = 1; ; tries += 1) {
        await untilFree();
        const { account } = deps.admit(channelId, caller);
        const target = chunk.people.get(given.userId);
        const looked = target === undefined ? { skip: 'not_found' } : await lookAgain(given, chunk);
        signal.throwIfAborted();
        if ('skip' in looked || target === undefined) {
          return store.change(bulkId, [
            { row: given, to: { state: 'skipped', code: 'skip' in looked ? looked.skip : null } },
          ]);
        }
        const beganAt = clock.monotonic();
        const next = await deps.rowAct.act(bulk, looked.row, { account, target, before: looked.before, tries });
        actMs += (clock.monotonic() - beganAt - actMs) * 0.1;
        if (await isSettled(next)) return;
      }
    }

    async function isSettled(next: Next): Promise<boolean> {
      if (next.next === 'on') return true;
      if (next.next === 'halt') throw new AppFailure(next.error);
      if (next.retryAfter !== null) budget.slowDown(channelId, next.retryAfter);
      tell();
      if (next.afterMs > 0) await clock.sleep(next.afterMs, signal);
      return false;
    }

    await settleSent();
    for (let line = -1; ;) {
      tell();
      const chunk = await loadChunk(line);
      if (chunk === null) break;
      for (const row of chunk.rows) {
        if (clock.monotonic() - chunk.lookedAt > FRESH_MS) break;
        await actOn(row, chunk);
        line = row.line;
        tell();
      }
    }
    await verify(deps, { bulk, caller, signal, report });
  };
}

/** Looks everybody up at the end, where the list can be asked, and marks what is not as it should be. */
async function verify(
  { store, lookups, clock, twitchNow, admit }: RunDeps,
  { bulk, caller, signal, report }: { bulk: Bulk } & Omit<RunInput, 'bulkId'>,
): Promise<void> {
  if (!admit(bulk.channelId, caller).canLook) return;
  const { results, plans } = store.find(bulk.id)!.facts;
  report({
    phase: 'verifying',
    done: plans.act ?? 0,
    total: plans.act ?? 0,
    etaMs: ((results.done ?? 0) / CHECK_CHUNK) * 200,
  });
  for (let line = -1; ;) {
    const rows = store.unverifiedAfter(bulk.id, line, CHECK_CHUNK);
    const last = rows.at(-1);
    if (last === undefined) return;
    const wrong = await differing(rows);
    const still = wrong.length === 0 ? [] : await clock.sleep(LAG_MS, signal).then(() => differing(wrong));
    const ids = new Set(still.map((row) => row.line));
    store.change(
      bulk.id,
      rows.map((row) => ({ row, to: { verified: ids.has(row.line) ? 0 : 1 } })),
    );
    line = last.line;
  }
  async function differing(rows: readonly BulkRow[]): Promise<BulkRow[]> {
    const ids = rows.flatMap((row) => row.userId ?? []);
    const held = await lookups.held(bulk.channelId, ids, signal);
    return rows.filter((row) => !isAsAsked(row, held.get(row.userId ?? ''), twitchNow()));
  }
}

/** The failure for a job that was told to stop; `why` is a code. */
export function stopped(why: string): AppFailure {
  if (why === 'kill_switch' || why === 'flag_off' || why === 'channel_off') {
    return fail('FEATURE_DISABLED', 'Acting was turned off while this was under way.', { reason: why });
  }
  return fail('CANCELLED', 'It was stopped on the way.', { reason: why });
}

/** The code under which a stop or failure is kept. */
export function codeOf(error: AppError): string {
  const isStop = error.code === 'FEATURE_DISABLED' || error.code === 'CANCELLED';
  return isStop ? (error.details.reason ?? error.code) : error.code;
}
