// What a page says of notices: in the desktop shell tones alone; in a browser both, and only after somebody has allowed it.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { AppEvent, Bridge } from '../../../src/shared/contract.ts';
import type { NoticeView } from '../../../src/shared/notice.ts';
import { createNotifier, type Notifier } from '../../../src/renderer/lib/notifier.ts';
import { createAppStore, type Store } from '../../../src/renderer/lib/store.ts';

let notices: NoticeView[];
let tones: string[];
let shown: string[];
let listeners: ((event: AppEvent) => void)[];
let store: Store;
let kept: Map<string, string>;

class NotificationStub extends EventTarget {
  static permission: NotificationPermission = 'default';
  static answer: NotificationPermission = 'granted';
  static requestPermission(): Promise<NotificationPermission> {
    NotificationStub.permission = NotificationStub.answer;
    return Promise.resolve(NotificationStub.answer);
  }
  constructor(title: string) {
    super();
    shown.push(title);
  }
  close(): void {
    this.dispatchEvent(new Event('close'));
  }
}

beforeEach(() => {
  [notices, tones, shown, listeners, kept] = [[], [], [], [], new Map()];
  store = createAppStore();
  NotificationStub.permission = 'default';
  NotificationStub.answer = 'granted';
  vi.useFakeTimers();
  vi.stubGlobal('Notification', NotificationStub);
  vi.stubGlobal('window', { Notification: NotificationStub, focus: () => undefined });
  vi.stubGlobal('navigator', {});
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function open(isShell: boolean): Notifier {
  const bridge = {
    call: async (_command: string, { after }: { after: number }) => ({
      ok: true,
      value: { notices: notices.filter(({ seq }) => seq > after), last: notices.length },
    }),
    onEvent: (listener: (event: AppEvent) => void) => (listeners.push(listener), () => undefined),
  } as unknown as Bridge;
  const storage = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
  };
  const play = (severity: string): Promise<boolean> => (tones.push(severity), Promise.resolve(true));
  const notifier = createNotifier({ bridge, store, tones: { play }, isShell, storage });
  store.setState({ connection: 'ready' });
  return notifier;
}

async function hear(title: string, ways: NoticeView['ways']): Promise<void> {
  await vi.advanceTimersByTimeAsync(500);
  const seq = notices.length + 1;
  notices.push({
    kind: 'alert',
    channelId: null,
    severity: 'warning',
    title,
    text: '',
    at: '',
    sameAs: null,
    seq,
    ways,
  });
  for (const listener of listeners) listener({ type: 'notices.changed', revision: seq });
  await vi.advanceTimersByTimeAsync(500);
}

it('in the desktop shell sounds, and shows nothing: the shell does', async () => {
  expect(open(true).state()).toBe('shell');
  await hear('one', ['system', 'sound']);
  await hear('two', ['system']);
  expect([tones, shown]).toEqual([['warning'], []]);
});

it('in a browser says nothing before it was allowed by a click, what is new after, and nothing once turned off', async () => {
  const notifier = open(false);
  await hear('before', ['system', 'sound']);
  expect([notifier.state(), tones, shown]).toEqual(['off', [], []]);
  expect(await notifier.turnOn()).toBe('on');
  await hear('after', ['system', 'sound']);
  await hear('quiet', []);
  expect([tones, shown]).toEqual([['warning'], ['after']]);
  expect(notifier.turnOff()).toBe('off');
  await hear('off', ['system', 'sound']);
  expect([tones, shown]).toEqual([['warning'], ['after']]);
});

it('says that it is not allowed', async () => {
  NotificationStub.answer = 'denied';
  const notifier = open(false);
  expect(await notifier.turnOn()).toBe('denied');
  expect(kept.size).toBe(0);
});

it('does not say again what came before this page was there', async () => {
  NotificationStub.permission = 'granted';
  kept.set('modkeep-notify', 'on');
  const old = {
    kind: 'alert',
    channelId: null,
    severity: 'danger',
    title: 'old',
    text: '',
    at: '',
    sameAs: null,
  } as const;
  notices = [{ ...old, seq: 1, ways: ['system', 'sound'] }];
  open(false);
  await hear('new', ['system']);
  expect(shown).toEqual(['new']);
});
