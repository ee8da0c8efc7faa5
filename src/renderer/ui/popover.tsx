// A small window that hangs on a button: for forms and lists that are too much for a menu.
import { Popover as BasePopover } from '@base-ui/react/popover';
import type { ReactElement, ReactNode } from 'react';

/** `trigger` must be a button element; `label` names the window. */
export function Popover({
  trigger,
  label,
  side = 'bottom',
  isOpen,
  onOpenChange,
  children,
}: {
  readonly trigger: ReactElement;
  readonly label: string;
  readonly side?: 'bottom' | 'top';
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly children: ReactNode;
}) {
  return (
    <BasePopover.Root open={isOpen} onOpenChange={onOpenChange}>
      <BasePopover.Trigger render={trigger} />
      <BasePopover.Portal>
        <BasePopover.Positioner sideOffset={4} align="start" side={side} collisionPadding={8} className="z-30">
          <BasePopover.Popup
            aria-label={label}
            className="max-h-(--available-height) w-72 max-w-[calc(100vw-1rem)] overflow-y-auto rounded-lg border border-line bg-s2 p-3 shadow-xl outline-none"
          >
            {children}
          </BasePopover.Popup>
        </BasePopover.Positioner>
      </BasePopover.Portal>
    </BasePopover.Root>
  );
}
