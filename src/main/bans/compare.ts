// Holds one page of the banned list against the current list, read-only, and gives what appeared or changed.
// Where nothing differs nothing is written; nothing here ever concludes that somebody is gone.
import type { Database } from '../db/open.ts';
import { parseRfc3339 } from '../lib/time.ts';
import type { BannedRow } from '../twitch/types.ts';
import { classifyExpiry, type Classified } from './classify.ts';
import type { RowSeen } from './observation.ts';

export interface Comparison {
  /** Rows that the current list does not already say. */
  readonly observations: RowSeen[];
  /** People of this page who were already in the current list. */
  readonly knownCount: number;
}

export interface PageContext {
  readonly channelId: string;
  /** Epoch ms, Twitch's clock: when this page was read, and when the last complete read began. */
  readonly seenAt: number;
  readonly notBefore: number | null;
}

type CurrentRow = [
  userId: string,
  rawCreatedAt: string | null,
  rawExpiresAt: string | null,
  kind: string,
  login: string,
  displayName: string,
  expiresAt: number | null,
];

/** `seen` holds the ids of everybody already read in this pass and gains those of this page. */
export type ComparePage = (rows: readonly BannedRow[], seen: Set<string>, context: PageContext) => Comparison;

export function createComparePage({ sqlite }: Database): ComparePage {
  const lookUp = sqlite
    .prepare<[string, string], CurrentRow>(
      `SELECT user_id, raw_created_at, raw_expires_at, kind, login, display_name, expires_at
       FROM ban WHERE channel_id = ? AND user_id IN (SELECT value FROM json_each(?))`,
    )
    .raw();
  return (rows, seen, context) => {
    const current = new Map<string, CurrentRow>();
    const ids = rows.map((row) => row.userId);
    for (const known of lookUp.all(context.channelId, JSON.stringify(ids))) current.set(known[0], known);
    const observations: RowSeen[] = [];
    let knownCount = 0;
    for (const row of new Set(ids).size === ids.length ? rows : eachOnce(rows, context.seenAt)) {
      const known = current.get(row.userId);
      const isRepeat = seen.has(row.userId);
      if (!isRepeat) {
        seen.add(row.userId);
        if (known !== undefined) knownCount += 1;
      }
      if (known !== undefined && isSame(known, row)) continue;
      const classified = classifyExpiry(row.expiresAt, context.seenAt);
      if (isRepeat && known !== undefined && !outranks(classified, rankOf(known))) continue;
      observations.push(toRowSeen(row, classified, context));
    }
    return { observations, knownCount };
  };
}

/** Somebody listed twice on a page: permanent wins, else the later end. */
function eachOnce(rows: readonly BannedRow[], seenAt: number): Iterable<BannedRow> {
  const best = new Map<string, BannedRow>();
  for (const row of rows) {
    const rival = best.get(row.userId);
    const isBetter =
      rival === undefined || outranks(classifyExpiry(row.expiresAt, seenAt), classifyExpiry(rival.expiresAt, seenAt));
    if (isBetter) best.set(row.userId, row);
  }
  return best.values();
}

export function toRowSeen(row: BannedRow, classified: Classified, context: PageContext): RowSeen {
  return {
    type: 'row',
    source: 'poll',
    user: { id: row.userId, login: row.userLogin, displayName: row.userName },
    moderator:
      row.moderatorId === ''
        ? null
        : { id: row.moderatorId, login: row.moderatorLogin, displayName: row.moderatorName },
    ...classified,
    createdAt: parseRfc3339(row.createdAt),
    rawCreatedAt: row.createdAt,
    reason: row.reason,
    seenAt: context.seenAt,
    notBefore: context.notBefore,
  };
}

function isSame(known: CurrentRow, row: BannedRow): boolean {
  const [, rawCreatedAt, rawExpiresAt, kind, login, displayName] = known;
  if (rawCreatedAt !== row.createdAt || login !== row.userLogin || displayName !== row.userName) return false;
  if (rawExpiresAt !== null) return rawExpiresAt === row.expiresAt;
  return row.expiresAt === null ? kind === 'ban' : row.expiresAt === undefined && kind === 'unknown';
}

function rankOf(known: CurrentRow): Pick<Classified, 'kind' | 'expiresAt'> {
  return { kind: known[3] as Classified['kind'], expiresAt: known[6] };
}

function outranks(a: Pick<Classified, 'kind' | 'expiresAt'>, b: Pick<Classified, 'kind' | 'expiresAt'>): boolean {
  if (a.kind === 'ban' || b.kind === 'ban') return a.kind === 'ban' && b.kind !== 'ban';
  return (a.expiresAt ?? 0) > (b.expiresAt ?? 0);
}
