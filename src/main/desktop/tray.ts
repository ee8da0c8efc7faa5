// The icon in the system's tray: it shows how the watching goes, and keeps Modkeep within reach while its window is
// closed. Asks the core as the window's page does; decides nothing about moderation.
import { app, dialog, Menu, Tray, type BrowserWindow } from 'electron';
import type { AppEvent } from '../../shared/contract.ts';
import type { Core } from '../core.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { createTrayIcons } from './tray-icons.ts';
import { createAsk, createTrayLook, type Ask, type Shown } from './tray-look.ts';
import { openTrayMemory, type TrayMemoryFile } from './tray-memory.ts';
import { trayMenu, type TrayActions } from './tray-menu.ts';
import { unreadWords } from './tray-words.ts';
import { closedToTrayWords } from './words.ts';

export interface TrayDeps {
  readonly core: Pick<Core, 'dispatch' | 'subscribe'>;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly log: Log;
  /** File that remembers what the tray has to. */
  readonly file: string;
  readonly isDemo: boolean;
  readonly platform: NodeJS.Platform;
  readonly showWindow: () => void;
}

export interface AppTray {
  /** From now on the tray knows when somebody looks at this window, and keeps it from being closed where that is wanted. */
  follow(window: BrowserWindow): void;
  stop(): void;
}

/** What is asked of the core, at most once in this time (ms). */
const PAUSE_MS = 1_000;
const HEARD: ReadonlySet<AppEvent['type']> = new Set([
  'accounts.changed',
  'channel.status',
  'history.changed',
  'settings.changed',
  'updates.changed',
]);

/** Puts the icon there at once and keeps it true until `stop`. */
export function createTray(deps: TrayDeps): AppTray {
  const { core, log, platform } = deps;
  const icons = createTrayIcons(platform);
  const tray = new Tray(icons('reading'));
  tray.setToolTip(deps.isDemo ? 'Modkeep (demo)' : 'Modkeep');
  const stopping = new AbortController();
  const memory = openTrayMemory(deps.file, log);
  const ask = createAsk(core);
  let shown: Shown | null = null;
  let window: BrowserWindow | null = null;

  const openWindow = (): BrowserWindow | null => (window === null || window.isDestroyed() ? null : window);
  const menu = createMenu({ ask, memory, refresh: () => refresh(), shown: () => shown, showWindow: deps.showWindow });
  const look = createTrayLook({
    ask,
    memory,
    isLooking: () => openWindow()?.isFocused() === true,
    isActing: menu.isActing,
    isDemo: deps.isDemo,
  });
  const refresh = inTurn(deps.clock, log, stopping.signal, async () => {
    const next = await look();
    if (stopping.signal.aborted) return;
    shown = next;
    tray.setImage(icons(next.view.state));
    tray.setToolTip(next.view.tooltip);
    tray.setContextMenu(Menu.buildFromTemplate(trayMenu(menu.actions, { ...next, isIdle: next.watched.length === 0 })));
    badge(tray, openWindow(), platform, next.unread, icons);
  });
  const unsubscribe = core.subscribe(({ type }) => {
    if (HEARD.has(type)) refresh();
  });
  const closing = createClosing({ core, ask, memory, platform, signal: stopping.signal });
  // On macOS a click opens the menu.
  if (platform !== 'darwin') tray.on('click', deps.showWindow);
  refresh();

  return {
    follow(next) {
      window = next;
      for (const change of ['focus', 'blur', 'hide'] as const) next.on(change as 'focus', refresh);
      closing.follow(next);
    },
    stop() {
      stopping.abort();
      unsubscribe();
      closing.stop();
      if (!tray.isDestroyed()) tray.destroy();
    },
  };
}

