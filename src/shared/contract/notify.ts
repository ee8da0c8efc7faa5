// Being told: what was worth saying lately.
import { z } from 'zod';
import type { NoticeView } from '../notice.ts';
import { output } from './fields.ts';

export const notifyCommands = {
  /** What was worth saying since `after` (a `seq`), oldest first, at most the last 100 of this run. */
  'notices.recent': {
    input: z.strictObject({ after: z.int().min(0).default(0) }),
    output: output<{ notices: readonly NoticeView[]; last: number }>(),
  },
};
