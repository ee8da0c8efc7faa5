// The desktop shell's composition root: wires the core to Electron, in the order in which Electron wants it.
// Decides nothing about moderation.
import { mkdirSync, mkdtempSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { app, dialog, Menu, protocol, safeStorage, session, shell, type BrowserWindow, type Session } from 'electron';
import { createKeepingVault } from './accounts/keeping-vault.ts';
import { createFileVault } from './accounts/vault-file.ts';
import { createMemoryVault } from './accounts/vault-memory.ts';
import { createCore, type Core } from './core.ts';
import { startDemo } from './demo.ts';
import { endOnSurprise, giveUp } from './desktop/failing.ts';
import { placeData, type PlacedData } from './desktop/data-place.ts';
import { parseFlags, refusedSwitch, type Flags } from './desktop/flags.ts';
import { createFiles } from './desktop/files.ts';
import { desktopFolders, type Folders } from './desktop/folders.ts';
import { createIpc } from './desktop/ipc.ts';
import { followLifecycle } from './desktop/lifecycle.ts';
import { menuTemplate } from './desktop/menu.ts';
import { createNotifications } from './desktop/notifications.ts';
import { createBundleHandler, PRIVILEGES, SCHEME } from './desktop/protocol.ts';
import { denyNavigation, denySession, PARTITION } from './desktop/security.ts';
import { runSelfTest } from './desktop/self-test.ts';
import { launchChild } from './desktop/simulator-child.ts';
import { createTray, type AppTray } from './desktop/tray.ts';
import { openUpdates } from './desktop/updates.ts';
import { openVault, type OpenedVault } from './desktop/vault-system.ts';
import { focusWindow, openWindow } from './desktop/window.ts';
import { moveFailureWords, refusedSwitchWords, startFailureWords, vaultNoticeWords } from './desktop/words.ts';
import { followDockSetting } from './dock/follow.ts';
import { createClock, type Clock } from './lib/clock.ts';
import { createLogFile, type LogFile } from './lib/log-file.ts';
import { createScrubber, type Scrubber } from './lib/scrub.ts';

import { createOpenExternal } from './shell/allowed-page.ts';
import { parseClientId } from './shell/client-id.ts';
import { defaultDataDir, prepareDataDir } from './shell/data-folder.ts';
import { followSetting, openDespiteDamage } from './shell/keep-signed-in.ts';
import { readPageFiles, type PageFiles } from './shell/page-files.ts';
import { createMover } from './wiring/move.ts';

/** The built program lies in out/main. */
const OUT = join(import.meta.dirname, '..');
const MIGRATIONS = join(OUT, '..', 'drizzle');
const DEVELOPER_CONSOLE = 'https://dev.twitch.tv/console/apps';

interface Setting {
  readonly flags: Flags;
  readonly clientId: string;
  readonly folders: Folders;
  readonly clock: Clock;
  readonly scrubber: Scrubber;
  readonly log: LogFile;
}

interface ChosenVault extends OpenedVault {
  /** Keeps following what the person decides in the settings, where there is something to decide. */
  readonly follow: (core: Core) => Promise<void>;
}

try {
  main();
} catch (error) {
  process.stderr.write(`${startFailureWords(error)}\n`);
  app.exit(2);
}

/** Everything that Electron wants before `ready`. Nothing is awaited here: `ready` waits for this module to be done. */
function main(): void {
  // The database, its backups and the log are their owner's alone, whoever's code makes the file.
  process.umask(0o077);
  const refused = app.isPackaged ? refusedSwitch(process.argv.slice(1)) : null;
  if (refused !== null) {
    process.stderr.write(`${refusedSwitchWords(refused)}\n`);
    return app.exit(1);
  }
  const flags = readFlags();
  const clientId = parseClientId(process.env);
  const facts = { platform: process.platform, home: homedir(), environment: process.env };
  const folders = desktopFolders(flags.dataDir ?? defaultDataDir(facts, flags.isDemo));
  prepareDataDir(folders.home);
  mkdirSync(folders.shell, { recursive: true, mode: 0o700 });
  app.setPath('userData', folders.shell);
  if (!app.requestSingleInstanceLock()) return app.exit(0);
  app.enableSandbox();
  protocol.registerSchemesAsPrivileged([PRIVILEGES]);
  app.on('web-contents-created', (_event, contents) => denyNavigation(contents));
  const clock = createClock();
  const scrubber = createScrubber();
  const log = createLogFile({ path: join(folders.home, 'logs', 'modkeep.log'), clock, scrub: scrubber.scrub });
  endOnSurprise(log);
  void app
    .whenReady()
    .then(() => start({ flags, clientId, folders, clock, scrubber, log }))
    .catch((error: unknown) => giveUp(error, flags.isSelfTest, log));
}

/** A self-test leaves no trace in anybody's data. */
function readFlags(): Flags {
  const flags = parseFlags(process.argv.slice(1), app.isPackaged);
  if (!flags.isSelfTest || flags.dataDir !== null) return flags;
  return { ...flags, dataDir: mkdtempSync(join(tmpdir(), 'modkeep-self-test-')) };
}

async function start(setting: Setting): Promise<void> {
  const { flags, clock, log, scrubber } = setting;
  const files = await readPageFiles(join(OUT, 'renderer'));
  const pages = openPages(files);
  const place = await findPlace(setting, pages);
  if (place === null) return app.exit(0);
  const { dataDir, home } = place;
  const opened = await chooseVault(setting, dataDir);
  const openExternal = createOpenExternal((url) => shell.openExternal(url));
  const updates = await openUpdates({ ...flags, folder: setting.folders.shell, clock, log });
  const demo = flags.isDemo ? await startDemo({ dataDir, clock, log, launch: launchChild }) : null;
  const core = await createCore({
    dataDir,
    ...(home === undefined ? {} : { home }),
    ...aboutApp(flags),
    clock,
    log,
    logControl: log,
    vault: opened.vault,
    protect: scrubber.add,
    scrub: scrubber.scrub,
    clientId: demo?.clientId ?? setting.clientId,
    twitchPort: demo?.port ?? flags.twitchPort,
    openExternal,
    notifications: createNotifications({ platform: process.platform, onClick: () => void windows.show() }),
    updates: updates instanceof Object ? updates.source : updates,
  });
  await opened.follow(core);
  const dock = await followDockSetting({ core, vault: opened.vault, clock, log, files });
  const ipc = createIpc({ dispatch: core.dispatch, subscribe: core.subscribe, clock, log });
  const windows = createWindows(setting, pages, (window) => {
    ipc.register(window.webContents);
    tray?.follow(window);
  });
  const showWindow = (): void => void windows.show();
  const tray = putIntoTray(setting, core, showWindow);
  let exitCode = 0;
  const end = (): void => {
    log.close();
    app.exit(exitCode);
  };
  followLifecycle({
    core,
    clock,
    log,
    showWindow,
    beforeClose: dock.close,
    afterClose: async () => {
      tray?.stop();
      await demo?.stop();
    },
    end: (isShutdown) => {
      if (isShutdown || !(updates instanceof Object) || !updates.finish(end)) end();
    },
  });
  setMenu(dataDir, () => void openExternal(DEVELOPER_CONSOLE));
  const window = await windows.show();
  place.closeProgress();
  await demo?.signIn(core);
  if (!flags.isSelfTest) return sayNotices(opened, place);
  exitCode = await reportSelfTest(window, clock, opened);
  app.quit();
}

/** What of the core's surroundings is the same in every start of this shell. */
function aboutApp({ isDemo }: Flags) {
  return {
    migrationsDir: MIGRATIONS,
    version: app.getVersion(),
    shell: 'desktop',
    isDemo,
    environment: process.env,
    files: createFiles(),
  } as const;
}

/** The one window: opened when there is none, else brought to the front. */
function createWindows(
  { flags, folders, clock, log }: Setting,
  pages: Session,
  onCreated: (window: BrowserWindow) => void,
): { show(): Promise<BrowserWindow> } {
  let current: BrowserWindow | null = null;
  return {
    async show() {
      if (current !== null && !current.isDestroyed()) {
        focusWindow(current);
        return current;
      }
      return openWindow({
        preload: join(OUT, 'preload', 'index.cjs'),
        session: pages,
        isPackaged: app.isPackaged,
        isHidden: flags.isSelfTest,
        title: flags.isDemo ? 'Modkeep (demo)' : 'Modkeep',
        stateFile: join(folders.shell, 'window.json'),
        clock,
        log,
        onCreated: (window) => {
          current = window;
          onCreated(window);
        },
        quit: () => app.quit(),
      });
    },
  };
}

/** The icon in the tray; a self-test leaves the desktop as it is. */
function putIntoTray({ flags, folders, clock, log }: Setting, core: Core, showWindow: () => void): AppTray | null {
  if (flags.isSelfTest) return null;
  const file = join(folders.shell, 'tray.json');
  return createTray({ core, clock, log, file, isDemo: flags.isDemo, platform: process.platform, showWindow });
}

/** The demo keeps nothing. Elsewhere the system's vault, or a 0600 file if the person agreed to it, or memory. */
async function chooseVault({ flags, clock, log }: Setting, dataDir: string): Promise<ChosenVault> {
  const { keepSignedIn: isKept } = flags;
  if (flags.isDemo) return { vault: createMemoryVault(), notice: 'none', follow: async () => undefined };
  const memory = createMemoryVault();
  const agreed = createFileVault({ path: join(dataDir, 'vault.json'), clock, log });
  const fallback = await openDespiteDamage(
    () => createKeepingVault({ memory, file: agreed, isKept }),
    // The log has said it, and the page shows who is signed out.
    () => undefined,
  );
  const file = join(dataDir, 'vault.bin.json');
  const opened = await openVault({ safeStorage, file, platform: process.platform, clock, log, fallback });
  return {
    ...opened,
    follow: async (core) => {
      if (opened.vault === fallback) await followSetting(core, fallback, { isKept, log });
    },
  };
}

function setMenu(dataDir: string, openGuide: () => void): void {
  const template = menuTemplate(
    { showDataFolder: () => shell.showItemInFolder(join(dataDir, 'modkeep.db')), openGuide },
    { isMac: process.platform === 'darwin', isPackaged: app.isPackaged },
  );
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

function sayNotices({ notice }: OpenedVault, { home }: PlacedData): void {
  const error = home?.last?.error ?? null;
  for (const message of [vaultNoticeWords(notice), error === null ? null : moveFailureWords(error)])
    if (message !== null) void dialog.showMessageBox({ type: 'warning', title: 'Modkeep', message, buttons: ['OK'] });
}

/** A folder that the command line named is the one; else the usual folder knows where the data are. */
async function findPlace({ flags, folders, clock, log }: Setting, pages: Session): Promise<PlacedData | null> {
  if (flags.dataDir !== null) return { dataDir: flags.dataDir, closeProgress: () => undefined };
  const mover = createMover({ home: folders.home, migrationsDir: MIGRATIONS, clock, log });
  const place = await placeData({ mover, session: pages, log });
  if (place !== null) prepareDataDir(place.dataDir);
  return place;
}

/** The session of every page of ours, with nothing in it but what was built. */
function openPages(files: PageFiles): Session {
  const pages = session.fromPartition(PARTITION);
  for (const each of [pages, session.defaultSession]) denySession(each);
  pages.protocol.handle(SCHEME, createBundleHandler(files));
  return pages;
}

/** Prints the one line; 0 when everything works. */
async function reportSelfTest(window: BrowserWindow, clock: Clock, opened: OpenedVault): Promise<number> {
  const { platform, execPath: executable } = process;
  const { vault, notice: vaultNotice } = opened;
  const facts = { platform, executable, isPackaged: app.isPackaged };
  const report = await runSelfTest({ window, clock, vault: vault.kind, vaultNotice, ...facts });
  process.stdout.write(`${JSON.stringify(report)}\n`);
  return report.ok ? 0 : 1;
}
