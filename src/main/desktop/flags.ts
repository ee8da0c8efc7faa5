// What the command line asks for, and which of Chromium's switches are too dangerous to start with. Pure.
import { resolve } from 'node:path';
import { fail } from '../../shared/errors.ts';

export interface Flags {
  readonly isDemo: boolean;
  readonly isSelfTest: boolean;
  /** Absolute path, or null for the usual place. */
  readonly dataDir: string | null;
  /** Loopback port of a Twitch-shaped server, or null for Twitch itself. */
  readonly twitchPort: number | null;
  /** The person agreed to a 0600 file where the system can't protect tokens. */
  readonly keepSignedIn: boolean;
}

/** Switches that open the app to a debugger, turn its walls off or send its traffic elsewhere. */
export const REFUSED_SWITCHES = [
  'remote-debugging-port',
  'remote-debugging-pipe',
  'no-sandbox',
  'disable-web-security',
  'js-flags',
  'load-extension',
  'host-resolver-rules',
  'disable-site-isolation-trials',
  'inspect',
  'inspect-brk',
  'inspect-port',
  'disable-gpu-sandbox',
  'disable-setuid-sandbox',
  'disable-seccomp-filter-sandbox',
  'single-process',
  'allow-file-access-from-files',
  'allow-running-insecure-content',
  'ignore-certificate-errors',
  'ignore-certificate-errors-spki-list',
  'ssl-key-log-file',
  'renderer-cmd-prefix',
  'utility-cmd-prefix',
  'gpu-launcher',
] as const;

/**
 * Reads our own flags out of `argv`; Chromium's are left alone. A flag takes `--name=value` or `--name value`.
 * Throws INVALID_REQUEST for a value that is missing or no good, and for `--twitch-port` in a packaged app.
 */
export function parseFlags(argv: readonly string[], isPackaged: boolean): Flags {
  const port = valueOf(argv, 'twitch-port');
  if (port !== null && isPackaged) {
    throw invalid('twitch-port', 'is for development: the packaged app talks to Twitch only');
  }
  const dataDir = valueOf(argv, 'data-dir');
  return {
    isDemo: argv.includes('--demo'),
    isSelfTest: argv.includes('--self-test'),
    dataDir: dataDir === null ? null : resolve(dataDir),
    twitchPort: port === null ? null : parsePort(port),
    keepSignedIn: argv.includes('--keep-signed-in'),
  };
}

/** The first dangerous switch in `argv`, or null. Fuses can't turn Chromium's switches off, so the app refuses to start. */
export function refusedSwitch(argv: readonly string[]): string | null {
  for (const word of argv) {
    const name = /^(?:--|-|\/)([^=]+)/.exec(word)?.[1]?.toLowerCase();
    const refused = REFUSED_SWITCHES.find((candidate) => candidate === name);
    if (refused !== undefined) return refused;
  }
  return null;
}

function valueOf(argv: readonly string[], name: string): string | null {
  const flag = `--${name}`;
  const joined = argv.find((word) => word.startsWith(`${flag}=`));
  const at = argv.indexOf(flag);
  if (joined === undefined && at === -1) return null;
  const value = joined === undefined ? argv[at + 1] : joined.slice(flag.length + 1);
  if (value === undefined || value === '' || value.startsWith('--')) throw invalid(name, 'needs a value');
  return value;
}

function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535) throw invalid('twitch-port', 'must be a port between 1 and 65535');
  return port;
}

function invalid(field: string, reason: string): Error {
  return fail('INVALID_REQUEST', `--${field} ${reason}.`, { field });
}
