// The diagnostic report: everything that somebody else needs to see what is wrong, and nothing that is a secret.
import { z } from 'zod';
import { output } from './fields.ts';

/** P1: nothing works, for every channel. P2: some of it. `none`: nothing is wrong as far as Modkeep can tell. */
export interface SeverityProposal {
  readonly level: 'P1' | 'P2' | 'none';
  /** Why, a sentence each. */
  readonly reasons: readonly string[];
}

export const reportCommands = {
  /**
   * Puts the report together. `test` asks Twitch twice, which takes up to 20 s when it does not answer. What cannot be
   * read is said in its place.
   */
  'report.get': {
    input: z.strictObject({ test: z.boolean().default(true) }),
    output: output<{ name: string; text: string; severity: SeverityProposal }>(),
  },
};
