// Buttons, chips and key caps: the few things that are clicked everywhere.
import type { ComponentProps, ReactNode } from 'react';

const LOOKS = {
  plain: 'border-line bg-s2 hover:not-disabled:bg-s3',
  primary: 'border-transparent bg-accent font-semibold text-accent-ink hover:not-disabled:brightness-110',
  danger: 'border-transparent bg-danger font-semibold text-s0 hover:not-disabled:brightness-110',
  quiet: 'border-transparent text-mute hover:not-disabled:bg-s3 hover:not-disabled:text-ink',
} as const;

export type ButtonProps = ComponentProps<'button'> & { readonly look?: keyof typeof LOOKS };

export function Button({ look = 'plain', className = '', ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      className={`inline-flex min-h-7 items-center justify-center gap-1.5 rounded-md border px-2.5 py-1 whitespace-nowrap disabled:cursor-not-allowed disabled:opacity-50 ${LOOKS[look]} ${className}`}
      {...rest}
    />
  );
}

/** A square button with an icon; `label` is its accessible name and title. */
export function IconButton({ label, className = '', ...rest }: ComponentProps<'button'> & { readonly label: string }) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className={`grid size-7 shrink-0 place-items-center rounded-md text-mute hover:bg-s3 hover:text-ink disabled:opacity-50 ${className}`}
      {...rest}
    />
  );
}

/** A filter that is on or off. */
export function Chip({ isOn, children, ...rest }: ComponentProps<'button'> & { readonly isOn: boolean }) {
  return (
    <button
      type="button"
      aria-pressed={isOn}
      className={`inline-flex min-h-6.5 items-center gap-1.5 rounded-full border px-2.5 whitespace-nowrap ${isOn ? 'border-accent bg-pick text-ink' : 'border-line text-mute hover:border-edge hover:text-ink'}`}
      {...rest}
    >
      {children}
    </button>
  );
}

/** A key cap; `isOnAccent` where it stands on a button of the accent colour. */
export function Kbd({
  children,
  isOnAccent = false,
  className = '',
}: {
  readonly children: ReactNode;
  readonly isOnAccent?: boolean;
  readonly className?: string;
}) {
  const look = isOnAccent ? 'border-transparent bg-accent-ink/15' : 'border-line bg-s2 text-mute';
  return (
    <kbd
      className={`rounded-sm border px-1.25 font-mono text-xs leading-4 font-normal whitespace-nowrap ${look} ${className}`}
    >
      {children}
    </kbd>
  );
}
