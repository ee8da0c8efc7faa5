// A short text that can be copied with one click, and says that it was.
import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';

export function Copyable({
  text,
  shown = text,
  label,
  className = '',
}: {
  readonly text: string;
  /** What is on show, where the whole is too long. */
  readonly shown?: string;
  readonly label: string;
  readonly className?: string;
}) {
  const [isDone, setDone] = useState(false);
  useEffect(() => {
    if (!isDone) return;
    const timer = setTimeout(() => setDone(false), 1500);
    return () => clearTimeout(timer);
  }, [isDone]);
  const copy = (): void => void copyText(text).then(setDone);
  return (
    <button
      type="button"
      onClick={copy}
      title={`Copy ${label}`}
      aria-label={isDone ? `${label} copied` : `Copy ${label}: ${text}`}
      className={`group relative inline-block max-w-full truncate rounded-sm align-bottom hover:text-ink ${className}`}
    >
      {shown}
      <span
        className={`absolute inset-y-0 right-0 grid place-items-center rounded-sm bg-s3 px-1 ${isDone ? '' : 'opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100'}`}
      >
        {isDone ? <Check size={12} className="text-ok" /> : <Copy size={12} className="text-ink" />}
      </span>
    </button>
  );
}

/**
 * Resolves to false where nothing could be copied. The desktop shell denies pages the clipboard's interface, so there
 * the older way is taken, which works only right after a click or a key.
 */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelected(text);
  }
}

function copySelected(text: string): boolean {
  const focused = document.activeElement;
  const field = document.createElement('textarea');
  field.value = text;
  field.setAttribute('readonly', '');
  field.className = 'fixed opacity-0';
  document.body.append(field);
  field.select();
  try {
    return document.execCommand('copy');
  } finally {
    field.remove();
    if (focused instanceof HTMLElement) focused.focus();
  }
}
