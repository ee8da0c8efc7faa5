// A small menu under a button.
import { Menu as BaseMenu } from '@base-ui/react/menu';
import type { ReactElement, ReactNode } from 'react';

export interface MenuItem {
  readonly label: string;
  readonly hint?: string;
  readonly onPick: () => void;
}

/** `trigger` must be a button element; `children` is what it shows. */
export function Menu({
  trigger,
  items,
  children,
}: {
  readonly trigger: ReactElement;
  readonly items: readonly MenuItem[];
  readonly children: ReactNode;
}) {
  return (
    <BaseMenu.Root>
      <BaseMenu.Trigger render={trigger}>{children}</BaseMenu.Trigger>
      <BaseMenu.Portal>
        <BaseMenu.Positioner sideOffset={4} align="end" className="z-30 outline-none">
          <BaseMenu.Popup className="min-w-48 rounded-md border border-line bg-s2 p-1 shadow-xl outline-none">
            {items.map((item) => (
              <BaseMenu.Item
                key={item.label}
                onClick={item.onPick}
                className="flex cursor-default flex-col rounded-sm px-2.5 py-1.5 outline-none data-highlighted:bg-s3"
              >
                {item.label}
                {item.hint !== undefined && <span className="text-xs text-mute">{item.hint}</span>}
              </BaseMenu.Item>
            ))}
          </BaseMenu.Popup>
        </BaseMenu.Positioner>
      </BaseMenu.Portal>
    </BaseMenu.Root>
  );
}
