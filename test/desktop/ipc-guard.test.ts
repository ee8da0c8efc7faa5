// Who may be heard: every way of not being our page, one at a time.
import { expect, test } from 'vitest';
import { createRateCap, isOurPage, refuseSize, type Sender } from '../../src/main/desktop/ipc-guard.ts';
import { WebContentsDouble } from '../helpers/electron-double/contents.ts';
import { FrameDouble } from '../helpers/electron-double/frames.ts';
import { ProtocolDouble, SessionDouble } from '../helpers/electron-double/session.ts';

const PAGE = 'app://bundle/index.html';

function buildContents(url = PAGE, origin?: string): WebContentsDouble {
  const contents = new WebContentsDouble(7, new SessionDouble('', new ProtocolDouble()));
  contents.commit(url, origin);
  return contents;
}

function hears(contents: WebContentsDouble, frame: FrameDouble | null, windows = new Set([7])): boolean {
  return isOurPage({ sender: contents, senderFrame: frame } as unknown as Sender, windows);
}

test('the main frame of a registered window on app://bundle is heard', () => {
  const contents = buildContents();
  expect(hears(contents, contents.mainFrame)).toBe(true);
});

test('no sender frame: the page has navigated or gone', () => {
  expect(hears(buildContents(), null)).toBe(false);
});

test('a destroyed or detached frame', () => {
  const contents = buildContents();
  contents.mainFrame.detached = true;
  expect(hears(contents, contents.mainFrame)).toBe(false);
  const gone = buildContents();
  gone.mainFrame.destroy();
  expect(hears(gone, gone.mainFrame)).toBe(false);
});

test('a subframe, even of our own origin', () => {
  const contents = buildContents();
  expect(hears(contents, contents.frameWithin(PAGE))).toBe(false);
});

test('a window nobody registered', () => {
  const contents = buildContents();
  expect(hears(contents, contents.mainFrame, new Set([8]))).toBe(false);
});

test.each([
  'app://bundle.evil/index.html',
  'app://evil/index.html',
  'app://bundle:1/index.html',
  'app://x@bundle/index.html',
  'https://bundle/index.html',
  'app2://bundle/index.html',
  'data:text/html,<p>',
  'about:blank',
  'blob:app://bundle/1',
  'file:///app/bundle',
  'null',
])('another address: %s', (url) => {
  const contents = buildContents();
  contents.mainFrame = new FrameDouble(url, null, 'app://bundle');
  expect(hears(contents, contents.mainFrame)).toBe(false);
});

test.each(['null', '', 'app://other', 'https://bundle'])('our address with another origin: %s', (origin) => {
  const contents = buildContents(PAGE, origin);
  expect(hears(contents, contents.mainFrame)).toBe(false);
});

test('negative control: comparing URL.origin would have let strangers in', () => {
  const origins = ['app://bundle/', 'app://evil/', 'data:text/html,x'].map((url) => new URL(url).origin);
  expect(new Set(origins)).toEqual(new Set(['null']));
});

test('64 KB and no more, in whatever shape it comes', () => {
  expect(refuseSize(['bans.list', { channelId: '12' }])).toBeNull();
  expect(refuseSize(['x', 'a'.repeat(60_000)])).toBeNull();
  const large = [
    'a'.repeat(66_000),
    Array.from({ length: 70_000 }, () => 1),
    new Map([['k', 'a'.repeat(66_000)]]),
    new Uint8Array(66_000),
    { nested: { deep: ['ü'.repeat(66_000)] } },
  ];
  for (const input of large) expect(refuseSize(['x', input])?.code).toBe('INVALID_REQUEST');
  const cyclic: Record<string, unknown> = {};
  cyclic['self'] = cyclic;
  expect(refuseSize(['x', cyclic])).toBeNull();
});

test('200 at once, then as many a second as come back', () => {
  let now = 1_000;
  const refuse = createRateCap({ monotonic: () => now });
  for (let call = 0; call < 200; call += 1) expect(refuse()).toBeNull();
  expect(refuse()?.code).toBe('RATE_LIMIT_EXCEEDED');
  now += 50;
  for (let call = 0; call < 10; call += 1) expect(refuse()).toBeNull();
  expect(refuse()).not.toBeNull();
  now += 60_000;
  for (let call = 0; call < 200; call += 1) expect(refuse()).toBeNull();
  expect(refuse()).not.toBeNull();
});
