// The dry run: finds out, a hundred rows at a time, what each row would do. Asks Twitch and the own record; acts on nobody.
import type { BulkPlan } from '../../shared/contract/bulk.ts';
import type { Person } from '../../shared/model.ts';
import type { JobContext } from '../lib/live-job.ts';
import { judge } from './judge.ts';
import type { Held, Lookups } from './lookups.ts';
import type { Ours } from './ours.ts';
import type { Bulk, BulkRow, BulkStore, RowChange } from './store.ts';

export interface PlanDeps {
  readonly store: BulkStore;
  readonly lookups: Lookups;
  readonly ours: Ours;
  readonly twitchNow: () => number;
  /** The own record of who is held out, for where the list can't be asked. */
  readonly recorded: (channelId: string, userId: string) => Held | null;
  /** Why nobody may be hit, from the own record; null when they may. */
  readonly whyNot: (channelId: string, userId: string) => 'owner' | 'self' | 'moderator' | 'protected' | null;
  /** True where the record of moderators is Twitch's own list; may ask for it first. */
  readonly knowsModerators: (channelId: string) => boolean | Promise<boolean>;
}

export interface PlanInput {
  readonly bulk: Bulk;
  readonly account: Person;
  readonly canLook: boolean;
  readonly signal: AbortSignal;
  readonly report: JobContext['report'];
}

/** Rows per look: what one call of Twitch takes. */
const CHUNK = 100;

/** Plans every row that has no plan yet; what was planned stays when it is cut short. */
export async function planRows(deps: PlanDeps, input: PlanInput): Promise<void> {
  const { store } = deps;
  const { bulk, canLook, report } = input;
  store.setChecked(bulk.id, { banned: canLook, moderators: await deps.knowsModerators(bulk.channelId) });
  const { plans } = store.find(bulk.id)!.facts;
  const total = plans.new ?? 0;
  let done = 0;
  report({ phase: 'checking', done, total });
  for (let line = -1; ;) {
    const rows = await store.matching(bulk.id, line, { plan: 'new' }, CHUNK);
    const last = rows.at(-1);
    if (last === undefined) return;
    store.change(bulk.id, await planChunk(deps, input, rows));
    line = last.line;
    done += rows.length;
    report({ done });
  }
}

async function planChunk(
  deps: PlanDeps,
  { bulk, account, canLook, signal }: PlanInput,
  rows: readonly BulkRow[],
): Promise<{ row: BulkRow; to: RowChange }[]> {
  const ids = rows.flatMap((row) => row.userId ?? []);
  const logins = rows.flatMap((row) => (row.userId === null && row.login !== null ? [row.login] : []));
  const { byId, byLogin } = await deps.lookups.people(account.id, { ids, logins }, signal);
  const people = rows.map((row) => (row.userId === null ? byLogin.get(row.login ?? '') : byId.get(row.userId)));
  const known = [...new Set(people.flatMap((person) => person?.id ?? []))];
  const held = canLook ? await deps.lookups.held(bulk.channelId, known, signal) : null;
  const inChunk = new Set<string>();
  return rows.map((row, index) => {
    const person = people[index];
    if (person === undefined) return skipped(row, 'not_found');
    const isRepeat = inChunk.has(person.id) || deps.store.earlierRow(bulk.id, person.id, row.line) !== null;
    inChunk.add(person.id);
    const named = { userId: person.id, login: person.login };
    // A restored timeout takes two rows: the ban is lifted first.
    if (bulk.rollbackOf === null && isRepeat) return skipped(row, 'duplicate', named);
    const mine = held === null ? null : held.get(person.id);
    return { row, to: { ...named, ...verdictOf(deps, bulk, { ...row, ...named }, mine) } };
  });
}

function verdictOf(
  deps: PlanDeps,
  bulk: Bulk,
  row: BulkRow & { userId: string },
  held: Held | undefined | null,
): RowChange {
  const before = {
    beforeKind: held?.kind ?? null,
    beforeExpiresAt: held?.expiresAt ?? null,
    beforeReason: held?.reason ?? null,
  };
  const { channelId } = bulk;
  const isHit = row.kind === 'ban' || row.kind === 'timeout';
  const whyNot = isHit ? deps.whyNot(channelId, row.userId) : null;
  if (whyNot !== null) return { ...before, plan: whyNot, state: 'skipped' };
  // What is ended is decided when it is: a second dry run starts from what was asked.
  const heard = deps.recorded(channelId, row.userId);
  const { plan } =
    bulk.rollbackOf === null ? judge(row, held, heard, deps.twitchNow()) : deps.ours.judge(bulk, row, held);
  return { ...before, plan, ...(plan === 'act' ? {} : { state: 'skipped' as const }) };
}

function skipped(row: BulkRow, plan: BulkPlan, more: RowChange = {}): { row: BulkRow; to: RowChange } {
  return { row, to: { ...more, plan, state: 'skipped' } };
}
