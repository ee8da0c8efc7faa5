// The browser shell's composition root: the core and the loopback server in a plain Node process. No Electron.
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { createKeepingVault } from './accounts/keeping-vault.ts';
import { createFileVault } from './accounts/vault-file.ts';
import { createMemoryVault } from './accounts/vault-memory.ts';
import { runBrowserShell } from './dock/shell.ts';
import { startDemo } from './demo.ts';
import { createClock } from './lib/clock.ts';
import { createLogFile } from './lib/log-file.ts';
import type { Log } from './lib/log.ts';
import { createScrubber } from './lib/scrub.ts';

const NEEDED_MAJOR = 24;

/** The project's folder: this file is two levels below it, as source and as bundle. */
const root = fileURLToPath(new URL('../../', import.meta.url));

process.exit(await serve());

async function serve(): Promise<number> {
  // The database, its backups and the log are their owner's alone, whoever's code makes the file.
  process.umask(0o077);
  const say = {
    out: (line: string) => void process.stdout.write(`${line}\n`),
    err: (line: string) => void process.stderr.write(`${line}\n`),
  };
  if (Number(process.versions.node.split('.')[0]) < NEEDED_MAJOR) {
    say.err(`modkeep: SERVICE_UNAVAILABLE: Modkeep needs Node ${NEEDED_MAJOR} or newer; this is ${process.version}.`);
    return 1;
  }
  let log: Log | undefined;
  process.on('uncaughtException', (error) => {
    log?.error('uncaught', { error: error.stack ?? error.name });
    say.err(`modkeep: INTERNAL_ERROR: Modkeep has to stop: something unexpected happened (${error.name}).`);
    process.exit(1);
  });
  const clock = createClock();
  const scrubber = createScrubber();
  return runBrowserShell({
    argv: process.argv.slice(2),
    environment: { ...process.env },
    platform: process.platform,
    home: homedir(),
    root,
    version: readVersion(),
    pid: process.pid,
    clock,
    say,
    openLog: (path) => {
      const opened = createLogFile({ path, clock, scrub: scrubber.scrub });
      log = opened;
      return opened;
    },
    openVault: ({ path, isKept, log }) => {
      const file = path === null ? createMemoryVault() : createFileVault({ path, clock, log });
      return createKeepingVault({ memory: createMemoryVault(), file, isKept });
    },
    // Loaded only now: an older Node would crash on the database's binary before it could say why.
    findData: async (home) => (await import('./db/place.ts')).findData(home),
    startCore: async (deps) => (await import('./core.ts')).createCore(deps),
    startDemo,
    protect: scrubber.add,
    scrub: scrubber.scrub,
    ending: askedToEnd(),
  });
}

/** Resolves at Ctrl-C, at a polite kill, and when the process that started this one is gone. */
function askedToEnd(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
    process.on('disconnect', resolve);
  });
}

function readVersion(): string {
  const manifest = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { version: string };
  return manifest.version;
}
