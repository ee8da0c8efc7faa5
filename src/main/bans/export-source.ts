// The history as the rows of a file, in the order in which it was recorded. Read-only.
import type { Parsed } from '../../shared/contract.ts';
import type { Sqlite } from '../db/connection.ts';
import { isoSql, type CellColumn } from '../db/csv-cells.ts';
import type { ExportSource } from '../db/export-task.ts';
import { SOURCE_BITS } from './evidence.ts';
import { historyPlan } from './history-queries.ts';

export type HistoryExportFilter = Omit<Parsed<'history.export'>, 'format' | 'columns'>;

export function historySource(sqlite: Sqlite, filter: HistoryExportFilter, columns: 'seed' | 'more'): ExportSource {
  const { table, joins, row, scope, filters, set } = historyPlan(sqlite, { ...filter, limit: 1, count: 'bounded' });
  return {
    // Its own number is the one way in: by any other index a window would go through a whole channel.
    plan: { table: `${table} NOT INDEXED`, joins, row, scope, filters, set },
    at: 'e.at',
    hash: null,
    isPlain: '1',
    columns: columns === 'more' ? [...SEED, ...MORE] : SEED,
    json: JSON_OBJECT,
  };
}

const NAME = 'coalesce(u.login, e.user_id)';
const DISPLAY_NAME = 'coalesce(u.display_name, u.login, e.user_id)';

const SEED: readonly CellColumn[] = [
  { name: 'id', sql: 'e.id', look: 'digits' },
  { name: 'channel_id', sql: 'e.channel_id', look: 'digits' },
  { name: 'user_id', sql: 'e.user_id', look: 'digits' },
  { name: 'username', sql: NAME, look: 'word' },
  { name: 'action', sql: 'e.kind', look: 'word' },
  { name: 'duration_seconds', sql: 'CAST(e.duration_seconds AS TEXT)', look: 'made' },
  { name: 'expires_at', sql: isoSql('e.expires_at'), look: 'made' },
  { name: 'reason', sql: 'e.reason', look: 'text' },
  { name: 'moderator_id', sql: 'e.moderator_id', look: 'digits' },
  { name: 'moderator_username', sql: 'e.moderator_login', look: 'word' },
  { name: 'created_at', sql: isoSql('e.at'), look: 'made' },
];

const MORE: readonly CellColumn[] = [
  { name: 'display_name', sql: DISPLAY_NAME, look: 'word' },
  { name: 'source', sql: sourcesSql(`' '`), look: 'made' },
  { name: 'not_before', sql: isoSql('e.not_before'), look: 'made' },
  { name: 'recorded_at', sql: isoSql('e.recorded_at'), look: 'made' },
  { name: 'raw_expires_at', sql: 'e.raw_expires_at', look: 'digits' },
  { name: 'found', sql: `iif(e.found, 'true', 'false')`, look: 'made' },
  { name: 'sequence', sql: 'CAST(e.seq AS TEXT)', look: 'made' },
];

/** The fields of the list's rows. */
const JSON_OBJECT = `json_object('id', e.id, 'seq', e.seq, 'channelId', e.channel_id, 'userId', e.user_id,
  'username', ${NAME}, 'displayName', ${DISPLAY_NAME}, 'kind', e.kind, 'at', ${isoSql('e.at')},
  'notBefore', ${isoSql('e.not_before')}, 'recordedAt', ${isoSql('e.recorded_at')},
  'durationSeconds', e.duration_seconds, 'expiresAt', ${isoSql('e.expires_at')}, 'rawExpiresAt', e.raw_expires_at,
  'reason', e.reason, 'moderatorId', e.moderator_id, 'moderatorUsername', e.moderator_login,
  'moderatorDisplayName', e.moderator_name, 'sources', json(concat('[', ${sourcesSql(`','`, '"')}, ']')),
  'found', json(iif(e.found, 'true', 'false')))`;

function sourcesSql(between: string, around = ''): string {
  const names = Object.entries(SOURCE_BITS).map(
    ([name, bit]) => `iif(e.sources & ${bit}, '${around}${name}${around}', NULL)`,
  );
  return `concat_ws(${between}, ${names.join(', ')})`;
}
