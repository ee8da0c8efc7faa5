// The application menu: the system's own entries and very few of ours. Knows no command.
import type { MenuItemConstructorOptions } from 'electron';

export interface MenuActions {
  readonly showDataFolder: () => void;
  readonly openGuide: () => void;
}

export interface MenuFacts {
  readonly isMac: boolean;
  readonly isPackaged: boolean;
}

/** The menu as a template. Zoom is left to the page's own scale setting; developer tools exist only unpackaged. */
export function menuTemplate(actions: MenuActions, { isMac, isPackaged }: MenuFacts): MenuItemConstructorOptions[] {
  const view: MenuItemConstructorOptions[] = [
    { role: 'reload' },
    ...(isPackaged ? [] : [{ role: 'toggleDevTools' } as const]),
    { type: 'separator' },
    { role: 'togglefullscreen' },
  ];
  return [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        { label: 'Show data folder', click: actions.showDataFolder },
        { type: 'separator' },
        isMac ? { role: 'close' } : { role: 'quit' },
      ],
    },
    { role: 'editMenu' },
    { label: '&View', submenu: view },
    { role: 'windowMenu' },
    { role: 'help', submenu: [{ label: 'Twitch developer console', click: actions.openGuide }] },
  ];
}
