// The way from an error to the page that explains it.
import { CircleHelp } from 'lucide-react';
import type { ErrorCode } from '../../shared/errors.ts';
import { useServices } from '../lib/services.tsx';
import { openHelp } from '../lib/open-help.ts';

/** Not within a window: the page would open behind it. */
export function WhatIsThis({ code }: { readonly code: ErrorCode }) {
  const { store } = useServices();
  return (
    <button
      type="button"
      onClick={() => openHelp(store, code)}
      title={`What is ${code}?`}
      className="inline-flex items-center gap-1 rounded-sm text-ink underline underline-offset-2 in-[[role=dialog]]:hidden"
    >
      <CircleHelp size={12} className="shrink-0" aria-hidden="true" />
      What is this?
    </button>
  );
}
