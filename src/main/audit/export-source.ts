// The audit log as the rows of a file: the columns that moderation tools know, and more on request. Read-only.
import type { Parsed } from '../../shared/contract.ts';
import type { Sqlite } from '../db/connection.ts';
import { isoSql, type CellColumn } from '../db/csv-cells.ts';
import type { ExportSource } from '../db/export-task.ts';
import { auditPlan, FOLDED, WRITTEN } from './queries.ts';

export type AuditExportFilter = Omit<Parsed<'audit.export'>, 'format' | 'columns'>;

/** Folded as the list is: what became known later stands in the row that it adds to. */
export function auditSource(sqlite: Sqlite, filter: AuditExportFilter, columns: 'seed' | 'more'): ExportSource {
  const { table, joins, row, scope, filters, set } = auditPlan(sqlite, { ...filter, limit: 1, count: 'bounded' });
  const known = filter.folded ? FOLDED : WRITTEN;
  return {
    // Its own number is the one way in: by any other index a window would go through the whole log.
    plan: { table: `${table} NOT INDEXED`, joins, row, scope, filters, set },
    at: 'b.at',
    hash: 'b.hash',
    columns: [...SEED(known), ...(columns === 'more' ? MORE(known) : [])],
    json: jsonOf(known),
  };
}

type Known = typeof FOLDED | typeof WRITTEN;

const SEED = (known: Known): readonly CellColumn[] => [
  { name: 'id', sql: 'b.id' },
  { name: 'moderator_id', sql: known.moderator_id },
  { name: 'moderator_username', sql: known.moderator_login },
  { name: 'action', sql: known.action },
  { name: 'content_type', sql: 'b.content_type' },
  { name: 'content_id', sql: 'b.content_id' },
  { name: 'reason', sql: known.reason },
  { name: 'created_at', sql: 'b.at', as: 'time' },
];

const MORE = (known: Known): readonly CellColumn[] => [
  { name: 'channel_id', sql: 'b.channel_id' },
  { name: 'content_name', sql: known.content_name },
  { name: 'duration', sql: fact(known, `->> '$.duration'`) },
  { name: 'source', sql: fact(known, `-> '$.sources'`), as: 'words' },
  { name: 'sequence', sql: 'b.seq' },
  { name: 'hash', sql: 'b.hash' },
  { name: 'amends', sql: 'b.amends' },
];

/** Something of the metadata; nothing where it is no JSON. Few rows were added to: the others are read as they are. */
function fact({ metadata }: Known, path: string): string {
  const of = (json: string): string => `iif(json_valid(${json}), ${json} ${path}, NULL)`;
  return metadata === WRITTEN.metadata
    ? of(metadata)
    : `iif(a.seq IS NULL, ${of(WRITTEN.metadata)}, ${of(`(${metadata})`)})`;
}

/** The fields of the list's rows, and the row's place in the chain. The metadata is JSON already: as it stands. */
function jsonOf(known: Known): string {
  return `concat('{"metadata":', iif(json_valid(${known.metadata}), ${known.metadata}, json_quote(${known.metadata})), ',',
    substr(json_object('seq', b.seq, 'id', b.id, 'createdAt', ${isoSql('b.at')}, 'moderatorId', ${known.moderator_id},
      'moderatorUsername', ${known.moderator_login}, 'action', ${known.action}, 'contentType', b.content_type,
      'contentId', b.content_id, 'contentName', ${known.content_name}, 'channelId', b.channel_id,
      'reason', ${known.reason}, 'amends', b.amends, 'prevHash', b.prev_hash, 'hash', b.hash), 2))`;
}
