// The log as the rest of main sees it: a name for what happened and a few plain fields.
// Never pass headers, bodies, URLs with a query, or tokens. The sink behind it scrubs once more.

export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}
