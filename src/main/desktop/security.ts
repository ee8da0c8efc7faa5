// The walls around a page: what it is made of, and everything it is denied. Every denial is unconditional.
// Knows nothing of what the page shows. https://www.electronjs.org/docs/latest/tutorial/security
import type { DownloadItem, Session, WebContents, WebPreferences } from 'electron';
import { HOST, SCHEME } from './protocol.ts';

/** One partition for the one window; its cache and storage stay apart from Electron's default session. */
export const PARTITION = 'persist:main';

/** Written out and frozen: nothing from settings or arguments is ever merged into it. */
export function pagePreferences(
  preload: string | null,
  session: Session,
  isPackaged: boolean,
): Readonly<WebPreferences> {
  return Object.freeze({
    ...(preload === null ? {} : { preload }),
    session,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    plugins: false,
    navigateOnDragDrop: false,
    spellcheck: false,
    safeDialogs: true,
    disableBlinkFeatures: 'Auxclick',
    devTools: !isPackaged,
  });
}

/** What a page of ours calls the files it puts together; nothing that a system would run. */
const OWN_NAME = /^(?:modkeep-[\w-]{1,100}\.(?:csv|json|jsonl|png|txt)|diagnostic-report-\d{8}-\d{6}\.txt)$/;

/**
 * True for a list, a report or a picture that our own page hands out from its memory. No path is set, so Electron asks the person
 * where it goes: https://www.electronjs.org/docs/latest/api/download-item#downloaditemsetsavepathpath
 */
function isOwnFile(item: Pick<DownloadItem, 'getURL' | 'getFilename'>): boolean {
  return item.getURL().startsWith(`blob:${SCHEME}://${HOST}/`) && OWN_NAME.test(item.getFilename());
}

/** Denies every permission, device and foreign download of `session`. Without handlers Electron grants permissions. */
export function denySession(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, answer) => answer(null));
  session.setBluetoothPairingHandler((_details, answer) => answer({ confirmed: false }));
  session.on('select-hid-device', (event, _details, answer) => {
    event.preventDefault();
    answer(null);
  });
  session.on('select-serial-port', (event, _ports, _contents, answer) => {
    event.preventDefault();
    answer('');
  });
  session.on('select-usb-device', (event, _details, answer) => {
    event.preventDefault();
    answer();
  });
  session.on('will-download', (event, item) => {
    if (!isOwnFile(item)) event.preventDefault();
  });
}

/** Keeps `contents` where it is: no navigation, no redirect, no new window, no guest. For every contents ever created. */
export function denyNavigation(contents: WebContents): void {
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.on('select-bluetooth-device', (event, _devices, answer) => {
    event.preventDefault();
    answer('');
  });
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}
