// Exports: which rows go into a file, in which shell, under which brake.
import { join } from 'node:path';
import { createEnds } from '../audit/chain.ts';
import type { Brakes } from '../actions/brakes.ts';
import type { Input } from '../../shared/contract.ts';
import type { CoreDeps } from '../core.ts';
import { createExportFiles } from '../db/export-files.ts';
import { createExports, type Span } from '../db/exports.ts';
import type { ExportParts } from '../handlers.ts';
import type { Base } from './base.ts';
import { apart } from './reader.ts';

export interface ExportRooms extends ExportParts {
  /** For the start: nothing half-written stays. */
  sweep(): void;
}

export function createExportRooms(
  deps: Pick<CoreDeps, 'dataDir' | 'files'>,
  base: Base,
  brakes: Pick<Brakes, 'check' | 'take'>,
): ExportRooms {
  const { db, log } = base;
  const files = createExportFiles(join(deps.dataDir, 'exports'));
  const ends = createEnds(db);
  const lastEntry = db.sqlite.prepare<[], number | null>('SELECT max(seq) FROM entry').pluck();
  const exports = createExports({
    ...base,
    files,
    // A limit of the whole installation: no channel counts for itself.
    brake: { check: () => brakes.check('export', ''), take: () => brakes.take('export', '') },
    choose: deps.files?.chooseTarget ?? null,
    show: deps.files?.reveal ?? null,
  });
  // By the index on its time; the history has none over all channels, so there the ends of what was recorded have to do.
  const auditSpan = db.sqlite.prepare<[], Span>(
    'SELECT (SELECT min(at) FROM audit) AS firstAt, (SELECT max(at) FROM audit) AS lastAt',
  );
  const historySpan = db.sqlite.prepare<[], Span>(
    `SELECT min(at) AS firstAt, max(at) AS lastAt FROM entry
     WHERE seq IN ((SELECT min(seq) FROM entry), (SELECT max(seq) FROM entry))`,
  );
  const nothing: Span = { firstAt: null, lastAt: null };
  const common = ({ format, from, to, channelId }: Input<'audit.export' | 'history.export'>) => ({
    format,
    from,
    to,
    channelId: channelId ?? null,
  });
  return {
    cancel: exports.cancel,
    ticket: exports.ticket,
    reveal: exports.reveal,
    takeFile: exports.takeFile,
    audit: (input, caller) =>
      exports.start(
        {
          ...common(input),
          what: 'audit',
          span: () => auditSpan.get() ?? nothing,
          write: (path, options) => {
            const { format, columns, ...filter } = input;
            const job = { filter, format, columns, path, after: ends.base().seq, to: ends.head().seq };
            return apart(base, (own) => own.run('audit.export', job, options));
          },
        },
        caller,
      ),
    history: (input, caller) =>
      exports.start(
        {
          ...common(input),
          what: 'history',
          span: () => historySpan.get() ?? nothing,
          write: (path, options) => {
            const { format, columns, ...filter } = input;
            const job = { filter, format, columns, path, after: 0, to: lastEntry.get() ?? 0 };
            return apart(base, (own) => own.run('history.export', job, options));
          },
        },
        caller,
      ),
    sweep() {
      try {
        const removed = files.sweep();
        if (removed > 0) log.info('unfinished exports were removed', { removed });
      } catch (error) {
        log.warn('unfinished exports could not be removed', { error: error instanceof Error ? error.name : 'unknown' });
      }
    },
  };
}
