// Tells the user what came of something: a toast (which is a live region too), with Undo where there is one.
import { Toast } from '@base-ui/react/toast';
import type { AppError, ErrorCode } from '../../shared/errors.ts';
import { describeError, oneLine } from './messages.ts';

/** How long an act can be taken back (ms). */
export const UNDO_TIME = 10_000;

/** What the toast of an act needs for its Undo. */
export interface UndoData {
  readonly actId: string;
  readonly undo: () => void;
}

/** A button in a toast that is no Undo. */
export interface OfferData {
  readonly word: string;
  readonly run: () => void;
}

/** The way to the page that explains an error. */
export interface HelpData {
  readonly code: ErrorCode;
}

export type Tone = 'ok' | 'failed' | 'note';

export interface Say {
  readonly manager: ReturnType<typeof Toast.createToastManager>;
  note(title: string, text?: string, tone?: Tone): void;
  /** `who` is the name of the person the failed act was about. */
  failed(error: AppError, who?: string): void;
  /** A done act that can be taken back for 10 s. `onGone` runs when that time is over. Returns the toast's id. */
  undoable(title: string, text: string, undo: UndoData, onGone: () => void): string;
  /** Something that one click can mend, or use; stays for half a minute. */
  offer(title: string, text: string, offer: OfferData, tone?: Tone): void;
  /** Something takes long; stays until it is closed. Returns the toast's id. */
  waiting(title: string, text: string): string;
  close(id: string): void;
}

export function createSay(): Say {
  const manager = Toast.createToastManager();
  return {
    manager,
    note: (title, text, tone = 'ok') => {
      manager.add({ title, description: text, type: tone, timeout: 6000 });
    },
    failed: (error, who) => {
      const message = describeError(error, who);
      manager.add({
        title: message.title,
        description: oneLine(message),
        type: 'failed',
        timeout: 10_000,
        priority: 'high',
        data: { code: error.code } satisfies HelpData,
      });
    },
    undoable: (title, text, undo, onGone) =>
      manager.add({
        title,
        description: text,
        type: 'ok',
        timeout: UNDO_TIME,
        onClose: onGone,
        data: undo,
      }),
    offer: (title, text, offer, tone = 'failed') => {
      const id = manager.add({
        title,
        description: text,
        type: tone,
        timeout: 30_000,
        // Not `high`: such a toast is hidden from assistive technology until it has the focus, button and all.
        data: { ...offer, run: () => (manager.close(id), offer.run()) },
      });
    },
    waiting: (title, text) => manager.add({ title, description: text, type: 'note', timeout: 0 }),
    close: (id) => manager.close(id),
  };
}
