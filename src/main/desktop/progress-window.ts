// A small window for work before there is an app to look at: it says what is being done and how far that is. No preload, no
// script, no commands; what changes is its title and the bar on the system's task bar.
import { BrowserWindow, nativeTheme, type Session } from 'electron';
import { HOST, SCHEME } from './protocol.ts';
import { pagePreferences } from './security.ts';

export interface ProgressWindow {
  /** `share` from 0 to 1; null where it is not known. */
  say(title: string, share: number | null): void;
  /** Safe to call twice. */
  close(): void;
}

/** Opens it. It can't be closed by hand: what it tells of goes on. */
export function openProgressWindow(session: Session, isPackaged: boolean): ProgressWindow {
  const window = new BrowserWindow({
    width: 460,
    height: 190,
    useContentSize: true,
    resizable: false,
    maximizable: false,
    fullscreenable: false,
    closable: false,
    title: 'Modkeep',
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#101216' : '#ffffff',
    webPreferences: pagePreferences(null, session, isPackaged),
  });
  window.on('page-title-updated', (event) => event.preventDefault());
  // Without its page it is an empty window with a title, which says enough.
  window.loadURL(`${SCHEME}://${HOST}/moving.html`).catch(() => undefined);
  return {
    say(title, share) {
      if (window.isDestroyed()) return;
      window.setTitle(title);
      // More than 1 shows a bar without an end: https://www.electronjs.org/docs/latest/api/browser-window#winsetprogressbarprogress-options
      window.setProgressBar(share ?? 2);
    },
    close() {
      if (!window.isDestroyed()) window.destroy();
    },
  };
}
