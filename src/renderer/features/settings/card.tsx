// A titled box of settings, and the line under one of them that says what overrules it.
import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';

export function Card({
  title,
  text,
  aside,
  children,
}: {
  readonly title: string;
  readonly text?: ReactNode;
  /** Stands at the right of the title. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section aria-label={title} className="rounded-lg border border-line bg-s1 px-4 py-3">
      <div className="flex min-h-7 flex-wrap items-center justify-between gap-x-3 gap-y-1 pb-1">
        <h2 className="font-semibold">{title}</h2>
        {aside}
      </div>
      {text !== undefined && <p className="pb-2 text-mute">{text}</p>}
      {children}
    </section>
  );
}

/** What the environment, or another setting, makes of this one. */
export function Overruled({ children }: { readonly children: ReactNode }) {
  return (
    <p className="flex items-start gap-1.5 pt-1 text-warn">
      <CircleAlert size={14} className="mt-0.5 shrink-0" aria-hidden="true" />
      <span className="min-w-0 wrap-break-word">{children}</span>
    </p>
  );
}
