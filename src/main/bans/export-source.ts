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
    columns: columns === 'more' ? [...SEED, ...MORE] : SEED,
    json: JSON_OBJECT,
  };
}

const NAME = 'coalesce(u.login, e.user_id)';
const DISPLAY_NAME = 'coalesce(u.display_name, u.login, e.user_id)';

const SEED: readonly CellColumn[] = [
  { name: 'id', sql: 'e.id' },
  { name: 'channel_id', sql: 'e.channel_id' },
  { name: 'user_id', sql: 'e.user_id' },
  { name: 'username', sql: NAME },
  { name: 'action', sql: 'e.kind' },
  { name: 'duration_seconds', sql: 'e.duration_seconds' },
  { name: 'expires_at', sql: 'e.expires_at', as: 'time' },
  { name: 'reason', sql: 'e.reason' },
  { name: 'moderator_id', sql: 'e.moderator_id' },
  { name: 'moderator_username', sql: 'e.moderator_login' },
  { name: 'created_at', sql: 'e.at', as: 'time' },
];

const MORE: readonly CellColumn[] = [
  { name: 'display_name', sql: DISPLAY_NAME },
  { name: 'source', sql: sourcesSql(`' '`) },
  { name: 'not_before', sql: 'e.not_before', as: 'time' },
  { name: 'recorded_at', sql: 'e.recorded_at', as: 'time' },
  { name: 'raw_expires_at', sql: 'e.raw_expires_at' },
  { name: 'found', sql: `iif(e.found, 'true', 'false')` },
  { name: 'sequence', sql: 'e.seq' },
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
