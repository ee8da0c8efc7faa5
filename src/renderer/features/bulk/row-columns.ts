// The columns of the table of rows. It gives up columns, never words: first what a row asks for, then why has a line of its own.

export const ROW =
  'grid items-center gap-x-3 grid-cols-[3.5rem_minmax(8rem,1.1fr)_minmax(9rem,1.6fr)_9rem_minmax(9rem,1.6fr)] @max-[44rem]/rows:grid-cols-[3rem_minmax(7rem,1fr)_9rem_minmax(8rem,1.4fr)] @max-[30rem]/rows:grid-cols-[2.5rem_minmax(0,1fr)_auto]';

/** Where a column gives way. */
export const CELLS = {
  line: '',
  who: '',
  act: '@max-[44rem]/rows:hidden',
  outcome: '',
  why: '@max-[30rem]/rows:col-start-2 @max-[30rem]/rows:-col-end-1 @max-[30rem]/rows:empty:hidden',
} as const;
