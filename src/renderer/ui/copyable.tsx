// A short text that can be copied with one click, and says that it was.
import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';

export function Copyable({
  text,
  label,
  className = '',
}: {
  readonly text: string;
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
      className={`group inline-flex max-w-full items-center gap-1 rounded-sm hover:text-ink ${className}`}
    >
      <span className="truncate">{text}</span>
      {isDone ? (
        <Check size={12} className="shrink-0 text-ok" />
      ) : (
        <Copy size={12} className="shrink-0 opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100" />
      )}
    </button>
  );
}

/** Resolves to false where the browser keeps the clipboard closed. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
