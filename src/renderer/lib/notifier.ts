// Says in this page what the core wants said: tones in both shells, the browser's notifications where somebody has asked
// for them here. In the desktop shell the main process shows the notifications.
import type { Bridge } from '../../shared/contract.ts';
import type { NoticeView } from '../../shared/notice.ts';
import { createRefresher } from './refresher.ts';
import type { Store } from './store.ts';
import type { Tones } from './tones.ts';

export interface Notifier {
  /** What this browser can do and was asked to; `shell` where the desktop shell does it. */
  state(): NotifierState;
  /** Asks the browser for its permission; call it from a click. */
  turnOn(): Promise<NotifierState>;
  turnOff(): NotifierState;
}

export type NotifierState = 'shell' | 'on' | 'off' | 'denied' | 'unsupported';

export interface NotifierDeps {
  readonly bridge: Bridge;
  readonly store: Store;
  readonly tones: Tones;
  readonly isShell: boolean;
  /** Remembers that this browser was asked to; survives the page. */
  readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
}

const KEY = 'modkeep-notify';
const GAP_MS = 200;
/** Of several pages in one browser the first says it, and keeps the others from it this long. */
const CLAIM_MS = 3_000;

export function createNotifier({ bridge, store, tones, isShell, storage }: NotifierDeps): Notifier {
  let last: number | null = null;
  const shown = new Map<string, Notification>();

  function state(): NotifierState {
    if (isShell) return 'shell';
    if (!('Notification' in window)) return 'unsupported';
    if (Notification.permission === 'denied') return 'denied';
    return Notification.permission === 'granted' && storage.getItem(KEY) === 'on' ? 'on' : 'off';
  }

  function say(notice: NoticeView): void {
    const isOn = state();
    if (isOn === 'on' && notice.ways.includes('system')) show(notice);
    const volume = store.getState().settings?.soundVolume ?? 0;
    if ((isOn === 'on' || isOn === 'shell') && notice.ways.includes('sound')) void tones.play(notice.severity, volume);
  }

  function show({ title, text, sameAs, seq }: NoticeView): void {
    const tag = sameAs ?? String(seq);
    const notification = new Notification(title, { body: text, tag, silent: true });
    notification.addEventListener('click', () => {
      window.focus();
      notification.close();
    });
    shown.set(tag, notification);
    notification.addEventListener('close', () => shown.delete(tag));
  }

  /** Runs `say` in one page of this browser only. */
  async function once(notice: NoticeView): Promise<void> {
    if (isShell || !('locks' in navigator)) return say(notice);
    await navigator.locks.request(`modkeep-notice-${notice.at}-${notice.seq}`, { ifAvailable: true }, async (lock) => {
      if (lock === null) return;
      say(notice);
      await new Promise((resolve) => setTimeout(resolve, CLAIM_MS));
    });
  }

  const refresher = createRefresher(async () => {
    const reply = await bridge.call('notices.recent', { after: last ?? 0 });
    if (!reply.ok) return;
    // What came before this page is old; and a core that was started anew counts from the beginning.
    const isFirst = last === null || reply.value.last < last;
    last = reply.value.last;
    if (!isFirst) for (const notice of reply.value.notices) void once(notice);
  }, GAP_MS);

  bridge.onEvent(({ type }) => {
    if (type === 'notices.changed') refresher.request();
  });
  store.subscribe((now, before) => {
    if (now.connection === 'ready' && before.connection !== 'ready') refresher.request();
  });
  return {
    state,
    async turnOn() {
      const answer = await Notification.requestPermission();
      if (answer === 'granted') storage.setItem(KEY, 'on');
      return state();
    },
    turnOff() {
      storage.removeItem(KEY);
      return state();
    },
  };
}
