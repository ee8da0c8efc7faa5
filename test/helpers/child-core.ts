// A process that is nothing but the core, driven by its parent and made to be killed.
// Arguments: port of the simulated Twitch, data folder, and perhaps the step at which it kills itself.
import { join } from 'node:path';
import type { Command } from '../../src/shared/contract.ts';
import { createFileVault } from '../../src/main/accounts/vault-file.ts';
import { createCore } from '../../src/main/core.ts';
import { createClock } from '../../src/main/lib/clock.ts';
import { silentLog } from './db.ts';
import type { FromCore, ToCore } from './killable-core.ts';
import { countSteps } from './self-kill.ts';

const [port = '', dataDir = '', killAt] = process.argv.slice(2);
const steps = countSteps(killAt);
const clock = createClock();
const log = { ...silentLog(), error: (message: string, fields?: unknown) => console.error(message, fields) };
const core = await createCore({
  dataDir,
  migrationsDir: join(import.meta.dirname, '..', '..', 'drizzle'),
  version: '0.0.0-test',
  shell: 'browser',
  isDemo: false,
  clock,
  log,
  vault: createFileVault({ path: join(dataDir, 'vault.json'), clock, log }),
  protect: () => undefined,
  clientId: 'test-client',
  twitchPort: Number(port),
  environment: { FEATURE_TWITCH_MODERATION: 'true' },
  openExternal: () => Promise.resolve(false),
});

const tell = (message: FromCore): void => void process.send?.(message);
process.on('message', (message: ToCore) => void answer(message));
process.on('disconnect', () => process.exit(0));
tell({ ready: true });

async function answer({ id, command, input }: ToCore): Promise<void> {
  if (command === 'steps') return tell({ id, reply: { ok: true, value: steps() } });
  if (command === 'close') {
    await core.close();
    process.exit(0);
  }
  tell({ id, reply: await core.dispatch({ kind: 'owner' }, command satisfies Command, input) });
}
