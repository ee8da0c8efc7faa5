// Shows what was said: title, text, Undo. The viewport is a live region; F6 moves the focus into it.
import { Toast } from '@base-ui/react/toast';
import { CircleAlert, CircleCheck, Info, X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Say } from '../lib/say.ts';
import { Kbd } from './button.tsx';

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
        <Toast.Viewport className="fixed right-4 bottom-12 left-4 z-50 mx-auto w-auto max-w-md sm:left-auto sm:w-96 lg:right-84">
          <ToastList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function ToastList() {
  const { toasts } = Toast.useToastManager();
  return toasts.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} swipeDirection={['right', 'down']} className="toast rounded-lg border border-edge bg-s3 shadow-2xl">
      <Toast.Content className="flex items-start gap-2.5 py-2.5 pr-2 pl-3">
        <span className="mt-px">{ICONS[toast.type ?? 'note']}</span>
        <span className="min-w-0 flex-1">
          <Toast.Title className="font-semibold wrap-break-word" />
          <Toast.Description className="line-clamp-3 text-mute wrap-break-word" />
        </span>
        {toast.actionProps !== undefined && (
          <Toast.Action className="inline-flex items-center gap-1.5 rounded-md border border-edge px-2 py-0.5 font-semibold hover:bg-s2">
            {toast.actionProps.children} <Kbd>Z</Kbd>
          </Toast.Action>
        )}
        <Toast.Close aria-label="Close" className="grid size-6 shrink-0 place-items-center rounded-md text-mute hover:bg-s2 hover:text-ink">
          <X size={14} />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ));
}
