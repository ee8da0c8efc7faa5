// What would take a job back: for everybody it touched, what held them out before. Pure; whether it is still the job's own
// doing is asked later, in the dry run and again before each act.
import type { RowRequest } from './fields.ts';
import type { BulkRow } from './store.ts';

/** What the rows of one person in the job come to: how it was before the first, and what the last one did. */
export interface Touched {
  readonly first: BulkRow;
  readonly last: BulkRow;
}

type Step = Pick<RowRequest, 'kind' | 'until' | 'reason' | 'problem'>;

const LIFT = { until: null, reason: '', problem: null } as const;

/**
 * The steps back, in order: two where a ban has replaced a timeout, since Twitch gives no timeout to the banned. A step
 * with a problem can't be taken: what was before is not known. `now` is epoch ms by Twitch's clock.
 */
export function stepsBack({ first, last }: Touched, now: number): readonly Step[] {
  const isHeld = last.kind === 'ban' || last.kind === 'timeout';
  const before = restored(first, now);
  if (!isHeld) return before === null ? [] : [before];
  const lift: Step = { kind: last.kind === 'ban' ? 'unban' : 'untimeout', ...LIFT };
  if (before === null) return [lift];
  // A ban or a timeout takes the place of a timeout by itself.
  return last.kind === 'timeout' ? [before] : before.kind === 'ban' ? [] : [lift, before];
}

/** The restriction that was there, null for none or one that would have run out by now. */
function restored({ kind, beforeKind, beforeExpiresAt, beforeReason }: BulkRow, now: number): Step | null {
  const reason = beforeReason ?? '';
  switch (beforeKind) {
    case 'ban':
      return { kind: 'ban', until: null, reason, problem: null };
    case 'timeout':
      if (beforeExpiresAt === null || beforeExpiresAt <= now) return null;
      return { kind: 'timeout', until: beforeExpiresAt, reason, problem: null };
    case 'unknown':
      return { kind: 'ban', until: null, reason, problem: 'before_unknown' };
    case null: {
      const isEnding = kind === 'unban' || kind === 'untimeout';
      return isEnding ? { kind: 'ban', until: null, reason, problem: 'before_unknown' } : null;
    }
  }
}

/** The steps as rows; lines go on from `line`. */
export function rowsBack(touched: Touched, line: number, now: number): RowRequest[] {
  const { given, userId, login } = touched.first;
  return stepsBack(touched, now).map((step, index) => ({
    line: line + index,
    given: login ?? given,
    userId,
    login,
    durationSeconds: null,
    ...step,
  }));
}
