// The one place that knows electron-updater: asks for versions, fetches one, and installs it when everything is closed.
// Checks of sums and signatures stay as they are there. Decides nothing about when. https://www.electron.build/auto-update
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppImageUpdater, CancellationToken, MacUpdater, NsisUpdater, type AppUpdater } from 'electron-updater';
import type { FoundUpdate } from '../../shared/contract/updates.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { Channel, Ending, UpdateSource } from '../updates/source.ts';
import { compareVersions, createInstallers, type Installers } from './installers.ts';
import { translateUpdateError, updateFailure } from './update-errors.ts';
import { notesText } from './update-notes.ts';

export interface SourceDeps {
  readonly version: string;
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where installers and what was begun are kept. */
  readonly folder: string;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly log: Log;
  readonly quit: () => void;
  readonly showFile: (path: string) => void;
}

export interface OpenedSource {
  readonly source: UpdateSource;
  /**
   * Once everything is closed: installs what was armed, and true; `end` is called if that fails. False when nothing is
   * to be installed. May block for the time that copying the installer takes.
   */
  finish(end: () => void): boolean;
}

/** An installer that has not ended us by then never will (ms). */
const INSTALL_LIMIT_MS = 60_000;
const VERSION = /^\d{1,6}\.\d{1,6}\.\d{1,6}(?:-[0-9A-Za-z.-]{1,40})?$/;

/** Throws nothing: what can't be read is as if it were not there. Call it in a packaged app only. */
export function openUpdateSource(deps: SourceDeps): OpenedSource {
  const { log, version, folder } = deps;
  const updater = createUpdater(deps);
  const installers = createInstallers({ folder: join(folder, 'installers'), version, log });
  const begun = join(folder, 'update.json');
  const failedVersion = readBegun(begun, version);
  let found: FoundUpdate | null = null;
  let fetched: { readonly version: string; readonly file: string } | null = null;
  let ending: Ending = null;

  const source: UpdateSource = {
    async look(channel) {
      setChannel(updater, channel);
      const result = await updater.checkForUpdates().catch((error: unknown) => {
        throw translateUpdateError(error, false);
      });
      found = result?.isUpdateAvailable === true ? describe(result.updateInfo, version) : null;
      return found;
    },
    async fetch(onProgress, signal) {
      const token = new CancellationToken();
      const stop = (): void => token.cancel();
      const hear = (info: { transferred: number; total: number; bytesPerSecond: number }): void =>
        onProgress({ bytes: info.transferred, total: info.total, bytesPerSecond: Math.round(info.bytesPerSecond) });
      signal.addEventListener('abort', stop, { once: true });
      updater.on('download-progress', hear);
      try {
        const [file] = await updater.downloadUpdate(token);
        if (found === null || file === undefined) throw updateFailure('update_failed');
        fetched = { version: found.version, file };
      } catch (error) {
        throw translateUpdateError(error, signal.aborted);
      } finally {
        updater.off('download-progress', hear);
        signal.removeEventListener('abort', stop);
      }
    },
    arm(wanted) {
      ending = wanted;
    },
    quit: deps.quit,
    previous() {
      const kept = installers.previous();
      return kept === null ? null : { version: kept.version };
    },
    showPrevious() {
      const kept = installers.previous();
      if (kept !== null) deps.showFile(kept.path);
      return kept !== null;
    },
    failedVersion: () => failedVersion,
  };
  return {
    source,
    finish(end) {
      if (ending === null || fetched === null) return false;
      return install({ ...deps, updater, installers, begun }, fetched, ending, end);
    },
  };
}

function createUpdater({ platform, log }: SourceDeps): AppUpdater {
  const updater =
    platform === 'win32' ? new NsisUpdater() : platform === 'darwin' ? new MacUpdater() : new AppImageUpdater();
  // Only a person's click fetches, and only `finish` installs: after the database is closed.
  updater.autoDownload = false;
  updater.autoInstallOnAppQuit = false;
  updater.disableWebInstaller = true;
  // Else each request names this installation by a number of its own, to offer a version to a share of all people first.
  updater.requestHeaders = { 'x-user-staging-id': 'none' };
  updater.isUserWithinRollout = () => true;
  const say = (level: 'info' | 'warn' | 'error') => (message?: unknown) =>
    log[level]('updater', { message: firstLine(message) });
  updater.logger = { info: say('info'), warn: say('warn'), error: say('error') };
  return updater;
}

/** Setting a channel allows downgrades there, so that is taken back each time. */
function setChannel(updater: AppUpdater, channel: Channel): void {
  updater.channel = channel === 'beta' ? 'beta' : 'latest';
  updater.allowPrerelease = channel === 'beta';
  updater.allowDowngrade = false;
}

/** What the server says is taken apart here: nothing of it is believed for its looks. */
function describe(info: Record<string, unknown> | object, current: string): FoundUpdate | null {
  const { version, releaseNotes, releaseDate, files } = info as Record<string, unknown>;
  if (typeof version !== 'string' || !VERSION.test(version)) throw updateFailure('bad_release');
  if (compareVersions(version, current) <= 0) return null;
  const sizes = (Array.isArray(files) ? files : []).map((file: unknown) => (file as { size?: unknown } | null)?.size);
  const bytes = sizes.find((size): size is number => typeof size === 'number' && size > 0) ?? null;
  const isDate = typeof releaseDate === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(releaseDate);
  return { version, notes: notesText(releaseNotes), releasedAt: isDate ? releaseDate : null, bytes };
}

function install(
  deps: SourceDeps & { readonly updater: AppUpdater; readonly installers: Installers; readonly begun: string },
  fetched: { readonly version: string; readonly file: string },
  ending: Exclude<Ending, null>,
  end: () => void,
): true {
  const { updater, installers, begun, clock, log } = deps;
  log.info('a newer version is installed', { version: fetched.version, ending });
  updater.once('error', end);
  void clock.sleep(INSTALL_LIMIT_MS).then(end);
  try {
    installers.rotate(fetched, runningInstaller(deps, fetched.file));
    writeFileSync(begun, JSON.stringify({ installing: fetched.version }), { mode: 0o600 });
    updater.autoRunAppAfterInstall = ending === 'restart';
    updater.quitAndInstall(true, ending === 'restart');
  } catch (error) {
    log.error('the newer version could not be installed', { error: String(error) });
    end();
  }
  return true;
}

/** Where the installer of the running version lies, as far as it is known: the AppImage itself, or what NSIS left. */
function runningInstaller({ platform, environment }: SourceDeps, fetched: string): string | null {
  const place =
    platform === 'linux'
      ? environment['APPIMAGE']
      : platform === 'win32'
        ? join(fetched, '..', '..', 'installer.exe')
        : undefined;
  return place !== undefined && existsSync(place) ? place : null;
}

/** The version that an earlier run began to install, unless it is the one that runs now. Told once. */
function readBegun(path: string, version: string): string | null {
  try {
    const { installing } = JSON.parse(readFileSync(path, 'utf8')) as { installing?: unknown };
    rmSync(path, { force: true });
    return typeof installing === 'string' && VERSION.test(installing) && installing !== version ? installing : null;
  } catch {
    return null;
  }
}

function firstLine(message: unknown): string {
  const text = message instanceof Error ? message.message : String(message);
  return (text.split('\n')[0] ?? '').slice(0, 300);
}
