// The protected list: people whom no act may hit.
import { z } from 'zod';
import { login, offset, output, search, twitchId } from './fields.ts';

/** Most lines that one import takes. */
export const MOST_PROTECTED_LINES = 10_000;
const note = z.string().max(200);

/** Somebody protected; `channelId` is null for everywhere. */
export interface ProtectedView {
  readonly channelId: string | null;
  readonly userId: string;
  readonly username: string;
  readonly displayName: string;
  readonly note: string;
  readonly addedAt: string;
  readonly addedBy: string;
}

/** A line of an import that was not taken, and why. */
export interface ImportProblem {
  readonly line: number;
  /** What stood there, at most 100 characters. */
  readonly given: string;
  readonly reason: 'not_readable' | 'not_a_login_or_id' | 'note_too_long' | 'duplicate' | 'not_found';
}

export const listCommands = {
  /** Those of `channelId` and of everywhere; of all channels when it is left out. `userId`: only that person's rows. */
  'protected.list': {
    input: z.strictObject({
      channelId: twitchId.optional(),
      search: search.optional(),
      userId: twitchId.optional(),
      limit: z.int().min(1).max(500).default(50),
      offset: offset.optional(),
    }),
    output: output<{
      people: readonly ProtectedView[];
      total: number;
      limit: number;
      offset: number;
    }>(),
  },
  /** Everywhere when `channelId` is left out. Somebody already there gets the new note. */
  'protected.add': {
    input: z.strictObject({
      channelId: twitchId.optional(),
      user: z.union([z.strictObject({ id: twitchId }), z.strictObject({ login })]),
      note: note.optional(),
    }),
    output: output<{ person: ProtectedView; change: 'added' | 'updated' | 'unchanged' }>(),
  },
  'protected.remove': {
    input: z.strictObject({ channelId: twitchId.optional(), userId: twitchId }),
    output: output<{ person: ProtectedView }>(),
  },
  /**
   * CSV or one name per line: a login or id, then a note if there is one; a heading is recognized. With `dryRun`
   * nothing is changed. A long list may come in pieces (a frame holds 64 KiB): `firstLine` keeps the numbering. The note is all
   * that follows the name, or only the cell `noteColumn`, counted from 0.
   */
  'protected.import': {
    input: z.strictObject({
      channelId: twitchId.optional(),
      text: z.string().max(4_000_000),
      firstLine: z.int().min(1).max(10_000_000).default(1),
      noteColumn: z.int().min(1).max(50).nullable().default(null),
      dryRun: z.boolean().default(false),
    }),
    output: output<{
      dryRun: boolean;
      /** Lines that said anything, without a heading. */
      examined: number;
      added: number;
      /** Already protected here, with another note. */
      updated: number;
      unchanged: number;
      problems: readonly ImportProblem[];
    }>(),
  },
};
