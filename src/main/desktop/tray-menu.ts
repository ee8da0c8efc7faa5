// The tray's menu as a template. Knows what to call, not what it does.
import type { MenuItemConstructorOptions } from 'electron';
import { unreadWords, type TrayView } from './tray-words.ts';

export interface TrayActions {
  readonly open: () => void;
  readonly pause: () => void;
  readonly resume: () => void;
  readonly setKillSwitch: (on: boolean) => void;
  readonly install: () => void;
  readonly quit: () => void;
}

export interface TrayMenuFacts {
  readonly view: TrayView;
  readonly unread: number;
  readonly isPaused: boolean;
  /** Nothing is watched, so there is nothing to pause. */
  readonly isIdle: boolean;
  readonly killSwitch: boolean;
  /** A version that is fetched and may be installed. */
  readonly ready: string | null;
}

export function trayMenu(actions: TrayActions, facts: TrayMenuFacts): MenuItemConstructorOptions[] {
  const { view, unread, isPaused } = facts;
  return [
    { label: sentence(view.watching), enabled: false },
    { label: sentence(view.acting), enabled: false },
    { type: 'separator' },
    { label: unread > 0 ? `Open Modkeep (${unreadWords(unread)})` : 'Open Modkeep', click: actions.open },
    isPaused
      ? { label: 'Resume watching', click: actions.resume }
      : { label: 'Pause watching', enabled: !facts.isIdle, click: actions.pause },
    {
      label: 'Kill switch: only read',
      type: 'checkbox',
      checked: facts.killSwitch,
      click: (item) => actions.setKillSwitch(item.checked),
    },
    { type: 'separator' },
    ...(facts.ready === null ? [] : [{ label: `Restart into Modkeep ${facts.ready}`, click: actions.install }]),
    { label: 'Quit Modkeep', click: actions.quit },
  ];
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
