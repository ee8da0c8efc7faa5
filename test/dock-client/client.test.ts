// A program written from docs/dock-protocol.md alone, in another language, does the main job over the socket.
import { execFile, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { testDock } from '../main/dock/fixture.ts';

const WALK = fileURLToPath(new URL('walk.py', import.meta.url));
const hasPython = spawnSync('python3', ['--version']).status === 0;

// Where python3 is missing this one is shown as skipped, and that is the reason.
test.skipIf(!hasPython)('a Python client (needs python3) signs in, lists, bans and hears of it', async () => {
  const { dock, log } = await testDock();
  const { stdout } = await promisify(execFile)('python3', ['-B', WALK, dock.address(), 'spam_bot_77'], {
    timeout: 25_000,
  });
  await dock.close();
  expect(JSON.parse(stdout)).toEqual({
    rights: 'owner',
    signIn: 'completed',
    banned: 'spam_bot_77',
    reason: 'walk 🚫',
    event: 'bans.changed',
    listed: ['spam_bot_77'],
    unknown: 'INVALID_REQUEST',
    wrongKey: 4401,
  });
  expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
});
