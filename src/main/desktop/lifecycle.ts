// From the last window to the end of the process, and through sleep. Knows what to close, not what is in it.
import { app, powerMonitor } from 'electron';
import type { Core } from '../core.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';

export interface LifecycleDeps {
  readonly core: Pick<Core, 'close' | 'onResume' | 'onSleep'>;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly log: Log;
  /** Opens the window anew, or brings the one there is to the front. */
  readonly showWindow: () => void;
  /** Runs before the core closes: whoever calls it from outside is let go. */
  readonly beforeClose: () => Promise<void>;
  /** Runs after the core has closed, or was given up on: the demo's child process, the tray. */
  readonly afterClose: () => Promise<void>;
  /**
   * Ends the process, or lets an installer do it; called when everything is closed. `isShutdown`: the whole machine goes
   * down, and would take an installer with it half done.
   */
  readonly end: (isShutdown: boolean) => void;
}

/** A core that has not closed by then is left to SQLite's recovery; a person waits for the quit. */
const CLOSE_LIMIT_MS = 10_000;
/** Callers that have not gone by then are cut off by the end of the process. */
const BEFORE_LIMIT_MS = 1_500;

/** Connects power and quit events. The process ends only after the core was closed, at most 10 s later. */
export function followLifecycle(deps: LifecycleDeps): void {
  const { core, clock, log, showWindow, end } = deps;
  let closing: Promise<void> | null = null;
  let isClosed = false;
  let isShutdown = false;

  async function close(): Promise<void> {
    await Promise.race([deps.beforeClose(), clock.sleep(BEFORE_LIMIT_MS)]).catch(() => undefined);
    const isInTime = await Promise.race([
      core.close().then(() => true),
      clock.sleep(CLOSE_LIMIT_MS).then(() => false),
    ]).catch((error: unknown) => {
      log.error('closing failed', { error: error instanceof Error ? error.name : typeof error });
      return true;
    });
    if (!isInTime) log.error('closing took too long and was given up', { limitMs: CLOSE_LIMIT_MS });
    await deps.afterClose().catch(() => undefined);
    isClosed = true;
  }

  function closeOnce(): Promise<void> {
    closing ??= close();
    return closing;
  }

  powerMonitor.on('suspend', () => core.onSleep());
  powerMonitor.on('resume', () => core.onResume());
  // Asks the system to wait for an orderly quit (Linux, macOS); Windows tells the windows instead.
  powerMonitor.on('shutdown', () => {
    isShutdown = true;
    app.quit();
  });
  app.on('browser-window-created', (_event, window) => {
    window.on('session-end', () => void closeOnce());
  });
  app.on('will-quit', (event) => {
    // An installer quits once more when it has begun.
    if (isClosed) return;
    event.preventDefault();
    void closeOnce().then(() => end(isShutdown));
  });
  app.on('window-all-closed', () => {
    // On macOS an app lives on without windows, and goes on watching.
    if (process.platform !== 'darwin') app.quit();
  });
  app.on('activate', showWindow);
  app.on('second-instance', showWindow);
}
