// The log as the rest of main sees it: a name for what happened and a few plain fields.
// Never pass headers, bodies, URLs with a query, or tokens. The sink behind it scrubs once more.

import type { LogLevel } from '../../shared/log-levels.ts';

export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** What may be done with the log besides writing into it. For whoever builds the core. */
export interface LogControl {
  /** Where the files lie: with what belongs to this machine, whatever folder the data are in. */
  readonly folder: string;
  /** Lines below this level are not kept from now on. */
  setLevel(level: LogLevel): void;
  /** Whatever is logged while `run` goes on, also by what it waits for, carries these fields; not what it leaves behind. */
  within<T>(fields: LogFields, run: () => T): T;
}

/** Where nobody looks at the fields. */
export const PLAIN_WITHIN: LogControl['within'] = (_fields, run) => run();

export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}
