// A disk that always takes what is written, for tests of rooms that would wait for it otherwise.
import type { ReadOnly } from '../../src/main/db/read-only.ts';

export const WRITABLE: Pick<ReadOnly, 'since' | 'writable' | 'through' | 'eventually'> = {
  since: () => null,
  writable: () => Promise.resolve(),
  through: async (run) => run(),
  eventually: (run) => run(),
};
