// Opens the data folder, builds the core from what a shell hands in, and takes it down again. Knows no shell, no
// Electron, no sockets to pages. What is built, and how the rooms meet, is in wiring/.
import { basename } from 'node:path';
import type { AppEvent } from '../shared/contract.ts';
import type { UpdatesOff } from '../shared/contract/updates.ts';
import type { MoveOutcome } from '../shared/contract/data.ts';
import { fail } from '../shared/errors.ts';
import type { Vault } from './accounts/vault.ts';
import { translateSqlite } from './db/errors.ts';
import type { FileToSend } from './db/exports.ts';
import { lockFolder } from './db/lock.ts';
import { openDatabase, restoreStaged, type Database } from './db/open.ts';
import { databaseIn, findData } from './db/place.ts';
import type { StagedRestore } from './db/restore.ts';
import { createDispatch, type Dispatch } from './dispatch.ts';
import { createHandlers } from './handlers.ts';
import { createBus } from './lib/bus.ts';
import type { Clock } from './lib/clock.ts';
import type { Log, LogControl } from './lib/log.ts';
import type { Shown } from './notify/notify.ts';
import type { DockSource } from './settings/dock-server.ts';
import type { KeyStore } from './settings/keyring.ts';
import { logCommands } from './wiring/logging.ts';
import type { UpdateSource } from './updates/source.ts';
import { createRooms } from './wiring/rooms.ts';

export interface CoreDeps {
  /** Folder that holds modkeep.db, its lock and backups. Exists and is writable. */
  readonly dataDir: string;
  /** The usual data folder, from which the data may have been moved to `dataDir`; left out where the command line named it. */
  readonly home?: { readonly dir: string; readonly last: MoveOutcome | null };
  /** Folder with the SQL migrations. */
  readonly migrationsDir: string;
  readonly version: string;
  readonly shell: 'desktop' | 'browser';
  readonly isDemo: boolean;
  readonly clock: Clock;
  readonly log: Log;
  readonly vault: Vault;
  /** Takes secrets that are known by value out of a text; left out where there are none. */
  readonly scrub?: (text: string) => string;
  /** The log's level, and whose work a line belongs to; left out where nobody looks at either. */
  readonly logControl?: LogControl;
  /** Makes a token unprintable in the log (the scrubber's registry). */
  readonly protect: (secret: string) => void;
  /** From `TWITCH_CLIENT_ID` or the build; a client id in the settings wins. Empty = none. */
  readonly clientId: string;
  /** Loopback port of a Twitch-shaped server to talk to instead of Twitch; null = Twitch. */
  readonly twitchPort: number | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Opens an allow-listed https page in the system browser; resolves to false where there is none. */
  readonly openExternal: (url: string) => Promise<boolean>;
  /** What a shell with windows can do with files; left out where there are none. */
  readonly files?: {
    /** Shows a folder in the system's file manager. */
    show(path: string): void;
    /** Asks the person for a database; null when they choose none. */
    chooseDatabase(): Promise<string | null>;
    /** Asks the person for a folder; null when they choose none. */
    chooseFolder(): Promise<string | null>;
    /** Asks the person where a new file of this name goes; null when they choose no place. */
    chooseTarget(name: string): Promise<string | null>;
    /** Shows one file in the system's file manager. */
    reveal(path: string): void;
  };
  /** How this installation updates itself, or why it does not; left out in the browser shell. */
  readonly updates?: UpdateSource | UpdatesOff;
  /** What a shell with a desktop shows outside its window; left out where the page does it. */
  readonly notifications?: { show(notice: Shown): void };
  /** Loopback port of a server that stands in for Discord; left out = Discord. */
  readonly discordPort?: number;
}

export interface Core {
  readonly dispatch: Dispatch;
  subscribe(listener: (event: AppEvent) => void): () => void;
  /** The file that a ticket stands for, once; null for any other word. For a shell that serves pages. */
  takeFile(ticket: string): FileToSend | null;
  /** Figures and state in Prometheus' text format, for a shell that serves programs. */
  exposition(): string;
  /** A shell that keeps keys hands them in, until the returned function is called. */
  attachKeys(store: KeyStore): () => void;
  /** A shell that serves pages tells how its server stands, until the returned function is called. */
  attachDock(source: DockSource): () => void;
  /** The machine went to sleep or woke up: everything heard in between is a gap. */
  onSleep(): void;
  /** `awayMs`: how long it was away, where that is noticed only afterwards. */
  onResume(awayMs?: number): void;
  /** Stops every loop, lets running writes end, closes the database. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Opens the data folder and starts everything. Throws DATABASE_BUSY when another Modkeep holds the folder, and
 * DATABASE_FULL, DATABASE_CORRUPT or DATABASE_NEWER when its database can't be used.
 */
export async function createCore(deps: CoreDeps): Promise<Core> {
  const { clock, log } = deps;
  const lock = lockFolder(deps.dataDir);
  const { db, restored } = openOrRelease(deps, lock.release);
  const bus = createBus((error) => log.error('a listener failed', { error: String(error) }));
  const rooms = createRooms(deps, db, bus, restored);
  await rooms.start();

  let closing: Promise<void> | null = null;
  async function close(): Promise<void> {
    await Promise.race([rooms.stop(), clock.sleep(CLOSE_MS)]);
    db.close();
    lock.release();
  }
  return {
    dispatch: logCommands(
      createDispatch(createHandlers(rooms), log, translateSqlite, rooms.scope, rooms.onRefusal),
      deps.logControl,
    ),
    subscribe: bus.subscribe,
    takeFile: rooms.exports.takeFile,
    exposition: rooms.exposition,
    attachKeys: rooms.keyring.attach,
    attachDock: rooms.dock.attach,
    onSleep: rooms.onSleep,
    onResume: rooms.onResume,
    close: () => (closing ??= close()),
  };
}

/** What is still under way after this long is left to the next start. */
const CLOSE_MS = 8_000;

function openOrRelease(
  { dataDir, home, migrationsDir, clock, log }: CoreDeps,
  release: () => void,
): { readonly db: Database; readonly restored: StagedRestore | null } {
  try {
    // Another Modkeep may have moved the data between the look for them and the lock.
    if (home !== undefined && findData(home.dir) !== dataDir)
      throw fail('DATABASE_BUSY', 'The data folder has just been moved. Start again.', {});
    const path = databaseIn(dataDir);
    const restored = restoreStaged({ path, migrationsDir, clock, log });
    const db = openDatabase({ path, migrationsDir, clock, log });
    if (db.recovery !== null)
      log.error('the database was damaged and set aside', {
        keptAs: basename(db.recovery.keptAs),
        isRestored: db.recovery.restoredFrom !== null,
      });
    return { db, restored };
  } catch (error) {
    release();
    throw error;
  }
}
