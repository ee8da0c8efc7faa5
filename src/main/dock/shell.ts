// The browser shell from its command line to its end: flags, data folder, demo, core, dock, and everything closed
// again in the opposite order. What it builds is handed in by serve.ts.
import { join } from 'node:path';
import { AppFailure, type AppError } from '../../shared/errors.ts';
import type { KeepingVault } from '../accounts/keeping-vault.ts';
import type { Core, CoreDeps } from '../core.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log, LogControl } from '../lib/log.ts';
import { createOpenExternal } from '../shell/allowed-page.ts';
import { parseClientId } from '../shell/client-id.ts';
import { defaultDataDir, prepareDataDir, type FolderFacts } from '../shell/data-folder.ts';
import { followSetting, openDespiteDamage } from '../shell/keep-signed-in.ts';
import { readPageFiles, type PageFiles } from '../shell/page-files.ts';
import { startDock, type Dock } from './dock.ts';
import { parseFlags, type ServeFlags } from './flags.ts';
import { createOpenBrowser } from './open-browser.ts';

/** What the demo is to this shell; the real one is in demo.ts. */
export interface DemoBox {
  readonly port: number;
  readonly clientId: string;
  signIn(core: Pick<Core, 'dispatch'>): Promise<void>;
  stop(): Promise<void>;
}

export interface ShellDeps extends FolderFacts {
  readonly argv: readonly string[];
  /** The folder that holds `drizzle/` and `out/`. */
  readonly root: string;
  readonly version: string;
  readonly pid: number;
  readonly clock: Clock;
  readonly say: { out(line: string): void; err(line: string): void };
  readonly openLog: (path: string) => Log & LogControl & { close(): void };
  /** In memory, or while it is to keep sign-ins in the file at `path`. Null = there is no such file, ever. */
  readonly openVault: (options: VaultOptions) => Promise<KeepingVault>;
  /** Where the data of the usual folder lie, which may have been moved. Throws SERVICE_UNAVAILABLE when they are not there. */
  readonly findData: (home: string) => Promise<string>;
  readonly startCore: (deps: CoreDeps) => Promise<Core>;
  readonly startDemo: (deps: { dataDir: string; clock: Clock; log: Log }) => Promise<DemoBox>;
  /** Makes a value unprintable in the log. */
  readonly protect: (value: string) => void;
  readonly scrub: (text: string) => string;
  /** Resolves when somebody wants the shell to end. */
  readonly ending: Promise<void>;
}

export interface VaultOptions {
  readonly path: string | null;
  readonly isKept: boolean;
  readonly log: Log;
}

/** How long closing may take; what is not closed by then is left to SQLite's recovery. */
const CLOSE_LIMIT_MS = 10_000;

/** Runs until `ending`. Resolves to the exit status: 0, 1 for a failure, 2 for a command line that makes no sense. */
export async function runBrowserShell(deps: ShellDeps): Promise<number> {
  let flags: ServeFlags;
  let clientId: string;
  try {
    flags = parseFlags(deps.argv);
    clientId = parseClientId(deps.environment);
  } catch (error) {
    deps.say.err(words(error));
    return 2;
  }
  const opened = new AsyncDisposableStack();
  let status = 0;
  try {
    announce(deps, flags, await open(deps, flags, clientId, opened));
    await deps.ending;
  } catch (error) {
    deps.say.err(words(error));
    status = 1;
  }
  return (await close(deps, opened)) ? status : 1;
}

/** Builds everything in order; `opened` knows how to close what has been built so far. */
async function open(
  deps: ShellDeps,
  flags: ServeFlags,
  clientId: string,
  opened: AsyncDisposableStack,
): Promise<Running> {
  const files = await readPageFiles(join(deps.root, 'out', 'renderer'));
  const home = flags.dataDir ?? defaultDataDir(deps, flags.isDemo);
  prepareDataDir(home);
  const log = opened.adopt(deps.openLog(join(home, 'logs', 'modkeep.log')), (log) => log.close());
  try {
    const dataDir = flags.dataDir ?? (await deps.findData(home));
    prepareDataDir(dataDir);
    const dock = await build(deps, { flags, clientId, files, home, dataDir, log }, opened);
    return { dock, dataDir };
  } catch (error) {
    log.error('the start failed', { error: error instanceof Error ? (error.stack ?? error.name) : typeof error });
    throw error;
  }
}

interface Running {
  readonly dock: Dock;
  readonly dataDir: string;
}

interface Start {
  readonly flags: ServeFlags;
  readonly clientId: string;
  readonly files: PageFiles;
  readonly home: string;
  readonly dataDir: string;
  readonly log: Log & LogControl;
}

