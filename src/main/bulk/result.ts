// Bulk jobs as the outside sees them: their view, their rows, and the rows as CSV. Read-only.
import { fail } from '../../shared/errors.ts';
import type { Output, Parsed } from '../../shared/contract.ts';
import type { BulkRowView, BulkView } from '../../shared/contract/bulk.ts';
import { csvLine } from '../../shared/csv.ts';
import { isoOrNull, toIso } from '../lib/time.ts';
import { offsetOf } from '../bans/list-queries.ts';
import type { Bulk, BulkRow, BulkStore } from './store.ts';

/** Above this many acts the number has to be typed. */
export const COUNT_FROM = 25;

/** A page of text stays below this, so that it fits into a frame of the loopback server. */
const PAGE_CHARACTERS = 40_000;
const PAGE_ROWS = 500;

export function toBulkView(
  bulk: Bulk,
  job: { readonly jobId: string; readonly etaMs: number | null } | null,
): BulkView {
  const { plans, results, acts, checked, differing } = bulk.facts;
  return {
    id: bulk.id,
    channelId: bulk.channelId,
    source: bulk.source,
    state: bulk.state,
    halted: bulk.halted,
    total: bulk.total,
    plans,
    results,
    acts,
    checked,
    differing,
    needsCount: (plans.act ?? 0) > COUNT_FROM,
    jobId: job?.jobId ?? null,
    etaMs: job?.etaMs ?? null,
    rollbackOf: bulk.rollbackOf,
    changes: bulk.rollbackOf === null ? [] : ['date', 'moderator'],
    createdAt: toIso(bulk.createdAt),
    updatedAt: toIso(bulk.updatedAt),
    actor: bulk.actor,
  };
}

function toRowView(row: BulkRow): BulkRowView {
  const { line, given, userId, login, kind, durationSeconds, reason, plan, state, code, entryId } = row;
  return {
    line,
    given,
    userId,
    username: login,
    kind,
    durationSeconds,
    until: isoOrNull(row.until),
    reason,
    plan,
    state,
    code,
    before:
      row.beforeKind === null
        ? null
        : { kind: row.beforeKind, until: isoOrNull(row.beforeExpiresAt), reason: row.beforeReason ?? '' },
    entryId,
    at: isoOrNull(row.at),
    verified: row.verified === null ? null : row.verified === 1,
  };
}

/** A page of rows. `cursor` is the line after which it begins; an offset counts rows. */
export async function resultPage(
  store: BulkStore,
  bulk: Bulk,
  input: Parsed<'bulk.result'>,
): Promise<Output<'bulk.result'>> {
  const { state, plan, limit, cursor } = input;
  const only = { ...(state === undefined ? {} : { state }), ...(plan === undefined ? {} : { plan }) };
  const at = cursor === undefined ? offsetOf(input) : lineOf(cursor);
  const rows =
    cursor === undefined && at > 0
      ? store.rowsFrom(bulk.id, at, only, limit + 1)
      : await store.matching(bulk.id, cursor === undefined ? -1 : at, only, limit + 1);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { rows: shown.map(toRowView), limit, next: rows.length > limit && last ? String(last.line) : null };
}

const COLUMNS = [
  'line',
  'given',
  'id',
  'login',
  'kind',
  'duration',
  'until',
  'reason',
  'plan',
  'state',
  'code',
  'before',
  'before_until',
  'at',
  'verified',
];

/** The line that `next` named. Throws INVALID_REQUEST for a cursor of another list. */
function lineOf(cursor: string): number {
  if (/^\d{1,9}$/.test(cursor)) return Number(cursor);
  throw fail('INVALID_REQUEST', 'cursor: it is not one of this list', { field: 'cursor' });
}

/** A page of the result file. Put together, the pages are one CSV. */
export function exportPage(store: BulkStore, bulk: Bulk, cursor: string | undefined): Output<'bulk.export'> {
  const after = cursor === undefined ? -1 : lineOf(cursor);
  let text = cursor === undefined ? `${COLUMNS.join(',')}\r\n` : '';
  let last = after;
  const rows = store.rowsAfter(bulk.id, after, PAGE_ROWS + 1);
  for (const row of rows.slice(0, PAGE_ROWS)) {
    const line = csvLine(cellsOf(row));
    if (text.length + line.length > PAGE_CHARACTERS && last !== after) break;
    text += line;
    last = row.line;
  }
  return { text, next: rows.at(-1) !== undefined && rows.at(-1)!.line > last ? String(last) : null };
}

function cellsOf(row: BulkRow): string[] {
  const { line, given, userId, login, kind, durationSeconds, until, reason, plan, state, code } = row;
  return [
    String(line),
    given,
    userId ?? '',
    login ?? '',
    kind,
    durationSeconds === null ? '' : String(durationSeconds),
    isoOrNull(until) ?? '',
    reason,
    plan,
    state,
    code ?? '',
    row.beforeKind ?? '',
    isoOrNull(row.beforeExpiresAt) ?? '',
    isoOrNull(row.at) ?? '',
    row.verified === null ? '' : row.verified === 1 ? 'yes' : 'no',
  ];
}
