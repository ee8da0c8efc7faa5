// Exports as jobs: a reader of its own writes the file, the job says what stands in it, and whoever asked gets it: by a path
// good for once, or shown in a folder. Knows no table. A path never leaves this side.
import { basename } from 'node:path';
import type { ExportSummary } from '../../shared/contract/exports.ts';
import type { ErrorDetails } from '../../shared/errors.ts';
import { fail } from '../../shared/errors.ts';
import type { JobView } from '../../shared/model.ts';
import type { Caller } from '../../shared/permissions.ts';
import type { Clock } from '../lib/clock.ts';
import { newId } from '../lib/id.ts';
import type { JobContext } from '../lib/live-job.ts';
import type { Jobs } from '../lib/jobs.ts';
import type { Log } from '../lib/log.ts';
import { createTickets } from '../lib/tickets.ts';
import { localDay, parseRfc3339, toIso } from '../lib/time.ts';
import type { ExportFiles } from './export-files.ts';
import type { ExportFormat, Written } from './export-task.ts';
import type { RunOptions } from './reader.ts';

export interface ExportWish {
  readonly what: ExportSummary['what'];
  readonly format: ExportFormat;
  readonly channelId: string | null;
  /** The range that was asked for, in RFC 3339; the file is called after it. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** The first and the last day there is, where the range is open: for the name that is offered. */
  readonly span: () => Span;
  readonly write: (path: string, options: RunOptions) => Promise<Written>;
}

/** Epoch ms; null = nothing there. */
export interface Span {
  readonly firstAt: number | null;
  readonly lastAt: number | null;
}

/** A file to be sent, once. */
export interface FileToSend {
  readonly path: string;
  readonly name: string;
  readonly type: string;
}

export interface Exports {
  /** Resolves to null when the person chose no place. Throws RATE_LIMIT_EXCEEDED. */
  start(wish: ExportWish, caller: Caller): Promise<string | null>;
  /** These throw NOT_FOUND for a job that is no export of the caller's. */
  cancel(jobId: string, caller: Caller): Promise<JobView>;
  ticket(jobId: string, caller: Caller): { path: string; name: string; bytes: number };
  reveal(jobId: string): { shown: boolean };
  takeFile(ticket: string): FileToSend | null;
}

export interface ExportsDeps {
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly log: Log;
  readonly files: ExportFiles;
  readonly brake: { check(): void; take(): void };
  /** Asks the person where the file goes; null where the shell has no windows. */
  readonly choose: ((name: string) => Promise<string | null>) | null;
  readonly show: ((path: string) => void) | null;
}

const NAMES = { audit: 'audit-logs', history: 'history' } as const;
const ENDINGS = { csv: 'csv', excel: 'csv', jsonl: 'jsonl' } as const;
const TYPES = {
  csv: 'text/csv; charset=utf-8',
  excel: 'text/csv; charset=utf-8',
  jsonl: 'application/x-ndjson',
} as const;

/** Exports whose askers and places are remembered. */
const REMEMBERED = 200;
/** Before a ticket, on the loopback server. */
export const TICKET_PATH = '/file/';

export function createExports(deps: ExportsDeps): Exports {
  const { jobs, clock, files, brake } = deps;
  const tickets = createTickets<FileToSend>(clock);
  /** Of this run: who asked, and where the file lies. Later only the owner gets at a file. */
  const known = new Map<string, { readonly by: string; readonly path: string | null }>();

  async function run(wish: ExportWish, target: string | null, context: JobContext): Promise<ExportSummary> {
    const { jobId, signal, report } = context;
    const { what, format } = wish;
    report({ phase: 'writing', summary: { what, format, name: null } });
    const file = files.begin(jobId, target);
    try {
      const written = await wish.write(file.path, { signal, onProgress: report });
      signal.throwIfAborted();
      const path = await file.finish(nameOf(wish, written, clock.now()));
      remember(jobId, { by: known.get(jobId)?.by ?? '', path });
      const { rows, bytes, firstSeq, lastSeq, firstHash, lastHash } = written;
      return { what, format, name: basename(path), rows, bytes, firstSeq, lastSeq, firstHash, lastHash };
    } catch (error) {
      await file
        .discard()
        .catch((failure: unknown) => deps.log.warn('an unfinished export stays', { error: codeOf(failure) }));
      throw error;
    }
  }

  function remember(jobId: string, facts: { readonly by: string; readonly path: string | null }): void {
    known.set(jobId, facts);
    for (const oldest of known.keys()) if (known.size > REMEMBERED) known.delete(oldest);
  }

  function own(jobId: string, caller: Caller): JobView {
    const job = jobs.get(jobId);
    const isOwn = caller.kind === 'owner' || known.get(jobId)?.by === identityOf(caller);
    if (job?.kind === 'export' && isOwn) return job;
    throw notFound(jobId);
  }

  /** The finished file of a job. */
  function fileOf(job: JobView): FileToSend {
    const { name, format } = job.summary as Partial<ExportSummary>;
    if (job.status !== 'completed' || name == null || format === undefined) throw notFound(job.jobId);
    const path = known.get(job.jobId)?.path ?? files.find(name);
    if (path === null) throw notFound(job.jobId, 'The file is no longer there.');
    return { path, name, type: TYPES[format] };
  }

  return {
    async start(wish, caller) {
      const asks = caller.kind === 'owner' ? deps.choose : null;
      brake.check();
      const target = asks === null ? null : await asks(nameOf(wish, wish.span(), clock.now()));
      if (asks !== null && target === null) return null;
      brake.take();
      const { channelId } = wish;
      const actor = caller.kind === 'owner' ? 'owner' : caller.name;
      const spec = { kind: 'export', channelId, key: newId(clock.now()), actor } as const;
      const jobId = jobs.start(spec, async (context) => ({ ...(await run(wish, target, context)) }));
      remember(jobId, { by: identityOf(caller), path: null });
      return jobId;
    },
    async cancel(jobId, caller) {
      const job = own(jobId, caller);
      return (await jobs.cancel(jobId)) ?? job;
    },
    ticket(jobId, caller) {
      const job = own(jobId, caller);
      const file = fileOf(job);
      return {
        path: `${TICKET_PATH}${tickets.issue(file)}`,
        name: file.name,
        bytes: Number(job.summary['bytes'] ?? 0),
      };
    },
    reveal(jobId) {
      const { path } = fileOf(own(jobId, { kind: 'owner' }));
      deps.show?.(path);
      return { shown: deps.show !== null };
    },
    takeFile: tickets.take,
  };
}

/** `audit-logs-2026-11-01-to-2026-11-20.csv`: the range asked for, and where it is open the days of the rows. */
function nameOf(
  { what, format, from, to }: Pick<ExportWish, 'what' | 'format' | 'from' | 'to'>,
  { firstAt, lastAt }: Span,
  now: number,
): string {
  const day = (ms: number | null): string => toIso(ms ?? now).slice(0, 10);
  const begun = parseRfc3339(from);
  const over = parseRfc3339(to);
  // The days somebody asked for are their own; `to` itself is no longer in the range.
  const start = begun === null ? day(firstAt) : localDay(begun);
  const end = over === null ? day(lastAt) : localDay(over - 1);
  return `${NAMES[what]}-${start}-to-${end}.${ENDINGS[format]}`;
}

function identityOf(caller: Caller): string {
  return caller.kind === 'owner' ? 'owner' : `key ${caller.keyId}`;
}

function notFound(id: string, sentence = 'There is no such export.'): Error {
  return fail('NOT_FOUND', sentence, { what: 'export', id } satisfies ErrorDetails['NOT_FOUND']);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
