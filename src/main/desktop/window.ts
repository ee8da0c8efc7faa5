// The one window: where it opens, what it shows, and what happens when its page dies. Knows no command.
import { app, BrowserWindow, dialog, nativeTheme, screen, type RenderProcessGoneDetails, type Session } from 'electron';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { PAGE } from './protocol.ts';
import { pagePreferences } from './security.ts';
import { DEFAULT_SIZE, fitBounds, MIN_SIZE, readWindowState, writeWindowState } from './window-state.ts';

export interface WindowDeps {
  readonly preload: string;
  readonly session: Session;
  readonly isPackaged: boolean;
  readonly isHidden: boolean;
  readonly title: string;
  /** File that remembers the window's place. */
  readonly stateFile: string;
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly log: Log;
  /** Called with the window before it loads anything, so that its page may call at once. */
  readonly onCreated: (window: BrowserWindow) => void;
  readonly quit: () => void;
}

/** A second crash within this time is shown to the person instead of being papered over. */
const CRASH_MEMORY_MS = 5 * 60_000;

/** Opens the window and loads the page; resolves when the page has loaded, rejects when it can't. */
export async function openWindow(deps: WindowDeps): Promise<BrowserWindow> {
  const state = readWindowState(deps.stateFile);
  const bounds = fitBounds(
    state.bounds,
    screen.getAllDisplays().map((display) => display.workArea),
  );
  const window = new BrowserWindow({
    ...DEFAULT_SIZE,
    ...bounds,
    minWidth: MIN_SIZE.width,
    minHeight: MIN_SIZE.height,
    show: false,
    title: deps.title,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#101216' : '#ffffff',
    webPreferences: pagePreferences(deps.preload, deps.session, deps.isPackaged),
  });
  window.once('ready-to-show', () => {
    if (deps.isHidden) return;
    // Not earlier: maximizing a hidden window shows it before it has anything to show.
    if (state.isMaximized) window.maximize();
    window.show();
  });
  window.on('close', () => {
    const remembered = { bounds: window.getNormalBounds(), isMaximized: window.isMaximized() };
    if (!writeWindowState(deps.stateFile, remembered)) deps.log.warn('the window state could not be written');
  });
  window.on('page-title-updated', (event) => event.preventDefault());
  watchCrashes(window, deps);
  deps.onCreated(window);
  await window.loadURL(PAGE);
  return window;
}

/** Brings the window back from wherever it is. */
export function focusWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
  // On macOS a window comes to the front of its app only; this brings the app to the front of the others.
  if (process.platform === 'darwin') app.focus({ steal: true });
}

function watchCrashes(window: BrowserWindow, { clock, log, quit }: WindowDeps): void {
  let lastCrash = Number.NEGATIVE_INFINITY;
  window.webContents.on('render-process-gone', (_event, details) => {
    if (details.reason === 'clean-exit') return;
    log.error('the page died', { reason: details.reason, exitCode: details.exitCode });
    const isRepeated = clock.monotonic() - lastCrash < CRASH_MEMORY_MS;
    lastCrash = clock.monotonic();
    if (isRepeated) void askAfterCrash(window, details, quit);
    else reload(window);
  });
  window.webContents.on('unresponsive', () => log.warn('the page does not answer'));
  window.webContents.on('responsive', () => log.info('the page answers again'));
}

async function askAfterCrash(
  window: BrowserWindow,
  details: RenderProcessGoneDetails,
  quit: () => void,
): Promise<void> {
  const { response } = await dialog.showMessageBox({
    type: 'error',
    title: 'Modkeep',
    message: 'The window stopped working twice.',
    detail: `Watching goes on in the background and nothing is lost (${details.reason}).`,
    buttons: ['Reload the window', 'Quit Modkeep'],
    defaultId: 0,
    cancelId: 0,
  });
  if (response === 1) quit();
  else reload(window);
}

function reload(window: BrowserWindow): void {
  if (!window.isDestroyed()) window.webContents.reload();
}
