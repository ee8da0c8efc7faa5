// The button at the end of a line that takes the line away. The next line then moves under the pointer, so the second
// half of a double click is let go.
import type { ReactNode } from 'react';
import { Button } from './button.tsx';

export function LineButton({
  label,
  whyNot,
  onPress,
  children,
}: {
  /** What it does and to whom. */
  readonly label: string;
  /** Why it cannot be pressed; null when it can. */
  readonly whyNot: string | null;
  readonly onPress: () => void;
  readonly children: ReactNode;
}) {
  return (
    <Button
      look="quiet"
      disabled={whyNot !== null}
      title={whyNot ?? undefined}
      aria-label={label}
      onClick={(event) => event.detail < 2 && onPress()}
    >
      {children}
    </Button>
  );
}