async function build(
  deps: ShellDeps,
  { flags, clientId, files, home, dataDir, log }: Start,
  opened: AsyncDisposableStack,
): Promise<Dock> {
  const { clock } = deps;
  const vault = await openVault(deps, flags, dataDir, log);
  const demo = flags.isDemo ? opened.adopt(await deps.startDemo({ dataDir, clock, log }), (demo) => demo.stop()) : null;
  const openBrowser = createOpenBrowser(deps, clock);
  const core = await deps.startCore({
    dataDir,
    ...(flags.dataDir === null ? { home: { dir: home, last: null } } : {}),
    migrationsDir: join(deps.root, 'drizzle'),
    version: deps.version,
    shell: 'browser',
    isDemo: flags.isDemo,
    clock,
    log,
    logControl: log,
    vault,
    protect: deps.protect,
    scrub: deps.scrub,
    clientId: demo?.clientId ?? clientId,
    twitchPort: demo?.port ?? flags.twitchPort,
    environment: deps.environment,
    openExternal: createOpenExternal(openBrowser),
  });
  opened.defer(() => core.close());
  opened.defer(watchSleep(core, clock, log));
  if (!flags.isDemo) opened.defer(await followSetting(core, vault, { isKept: flags.keepSignedIn, log }));
  const dock = await startDock({ core, vault, clock, log, files, port: flags.port });
  opened.defer(() => dock.close());
  deps.protect(dock.address().split('#k=')[1] ?? '');
  // The page shows the sign-in as it goes; nobody has to wait for it here.
  if (demo)
    void demo.signIn(core).catch((error: unknown) => log.error('the demo could not sign in', { error: words(error) }));
  if (flags.opensBrowser && !(await openBrowser(dock.addressWithCode())))
    deps.say.err('modkeep: no browser could be opened here; open the address yourself.');
  return dock;
}

/** In the opposite order of opening. False when something would not close; what is saved is not lost by that. */
async function close(deps: ShellDeps, opened: AsyncDisposableStack): Promise<boolean> {
  const closing = opened.disposeAsync().then(
    () => true,
    () => false,
  );
  const isClosed = await Promise.race([closing, deps.clock.sleep(CLOSE_LIMIT_MS).then(() => false)]);
  if (!isClosed) deps.say.err('modkeep: INTERNAL_ERROR: Modkeep could not be closed in an orderly way.');
  return isClosed;
}

function announce({ say, pid }: ShellDeps, flags: ServeFlags, { dock, dataDir }: Running): void {
  const url = dock.address();
  if (flags.isJson) return say.out(JSON.stringify({ ready: true, url, pid, port: dock.port, dataDir }));
  const what = flags.isDemo ? 'Modkeep is running as a demo, with a simulated Twitch' : 'Modkeep is running';
  say.out(`${what}. Open this address in a browser or as an OBS dock:\n\n  ${url}\n`);
  say.out(`Whoever has it may do everything here, until Modkeep ends (Ctrl-C). Data folder: ${dataDir}`);
}

/** The demo forgets; otherwise tokens stay where the person agreed to keep them. */
function openVault(deps: ShellDeps, flags: ServeFlags, dataDir: string, log: Log): Promise<KeepingVault> {
  const options = flags.isDemo
    ? { path: null, isKept: false, log }
    : { path: join(dataDir, 'vault.json'), isKept: flags.keepSignedIn, log };
  return openDespiteDamage(
    () => deps.openVault(options),
    (error) => deps.say.err(words(error)),
  );
}

const LOOK_MS = 5_000;

/** Nobody tells a plain process that the machine slept: a clock that has jumped does. Returns what stops it. */
function watchSleep(core: Core, clock: Clock, log: Log): () => void {
  let last = clock.now();
  return clock.every(LOOK_MS, () => {
    const away = clock.now() - last - LOOK_MS;
    last = clock.now();
    if (away < 4 * LOOK_MS) return;
    log.info('the machine slept, or its clock was set', { awayMs: away });
    core.onResume(away);
  });
}

/** One line for people, with the code that programs look for; never a stack, and no message that is not ours. */
function words(error: unknown): string {
  const failure: Pick<AppError, 'code' | 'error'> =
    error instanceof AppFailure
      ? error.failure
      : {
          code: 'INTERNAL_ERROR',
          error: `Something unexpected happened (${error instanceof Error ? error.name : typeof error}).`,
        };
  return `modkeep: ${failure.code}: ${failure.error}`;
}
