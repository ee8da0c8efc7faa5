// What is being typed into fields that show what is saved. Nothing is saved here.
import { useState } from 'react';

export interface Typed<T> {
  /** What the fields show. */
  readonly text: T;
  type(name: keyof T, value: string): void;
  /** The fields show what is saved again. */
  drop(): void;
}

/** What is typed counts until `saved` is another. */
export function useTyped<T extends Readonly<Record<keyof T, string>>>(saved: T): Typed<T> {
  const from = JSON.stringify(saved);
  const [typed, setTyped] = useState<{ readonly from: string; readonly text: T } | null>(null);
  const text = typed?.from === from ? typed.text : saved;
  return {
    text,
    type: (name, value) => setTyped({ from, text: { ...text, [name]: value } }),
    drop: () => setTyped(null),
  };
}
