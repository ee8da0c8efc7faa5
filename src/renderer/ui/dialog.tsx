// Dialogs: a question before something that has no Undo, and a plain window for reading.
import { AlertDialog } from '@base-ui/react/alert-dialog';
import { Dialog } from '@base-ui/react/dialog';
import type { ReactNode } from 'react';
import type { Question } from '../lib/store.ts';
import { Button } from './button.tsx';

export const BACKDROP =
  'fixed inset-0 z-40 bg-shade transition-opacity duration-100 data-ending-style:opacity-0 data-starting-style:opacity-0';
const POPUP =
  'fixed top-1/2 left-1/2 z-50 flex max-h-[90%] -translate-x-1/2 -translate-y-1/2 flex-col gap-3 overflow-auto rounded-lg border border-line bg-s1 p-5 shadow-2xl outline-none';

const USUAL = 'w-[min(28rem,92%)]';
const WIDE = 'w-[min(46rem,94%)]';

export function Ask({ question, onClose }: { readonly question: Question | null; readonly onClose: () => void }) {
  return (
    <AlertDialog.Root open={question !== null} onOpenChange={(isOpen) => !isOpen && onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={BACKDROP} />
        <AlertDialog.Popup className={`${POPUP} ${USUAL}`}>
          <AlertDialog.Title className="text-lg font-semibold">{question?.title}</AlertDialog.Title>
          <AlertDialog.Description className="text-mute">{question?.text}</AlertDialog.Description>
          <div className="mt-2 flex justify-end gap-2">
            <AlertDialog.Close render={<Button />}>Cancel</AlertDialog.Close>
            <AlertDialog.Close render={<Button look="danger" />} onClick={() => question?.onYes()}>
              {question?.action}
            </AlertDialog.Close>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}

export function Window({
  title,
  isOpen,
  onClose,
  isWide = false,
  children,
}: {
  readonly title: string;
  readonly isOpen: boolean;
  /** For something to read, line by line. */
  readonly isWide?: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  return (
    <Dialog.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className={BACKDROP} />
        <Dialog.Popup className={`${POPUP} ${isWide ? WIDE : USUAL}`}>
          <div className="flex items-center justify-between gap-3">
            <Dialog.Title className="min-w-0 text-lg font-semibold wrap-break-word">{title}</Dialog.Title>
            <Dialog.Close render={<Button look="quiet" />}>Close</Dialog.Close>
          </div>
          {children}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
