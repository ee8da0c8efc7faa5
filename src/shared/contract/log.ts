// What Modkeep wrote down about itself: lines of its log files, newest first.
import { z } from 'zod';
import { LOG_LEVELS, type LogLevel } from '../log-levels.ts';
import { cursor, output, search } from './fields.ts';

export interface LogLine {
  /** The same for as long as the line is kept. */
  readonly id: string;
  /** ISO 8601; empty where the line cannot be read. */
  readonly time: string;
  readonly level: LogLevel;
  readonly message: string;
  /** Whatever else the line says, named as in the file: `action`, `channel_id`, `request_id`, `job_id` … */
  readonly fields: Readonly<Record<string, string | number | boolean | null>>;
}

export const logCommands = {
  /** A page may be short, or empty, and have a next one all the same: reading stops after a while and says where. */
  'log.list': {
    input: z.strictObject({
      /** The least level. */
      level: z.enum(LOG_LEVELS).optional(),
      /** Every word of it is somewhere in the line. */
      search: search.optional(),
      /** Of one command, job, act or error: its id. */
      about: z
        .string()
        .regex(/^[\w-]{1,64}$/)
        .optional(),
      limit: z.int().min(1).max(500).default(200),
      cursor: cursor.optional(),
    }),
    output: output<{ lines: readonly LogLine[]; next: string | null }>(),
  },
};