function createMenu(deps: {
  readonly ask: Ask;
  readonly memory: TrayMemoryFile;
  readonly refresh: () => void;
  readonly shown: () => Shown | null;
  readonly showWindow: () => void;
}): { readonly actions: TrayActions; readonly isActing: () => boolean } {
  const { ask, memory } = deps;
  let underWay = 0;

  /** What the core refuses is said here, because no page may be open to say it. */
  function act(work: () => Promise<unknown>): void {
    underWay += 1;
    work()
      .catch((error: unknown) =>
        dialog.showErrorBox('Modkeep', error instanceof Error ? error.message : 'That failed.'),
      )
      .finally(() => {
        underWay -= 1;
        deps.refresh();
      });
  }

  async function watchAll(ids: readonly string[], isWatched: boolean): Promise<void> {
    for (const channelId of ids) await ask('channels.watch', { channelId, isWatched });
  }

  const actions: TrayActions = {
    open: deps.showWindow,
    pause: () =>
      act(async () => {
        const ids = deps.shown()?.watched ?? [];
        // Noted before it is done: what is paused can always be resumed.
        memory.change({ paused: [...new Set([...memory.now().paused, ...ids])] });
        await watchAll(ids, false);
      }),
    resume: () => act(() => watchAll(memory.now().paused, true)),
    setKillSwitch: (on) => act(() => ask('killSwitch.set', { on })),
    install: () => act(() => ask('updates.install', {})),
    quit: () => app.quit(),
  };
  return { actions, isActing: () => underWay > 0 };
}

/** Closing the window hides it where the person wants that, but for a quit. The first time says what has happened. */
function createClosing(deps: {
  readonly core: Pick<Core, 'subscribe'>;
  readonly ask: Ask;
  readonly memory: TrayMemoryFile;
  readonly platform: NodeJS.Platform;
  readonly signal: AbortSignal;
}): AppTray {
  const { ask, memory } = deps;
  let isHiding = false;
  let isQuitting = false;

  async function learn(): Promise<void> {
    const answer = await ask('settings.get', {}).catch(() => null);
    if (answer !== null) isHiding = answer.settings.closeToTray;
  }

  async function explainOnce(): Promise<void> {
    if (memory.now().isExplained) return;
    memory.change({ isExplained: true });
    const words = closedToTrayWords(deps.platform);
    const { response } = await dialog.showMessageBox({ type: 'info', title: 'Modkeep', ...words, cancelId: 0 });
    if (response === 1) app.quit();
  }

  const unsubscribe = deps.core.subscribe(({ type }) => {
    // At once, because the window may be closed the moment after.
    if (type === 'settings.changed') void learn();
  });
  const onQuit = (): void => {
    isQuitting = true;
  };
  app.on('before-quit', onQuit);
  void learn();
  return {
    follow(window) {
      window.on('close', (event) => {
        if (!isHiding || isQuitting || deps.signal.aborted) return;
        event.preventDefault();
        window.hide();
        void explainOnce();
      });
    },
    stop() {
      unsubscribe();
      app.off('before-quit', onQuit);
    },
  };
}

/** The number of what is unread, where the platform has a place for it. */
function badge(
  tray: Tray,
  window: BrowserWindow | null,
  platform: NodeJS.Platform,
  unread: number,
  icons: ReturnType<typeof createTrayIcons>,
): void {
  if (platform === 'darwin') tray.setTitle(unread > 0 ? String(unread) : '');
  if (platform === 'win32')
    window?.setOverlayIcon(unread > 0 ? icons('unread') : null, unread > 0 ? unreadWords(unread) : '');
  else app.setBadgeCount(unread);
}

/** Runs `work` once for any number of calls, one at a time, the next no sooner than a second later. */
function inTurn(clock: Pick<Clock, 'sleep'>, log: Log, signal: AbortSignal, work: () => Promise<void>): () => void {
  let isDirty = false;
  let isRunning = false;

  async function run(): Promise<void> {
    while (isDirty && !signal.aborted) {
      isDirty = false;
      await work().catch((error: unknown) => {
        if (!signal.aborted) log.warn('the tray could not be brought up to date', { error: String(error) });
      });
      await clock.sleep(PAUSE_MS, signal).catch(() => undefined);
    }
    isRunning = false;
  }

  return () => {
    isDirty = true;
    if (isRunning || signal.aborted) return;
    isRunning = true;
    void run();
  };
}
