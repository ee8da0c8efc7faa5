// Fault 33: a hostile renderer. Random senders say random things to the built app; nothing gets past the guard, nothing
// breaks it, and no answer tells more than a code and a sentence.
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commands } from '../../src/shared/contract.ts';
import { ensureBuilt } from '../helpers/electron-double/built.ts';
import { FrameDouble } from '../helpers/electron-double/frames.ts';
import { score } from '../helpers/score.ts';
import { buildWorld, startApp, temporaryFolder, type StartedApp } from './worlds.ts';

const RUNS = process.env['MODKEEP_LONG'] === '1' ? 100_000 : 3_000;
const folder = temporaryFolder();
let app: StartedApp;

beforeAll(async () => {
  ensureBuilt();
  app = await startApp(buildWorld(folder.path));
}, 120_000);
afterAll(async () => {
  await app?.quit();
  folder.remove();
});

const STRANGERS = [
  'app://evil/',
  'app://bundle.evil/',
  'https://bundle/',
  'data:text/html,x',
  'about:blank',
  'blob:app://bundle/1',
];
const sender = fc.oneof(
  { weight: 1, arbitrary: fc.constant('ours') },
  { weight: 9, arbitrary: fc.constantFrom('subframe', 'gone', ...STRANGERS) },
);
const word = fc.constantFrom(
  'channelId',
  'limit',
  'offset',
  'search',
  '__proto__',
  'constructor',
  'banId',
  'actId',
  '1',
  '12345',
  'x'.repeat(600),
);
const value = fc.anything({
  key: word,
  maxDepth: 3,
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withTypedArray: true,
});
const command = fc.oneof(fc.constantFrom(...Object.keys(commands)), word, value);
const message = fc.oneof(fc.tuple(command, value), fc.array(value, { maxLength: 4 }));

function frameOf(who: string): FrameDouble {
  const { webContents } = app.window;
  if (who === 'ours') return webContents.mainFrame;
  if (who === 'subframe') return webContents.frameWithin('app://bundle/index.html');
  const frame = new FrameDouble(who === 'gone' ? 'app://bundle/index.html' : who, null);
  if (who === 'gone') frame.destroy();
  return frame;
}

test(`${RUNS} hostile messages`, async () => {
  const seen = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(sender, message, async (who, args) => {
      const { webContents } = app.window;
      const reply = (await app.world.ipcMain.invoke(webContents, frameOf(who), 'call', ...args)) as {
        ok: boolean;
        error?: { code: string; error: string };
      };
      const code = reply.error?.code ?? 'ok';
      seen.set(code, (seen.get(code) ?? 0) + 1);
      expect(code === 'FORBIDDEN').toBe(who !== 'ours');
      expect(code).not.toBe('INTERNAL_ERROR');
      expect(JSON.stringify(reply.error ?? '')).not.toMatch(/ at .+:\d+|SELECT |node_modules|modkeep-desktop-/);
    }),
    { numRuns: RUNS },
  );
  score('ipc', { bad: 0, of: [...seen.values()].reduce((sum, count) => sum + count, 0) });
  // The guard let some of ours through, and they reached the schemas behind it.
  expect(seen.get('INVALID_REQUEST')).toBeGreaterThan(10);
  expect(await app.call('app.get', {})).toBeDefined();
  expect(app.world.app.ended).toBeNull();
}, 600_000);
