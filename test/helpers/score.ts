// Notes figures for the scorecard of `npm run test:long`; anywhere else nothing is noted. Knows no row's wording.
import { appendFileSync } from 'node:fs';

export interface Figure {
  /** How often it went wrong, of how many tries. */
  readonly bad: number;
  readonly of: number;
  /** What else is worth saying, in a few words. */
  readonly note?: string;
}

/** Adds `figure` to the row `name` (see scripts/long-parts.mjs). Before the assertions, so that a bad one is told too. */
export function score(name: string, figure: Figure): void {
  const file = process.env['MODKEEP_SCORES'];
  if (file !== undefined && file !== '') appendFileSync(file, `${JSON.stringify({ name, ...figure })}\n`);
}
