// Hands an address to the system's browser. Arguments are readable by every program of the machine, so nothing that
// stays valid goes into them; which addresses may go is decided elsewhere.
import { spawn } from 'node:child_process';
import type { Clock } from '../lib/clock.ts';

export interface BrowserFacts {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Hands `url` to the system; true when something took it. False at once where there is no display. */
export function createOpenBrowser(facts: BrowserFacts, clock: Clock): (url: string) => Promise<boolean> {
  return async (url) => {
    const command = openCommand(facts, url);
    if (!command) return false;
    const [file, ...args] = command;
    const child = spawn(file, args, { stdio: 'ignore', detached: true });
    child.unref();
    const ended = new Promise<boolean>((resolve) => {
      child.once('error', () => resolve(false));
      child.once('exit', (code) => resolve(code === 0));
    });
    // Some openers end only with the browser: whoever lives this long has found one.
    const waiting = new AbortController();
    const stillThere = clock.sleep(2_000, waiting.signal).then(
      () => true,
      () => true,
    );
    return Promise.race([ended, stillThere]).finally(() => waiting.abort());
  };
}

/** The program and its arguments, no shell in between; null where no window can appear. */
export function openCommand({ platform, environment }: BrowserFacts, url: string): [string, ...string[]] | null {
  if (platform === 'darwin') return ['open', url];
  // `start` is a word of cmd, which would read `&` and `%` in the address; this is what it ends up calling.
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', url];
  const hasDisplay = Boolean(environment['DISPLAY'] || environment['WAYLAND_DISPLAY']);
  return hasDisplay ? ['xdg-open', url] : null;
}
