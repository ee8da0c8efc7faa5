// The browser shell as a process of its own, on the small core. MODKEEP_TEST_ROOT says where its pages are.
import { homedir } from 'node:os';
import { createKeepingVault } from '../../../src/main/accounts/keeping-vault.ts';
import { runBrowserShell } from '../../../src/main/dock/shell.ts';
import { createClock } from '../../../src/main/lib/clock.ts';
import { memoryLog, memoryVault, shellLog, smallCore } from './fixture.ts';

const ending = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve());
  process.on('disconnect', resolve);
});

process.exit(
  await runBrowserShell({
    argv: process.argv.slice(2),
    environment: { ...process.env },
    platform: process.platform,
    home: homedir(),
    root: process.env['MODKEEP_TEST_ROOT'] ?? '',
    version: '0.0.0',
    pid: process.pid,
    clock: createClock(),
    say: {
      out: (line) => void process.stdout.write(`${line}\n`),
      err: (line) => void process.stderr.write(`${line}\n`),
    },
    openLog: () => shellLog(memoryLog()),
    openVault: ({ isKept }) => createKeepingVault({ memory: memoryVault(), file: memoryVault(), isKept }),
    findData: async (home) => home,
    startCore: async ({ log }) => ({
      ...smallCore(log),
      exposition: () => '',
      attachKeys: () => () => undefined,
      attachDock: () => () => undefined,
      takeFile: () => null,
      onSleep: () => undefined,
      onResume: () => undefined,
      close: async () => void process.stderr.write('core closed\n'),
    }),
    startDemo: async () => {
      throw new Error('a secret reason');
    },
    protect: () => undefined,
    scrub: (text) => text,
    ending,
  }),
);
