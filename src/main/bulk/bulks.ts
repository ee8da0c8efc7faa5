// Bulk jobs from plan to result: what may follow what, and who may ask for it. The work itself is done by its neighbours;
// here it is started, stopped, and its state written down.
import { AppFailure, fail, type AppError } from '../../shared/errors.ts';
import type { Output, Parsed } from '../../shared/contract.ts';
import type { BulkState } from '../../shared/contract/bulk.ts';
import type { Person } from '../../shared/model.ts';
import type { Caller } from '../../shared/permissions.ts';
import type { ReadOnly } from '../db/read-only.ts';
import type { Clock } from '../lib/clock.ts';
import type { Jobs } from '../lib/jobs.ts';
import type { JobContext } from '../lib/live-job.ts';
import type { Collect } from './collect.ts';
import { planRows, type PlanDeps } from './plan.ts';
import { COUNT_FROM, exportPage, resultPage, toBulkView } from './result.ts';
import { codeOf, stopped, type RunBulk, type RunDeps } from './run.ts';
import type { Bulk, BulkStore } from './store.ts';

type Answer = Output<'bulk.get'>;
type ById = Parsed<'bulk.get'>;

export interface Bulks {
  prepare(input: Parsed<'bulk.prepare'>, by: string): Answer;
  addRows(input: Parsed<'bulk.addRows'>): Promise<Answer>;
  check(input: ById, by: string): Promise<Answer>;
  start(input: Parsed<'bulk.start'>, caller: Caller, by: string): Answer;
  pause(input: ById): Promise<Answer>;
  resume(input: ById, caller: Caller, by: string): Answer;
  cancel(input: ById): Promise<Answer>;
  rollback(input: ById, by: string): Answer;
  get(input: ById): Answer;
  list(input: Parsed<'bulk.list'>): Output<'bulk.list'>;
  result(input: Parsed<'bulk.result'>): Promise<Output<'bulk.result'>>;
  export(input: Parsed<'bulk.export'>): Output<'bulk.export'>;
  /** For start-up: what an earlier process left under way. */
  interruptDead(): void;
}

export interface BulksDeps {
  readonly store: BulkStore;
  readonly readOnly: Pick<ReadOnly, 'through' | 'eventually'>;
  readonly collect: Collect;
  readonly plan: PlanDeps;
  readonly run: RunBulk;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly admit: RunDeps['admit'];
  /** Counts a page of a file against the brake on exports, where it is a first one; throws RATE_LIMIT_EXCEEDED. */
  readonly countFile: (channelId: string, cursor: string | undefined) => void;
  /** Throws why nobody here could act in this channel, whether acting is on or not. */
  readonly actorFor: (channelId: string) => { readonly account: Person; readonly canLook: boolean };
  /** Why acting is off in this channel now, null when it is on. */
  readonly whyStopped: (channelId: string) => 'kill_switch' | 'flag_off' | 'channel_off' | null;
}

/** How often a running job looks whether it still may, in ms. */
const WATCH_MS = 200;
/** What each wish takes for granted. */
const ALLOWED = {
  check: ['collecting', 'planned', 'failed'],
  start: ['planned'],
  pause: ['running'],
  resume: ['paused'],
  cancel: ['collecting', 'checking', 'planned', 'running', 'paused', 'failed'],
  rollback: ['paused', 'completed', 'cancelled'],
} as const satisfies Record<string, readonly BulkState[]>;

