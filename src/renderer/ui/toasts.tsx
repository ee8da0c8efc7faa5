// Shows what was said: title, text, Undo. The viewport is a live region; F6 moves the focus into it.
import { Toast } from '@base-ui/react/toast';
import { CircleAlert, CircleCheck, Info, X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { HelpData, OfferData, Say, UndoData } from '../lib/say.ts';
import { useApp } from '../lib/services.tsx';
import { Kbd } from './button.tsx';
import { WhatIsThis } from './what-is-this.tsx';

const ICONS: Readonly<Record<string, ReactNode>> = {
  ok: <CircleCheck size={16} className="text-ok" aria-hidden="true" />,
  failed: <CircleAlert size={16} className="text-danger" aria-hidden="true" />,
  note: <Info size={16} className="text-info" aria-hidden="true" />,
};

export function Toasts({ say, children }: { readonly say: Say; readonly children: ReactNode }) {
  return (
    <Toast.Provider toastManager={say.manager} limit={3}>
      {children}
      <Toast.Portal>
        <Toast.Viewport className="toasts fixed z-50 mx-auto max-w-104">
          <ToastList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

/** What `say.undoable` put there, if it was an act. */
function undoOf(data: unknown): UndoData | null {
  return typeof data === 'object' && data !== null && 'undo' in data ? (data as UndoData) : null;
}

const ACTION = 'inline-flex items-center gap-1.5 rounded-md border border-edge px-2 py-0.5 font-semibold hover:bg-s2';

/** Every act has its own Undo; the key takes back the last one. */
function Undo({ data }: { readonly data: UndoData }) {
  const isLast = useApp((state) => state.undoable?.actId === data.actId);
  return (
    <button type="button" onClick={data.undo} className={ACTION}>
      Undo {isLast && <Kbd>Z</Kbd>}
    </button>
  );
}

/** What `say.offer` put there, if it was one. */
function offerOf(data: unknown): OfferData | null {
  return typeof data === 'object' && data !== null && 'word' in data ? (data as OfferData) : null;
}

/** What `say.failed` put there, if it was an error. */
function helpOf(data: unknown): HelpData | null {
  return typeof data === 'object' && data !== null && 'code' in data ? (data as HelpData) : null;
}

function ActionSlot({ data }: { readonly data: unknown }) {
  const undo = undoOf(data);
  const offer = offerOf(data);
  if (undo !== null) return <Undo data={undo} />;
  return offer === null ? null : (
    <button type="button" onClick={offer.run} className={ACTION}>
      {offer.word}
    </button>
  );
}

function Explained({ data }: { readonly data: unknown }) {
  const help = helpOf(data);
  return help === null ? null : <WhatIsThis code={help.code} />;
}

function ToastList() {
  const { toasts } = Toast.useToastManager();
  return toasts.map((toast) => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      swipeDirection={['right', 'down']}
      className="toast rounded-lg border border-edge bg-s3 shadow-2xl"
    >
      <Toast.Content className="flex items-start gap-2.5 py-2.5 pr-2 pl-3">
        <span className="mt-px">{ICONS[toast.type ?? 'note']}</span>
        <span className="min-w-0 flex-1">
          <Toast.Title className="font-semibold wrap-break-word" />
          <Toast.Description className="line-clamp-3 text-mute wrap-break-word" />
          <Explained data={toast.data} />
        </span>
        <ActionSlot data={toast.data} />
        <Toast.Close
          aria-label="Close"
          className="grid size-6 shrink-0 place-items-center rounded-md text-mute hover:bg-s2 hover:text-ink"
        >
          <X size={14} />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ));
}
