// A program written from docs/dock-protocol.md alone, in another language, does the main job over the socket:
// the whole real core against a simulated Twitch.
import { execFile, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { createMemoryVault } from '../../src/main/accounts/vault-memory.ts';
import { startDock } from '../../src/main/dock/dock.ts';
import { createClock } from '../../src/main/lib/clock.ts';
import { startTestCore } from '../helpers/core.ts';
import { startTestSimulator } from '../helpers/simulator.ts';
import { FILES, memoryLog } from '../main/dock/fixture.ts';

const WALK = fileURLToPath(new URL('walk.py', import.meta.url));
const hasPython = spawnSync('python3', ['--version']).status === 0;

const WALKED = {
  rights: 'owner',
  signIn: 'completed',
  banned: 'spam_bot_77',
  reason: 'walk 🚫',
  event: 'bans.changed',
  listed: ['spam_bot_77'],
  unknown: 'INVALID_REQUEST',
  wrongKey: 4401,
};

// Where python3 is missing this one is shown as skipped, and that is the reason.
test.skipIf(!hasPython)('a Python client (needs python3) signs in, lists, bans and hears of it', async () => {
  const simulator = await startTestSimulator({ world: 'size:250', autoApprove: 'bigchannel', autoApproveMs: 0 });
  const { core, stop } = await startTestCore(simulator);
  await simulator.control.addUser({ login: 'spam_bot_77' });
  const log = memoryLog();
  const dock = await startDock({ core, vault: createMemoryVault(), clock: createClock(), log, files: FILES, port: 0 });
  try {
    const { stdout } = await promisify(execFile)('python3', ['-B', WALK, dock.address(), 'spam_bot_77'], {
      timeout: 28_000,
    });
    expect(JSON.parse(stdout)).toEqual(WALKED);
    expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  } finally {
    await dock.close();
    await stop();
    await simulator.stop();
  }
});
