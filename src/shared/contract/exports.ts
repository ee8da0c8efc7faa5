// Files made of long lists: how they are asked for, and how the finished ones are had. Where they lie never leaves main.
import { z } from 'zod';
import type { JobView } from '../model.ts';
import { output, rowId } from './fields.ts';

/** `excel` is CSV with a byte order mark; `jsonl` is one unaltered object per line. */
export const exportFormat = z.enum(['csv', 'excel', 'jsonl']);
/** `seed`: the columns that everybody's tools know; `more` adds what Modkeep knows beyond them. */
export const exportColumns = z.enum(['seed', 'more']).default('seed');

/** What a finished export's job says in its summary. */
export interface ExportSummary {
  readonly what: 'audit' | 'history';
  readonly format: z.output<typeof exportFormat>;
  /** The file's name, without its folder; null until it is finished. */
  readonly name: string | null;
  readonly rows: number;
  readonly bytes: number;
  /** The first and the last row of the log that is in the file, and their hashes; null where there is no chain. */
  readonly firstSeq: number | null;
  readonly lastSeq: number | null;
  readonly firstHash: string | null;
  readonly lastHash: string | null;
}

const job = z.strictObject({ jobId: rowId });

export const exportCommands = {
  /** Stops it; nothing of the file is left. */
  'exports.cancel': { input: job, output: output<{ job: JobView }>() },
  /** A path of the loopback server that gives the finished file once, within 60 s. */
  'exports.ticket': { input: job, output: output<{ path: string; name: string; bytes: number }>() },
  /** Shows the finished file in the system's file manager; `shown` is false where there is none. */
  'exports.reveal': { input: job, output: output<{ shown: boolean }>() },
};
