// What taking an act back would do, and why it cannot be done any more, in words. Pure.
import type { UndoView, UndoWhyNot } from '../../shared/contract/acting.ts';
import type { EntryKind, Source } from '../../shared/model.ts';
import { formatDuration } from './format.ts';

const WHY: Readonly<Record<UndoWhyNot, string>> = {
  not_an_act: 'This is nothing that can be taken back.',
  not_ours: 'This was not done through Modkeep.',
  newer_ban: 'A newer ban is in force.',
  newer_timeout: 'A newer timeout is in force.',
  ended: 'It has been ended since.',
  expired: 'The timeout has run out: nothing is left of it.',
  newer_end: 'The person was held out and let in again since.',
  unknown_before: 'What was ended is not on record.',
};

/** `Undo: ban Cool_User again`, or why not. */
export function undoWords({ does, durationSeconds, why }: UndoView, name: string): string {
  switch (does) {
    case 'unban':
      return `Undo: unban ${name}`;
    case 'untimeout':
      return `Undo: end the timeout of ${name}`;
    case 'ban':
      return `Undo: ban ${name} again`;
    case 'timeout':
      return `Undo: time ${name} out again for ${formatDuration(durationSeconds)}`;
    case null:
      return `Cannot be undone. ${why === null ? '' : WHY[why]}`.trim();
  }
}

/** Whether an entry is an act of ours that may be taken back at all; whether it can now, only the core knows. */
export function isUndoable(entry: { readonly kind: EntryKind; readonly sources: readonly Source[] }): boolean {
  return entry.sources.includes('app') && ['ban', 'timeout', 'unbanned', 'lifted'].includes(entry.kind);
}
