// Whether a row makes sense, given what holds the person out. Pure: the dry run and the last look before an act ask the
// same questions.
import type { BulkActKind, BulkPlan } from '../../shared/contract/bulk.ts';
import type { Held } from './lookups.ts';
import type { BulkRow } from './store.ts';

export interface Verdict {
  readonly plan: BulkPlan;
  /** Ending "whatever it is" becomes ending a timeout where it is one. */
  readonly kind: BulkActKind;
}

/** Closer than this two times are one act: lists write whole seconds. */
const SAME_ACT_MS = 5_000;

/**
 * `held` is undefined for nobody, and null where nobody can look; there `heard`, the own record, keeps a ban from being
 * lifted as if it were a timeout, because Twitch ends either with one request. `now` is epoch ms by Twitch's clock.
 */
export function judge(
  row: Pick<BulkRow, 'kind' | 'until'>,
  held: Held | undefined | null,
  heard: Held | null,
  now: number,
): Verdict {
  const { kind, until } = row;
  if (kind === 'timeout' && until !== null && until <= now) return { plan: 'ended', kind };
  if (held === null) {
    const isBan = kind === 'untimeout' && heard !== null && heard.kind !== 'timeout';
    return { plan: isBan ? 'is_ban' : 'act', kind };
  }
  switch (kind) {
    case 'ban':
    case 'timeout':
      return { plan: held?.kind === 'ban' ? 'already_banned' : 'act', kind };
    case 'unban':
      if (held === undefined) return { plan: 'not_banned', kind };
      return { plan: 'act', kind: held.kind === 'timeout' ? 'untimeout' : 'unban' };
    case 'untimeout':
      if (held === undefined) return { plan: 'not_banned', kind };
      // An end that can't be read may be a ban.
      return { plan: held.kind === 'timeout' ? 'act' : 'is_ban', kind };
  }
}

/** True when the list shows what a row that was carried out has asked for. */
export function isAsAsked(
  { kind, until, durationSeconds, at }: Pick<BulkRow, 'kind' | 'until' | 'durationSeconds' | 'at'>,
  held: Held | undefined,
  now: number,
): boolean {
  if (kind === 'unban' || kind === 'untimeout') return held === undefined;
  if (kind === 'ban') return held?.kind === 'ban';
  if (held !== undefined) return held.kind === 'timeout';
  const end = until ?? (at === null ? null : at + (durationSeconds ?? 0) * 1000);
  return end !== null && end <= now;
}

/** True when what holds somebody out is the act of `kind` at `at` (epoch ms). */
export function isThatAct(held: Held, act: { kind: BulkActKind; at: number }): boolean {
  return held.kind === act.kind && held.createdAt !== null && Math.abs(held.createdAt - act.at) <= SAME_ACT_MS;
}