export function createBulks(deps: BulksDeps): Bulks {
  const { store, collect, jobs, clock, readOnly } = deps;
  /** Jobs under way by bulk id: a check, or a run until its last request is answered. */
  const live = new Map<string, { jobId: string; stop: AbortController }>();
  let launches = 0;

  function demand(bulkId: string, wish?: keyof typeof ALLOWED): Bulk {
    const bulk = store.find(bulkId);
    if (bulk === null) throw fail('NOT_FOUND', 'There is no such bulk job.', { what: 'bulk', id: bulkId });
    if (wish !== undefined && !(ALLOWED[wish] as readonly BulkState[]).includes(bulk.state)) {
      throw fail('CONFLICT', `A bulk job that is ${bulk.state} takes no ${wish}.`, { reason: 'busy' });
    }
    return bulk;
  }

  const answer = (bulkId: string): Answer => ({ bulk: viewOf(demand(bulkId)) });
  function viewOf(bulk: Bulk): Answer['bulk'] {
    const entry = live.get(bulk.id);
    return toBulkView(bulk, entry === undefined ? null : jobs.get(entry.jobId));
  }

  function assertFree(bulkId: string): void {
    if (live.has(bulkId)) throw fail('CONFLICT', 'Its last request is not answered yet.', { reason: 'busy' });
  }

  /** One job at a time per bulk; `work` is told to stop by a signal of our own, which also the closing of the app gives. */
  function launch(
    bulk: Bulk,
    { step, by }: { step: 'check' | 'run'; by: string },
    work: (context: JobContext, stop: AbortController) => Promise<void>,
  ): void {
    assertFree(bulk.id);
    const stop = new AbortController();
    const spec = {
      kind: 'bulk',
      channelId: bulk.channelId,
      key: `${step} ${bulk.id} ${(launches += 1)}`,
      actor: by,
    } as const;
    const jobId = jobs.start(spec, async (context) => {
      const onAbort = (): void => stop.abort(stopped('interrupted'));
      context.signal.addEventListener('abort', onAbort, { once: true });
      try {
        await work(context, stop);
        const { plans, results, differing } = store.find(bulk.id)!.facts;
        return { bulkId: bulk.id, step, plans, results, differing };
      } finally {
        context.signal.removeEventListener('abort', onAbort);
        if (live.get(bulk.id)?.stop === stop) live.delete(bulk.id);
      }
    });
    live.set(bulk.id, { jobId, stop });
  }

  /** Ends what is under way. A request that has left is waited for, at most two seconds. */
  async function halt(bulkId: string, why: string): Promise<void> {
    const entry = live.get(bulkId);
    if (entry === undefined) return;
    entry.stop.abort(stopped(why));
    const job = await jobs.cancel(entry.jobId);
    // One that waited for its turn never ran, and cleans nothing up.
    if (job === null || job.finishedAt !== null) live.delete(bulkId);
  }

  function check(bulk: Bulk, by: string, fill: (signal: AbortSignal) => Promise<void>): void {
    launch(bulk, { step: 'check', by }, async ({ report }, { signal }) => {
      try {
        report({ phase: 'collecting' });
        await fill(signal);
        signal.throwIfAborted();
        store.setState(bulk.id, 'checking', null);
        const { account, canLook } = deps.actorFor(bulk.channelId);
        await planRows(deps.plan, { bulk, account, canLook, signal, report });
        signal.throwIfAborted();
        end(bulk.id, 'planned', null);
      } catch (error) {
        readOnly.eventually(() => {
          const { state } = demand(bulk.id);
          if (state === 'collecting') end(bulk.id, 'cancelled', codeOfThrown(error));
          if (state === 'checking') end(bulk.id, 'failed', codeOfThrown(error));
        });
        throw error;
      }
    });
  }

  function run(bulk: Bulk, caller: Caller, by: string): void {
    assertFree(bulk.id);
    store.setState(bulk.id, 'running', null);
    launch(bulk, { step: 'run', by }, async ({ report }, stop) => {
      const { signal } = stop;
      const stopWatching = clock.every(WATCH_MS, () => {
        const why = deps.whyStopped(bulk.channelId);
        if (why !== null) stop.abort(stopped(why));
      });
      const said = Promise.withResolvers<void>();
      signal.addEventListener('abort', () => said.resolve(), { once: true });
      if (signal.aborted) said.resolve();
      try {
        const onWait = (): void => report({ phase: 'waiting for room on the disk' });
        const work = readOnly.through(() => deps.run({ bulkId: bulk.id, caller, signal, report }), { signal, onWait });
        await Promise.race([work.catch(() => undefined), said.promise]);
        // Said at once; the request that is out may take its time.
        if (signal.aborted) pauseFor(bulk.id, codeOfThrown(signal.reason));
        await work;
        signal.throwIfAborted();
        await readOnly.through(() => end(bulk.id, 'completed', null), { signal, onWait });
      } catch (error) {
        live.delete(bulk.id);
        pauseFor(bulk.id, codeOfThrown(error));
        throw error;
      } finally {
        stopWatching();
      }
    });
  }

  /** Nothing is under way any more when others hear of it. */
  function end(bulkId: string, state: BulkState, halted: string | null): void {
    live.delete(bulkId);
    store.setState(bulkId, state, halted);
  }

  function pauseFor(bulkId: string, why: string): void {
    readOnly.eventually(() => {
      if (demand(bulkId).state === 'running') store.setState(bulkId, 'paused', why);
    });
  }

  /** It stops in any case: where that cannot be written down now, it is told so, and will be written that it was paused. */
  async function stopAs(bulkId: string, state: 'paused' | 'cancelled'): Promise<Answer> {
    try {
      store.setState(bulkId, state, 'user');
    } finally {
      await halt(bulkId, 'user');
    }
    return answer(bulkId);
  }

  function create(channelId: string, source: string, by: string, rollbackOf: string | null): Bulk {
    return store.create({ channelId, source, actor: by, rollbackOf });
  }

  return {
    prepare({ channelId, source, act }, by) {
      assertAct(act);
      deps.actorFor(channelId);
      const name = 'name' in source ? source.name : undefined;
      const bulk = create(channelId, name ?? (source.kind === 'text' ? 'paste' : source.kind), by, null);
      if (source.kind === 'upload') collect.openUpload(bulk.id, act);
      else check(bulk, by, (signal) => collect.fromSource(bulk, source, act, signal));
      return answer(bulk.id);
    },
    async addRows(part) {
      demand(part.bulkId);
      await collect.addPart(part);
      return answer(part.bulkId);
    },
    async check({ bulkId }, by) {
      const bulk = demand(bulkId, 'check');
      assertFree(bulkId);
      if (bulk.state === 'collecting') await collect.endUpload(bulkId);
      check(bulk, by, async (signal) => {
        if (bulk.state === 'collecting') return;
        for (let line = store.forgetPlans(bulkId, -1, 200); line !== null;) {
          await clock.sleep(0, signal);
          line = store.forgetPlans(bulkId, line, 200);
        }
      });
      return answer(bulkId);
    },
    start({ bulkId, count }, caller, by) {
      const bulk = demand(bulkId, 'start');
      deps.admit(bulk.channelId, caller);
      assertCount(bulk.facts.plans.act ?? 0, count);
      run(bulk, caller, by);
      return answer(bulkId);
    },
    async pause({ bulkId }) {
      demand(bulkId, 'pause');
      return stopAs(bulkId, 'paused');
    },
    resume({ bulkId }, caller, by) {
      const bulk = demand(bulkId, 'resume');
      deps.admit(bulk.channelId, caller);
      run(bulk, caller, by);
      return answer(bulkId);
    },
    async cancel({ bulkId }) {
      demand(bulkId, 'cancel');
      collect.forget(bulkId);
      return stopAs(bulkId, 'cancelled');
    },
    rollback({ bulkId }, by) {
      const original = demand(bulkId, 'rollback');
      deps.actorFor(original.channelId);
      assertFree(bulkId);
      if ((original.facts.results.done ?? 0) === 0) {
        throw fail('INVALID_REQUEST', 'This job has done nothing that could be taken back.', { field: 'bulkId' });
      }
      const bulk = create(original.channelId, 'rollback', by, bulkId);
      check(bulk, by, (signal) => collect.fromRollback(bulk, signal));
      return answer(bulk.id);
    },
    get: ({ bulkId }) => answer(bulkId),
    list: ({ channelId, limit }) => ({ bulks: store.list(channelId ?? null, limit).map(viewOf) }),
    result: async (input) => resultPage(store, demand(input.bulkId), input),
    export({ bulkId, cursor }) {
      const bulk = demand(bulkId);
      deps.countFile(bulk.channelId, cursor);
      return exportPage(store, bulk, cursor);
    },
    interruptDead: store.interrupt,
  };
}

function assertAct({ kind, durationSeconds }: Parsed<'bulk.prepare'>['act']): void {
  if (kind === 'timeout' || durationSeconds === undefined) return;
  throw fail('INVALID_REQUEST', 'Only a timeout has a length.', { field: 'act.durationSeconds' });
}

function assertCount(acts: number, count: number | undefined): void {
  if (acts === 0) throw fail('INVALID_REQUEST', 'There is nothing to do: no row will act.', { field: 'bulkId' });
  if (count === undefined ? acts <= COUNT_FROM : count === acts) return;
  throw fail('INVALID_REQUEST', `count: type the number of people this acts on, ${acts}`, {
    field: 'count',
    reason: 'count',
    limit: acts,
  });
}

function codeOfThrown(error: unknown): string {
  return error instanceof AppFailure ? codeOf(error.failure) : ('INTERNAL_ERROR' satisfies AppError['code']);
}
