// Starts the page: finds the bridge (the shell's own, or a socket to it), builds the services, renders.
import { createRoot } from 'react-dom/client';
import type { Bridge } from '../shared/contract.ts';
import { App } from './app.tsx';
import { createActs } from './lib/acts.ts';
import { announce } from './lib/announce.ts';
import { announceAlerts } from './lib/announce-alerts.ts';
import { announceUnconfirmed } from './lib/announce-unconfirmed.ts';
import { createExports, fetchByLink } from './lib/exports.ts';
import { createFeed } from './lib/feed.ts';
import { tellInterrupted } from './lib/interrupted.ts';
import { createKeyboard } from './lib/keyboard.tsx';
import { createKillSwitch } from './lib/kill-switch.ts';
import { createReconnects } from './lib/reconnect.ts';
import { createNotifier } from './lib/notifier.ts';
import { createSay } from './lib/say.ts';
import { ServicesProvider } from './lib/services.tsx';
import { createSocketBridge, takePass } from './lib/socket-bridge.ts';
import { createAppStore, type Store } from './lib/store.ts';
import { createTicker } from './lib/ticker.ts';
import { createTones } from './lib/tones.ts';
import { createUnread } from './lib/unread.ts';
import './theme.css';

declare global {
  interface Window {
    /** Put there by the desktop shell; missing in a browser. */
    readonly modkeep?: Bridge;
  }
}

function start(root: HTMLElement): void {
  const store = createAppStore();
  const say = createSay();
  const ticker = createTicker();
  const reconnects = createReconnects({ store, say });
  let isTold = false;
  const onReady = (): void => {
    feed.reload();
    if (!isTold) void tellInterrupted({ bridge, store, say });
    isTold = true;
  };
  const bridge = window.modkeep ?? openSocket(store, onReady);
  const exports = createExports({ bridge, store, say, fetchFile: fetchByLink });
  const feed = createFeed({
    bridge,
    store,
    now: ticker.now,
    onServerTime: ticker.setServerTime,
    onAlerts: (before, after) => announceAlerts(before, after, { store, say, stop: () => void killSwitch(true) }),
    onUnconfirmed: (before, after) => announceUnconfirmed(before, after, { store, say }),
    onJobEnd: (job) => announce(job, { store, say, reconnects, exports }),
  });
  const acts = createActs({ bridge, store, say, reconnects, now: ticker.now });
  createUnread({ bridge, store, now: ticker.now });
  const keyboard = createKeyboard(store);
  const killSwitch = createKillSwitch({ bridge, say });
  const tones = createTones();
  const isShell = window.modkeep !== undefined;
  const notifier = createNotifier({ bridge, store, tones, isShell, storage: window.localStorage });
  if (window.modkeep !== undefined) {
    store.setState({ connection: 'ready' });
    onReady();
  }
  createRoot(root).render(
    <ServicesProvider
      value={{ bridge, store, ticker, feed, say, acts, exports, keyboard, killSwitch, notifier, tones }}
    >
      <App />
    </ServicesProvider>,
  );
}

/** The browser shell: everything is asked again whenever the connection comes (back). */
function openSocket(store: Store, onReady: () => void): Bridge {
  const storage = window.sessionStorage;
  const pass = takePass({ location: window.location, history: window.history, storage });
  const scheme = window.location.protocol === 'https:' ? 'wss' : 'ws';
  const open = (): WebSocket => new WebSocket(`${scheme}://${window.location.host}/socket`);
  const bridge = createSocketBridge({ pass, storage, open });
  bridge.onConnection((connection, caller) => {
    store.setState({ connection, ...(caller === null ? {} : { caller }) });
    if (connection === 'ready') onReady();
  });
  return bridge;
}

const root = document.getElementById('root');
if (root !== null) start(root);
