// Opens pages in the system's browser: our own page with a single-use code, and known pages of Twitch. Arguments are
// readable by every program of the machine, so nothing that stays valid goes into them.
import { spawn } from 'node:child_process';
import type { Clock } from '../lib/clock.ts';

/** Exact hosts, https only. */
const HOSTS: ReadonlySet<string> = new Set([
  'www.twitch.tv',
  'dev.twitch.tv',
  'dashboard.twitch.tv',
  'id.twitch.tv',
  'status.twitch.tv',
]);

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

/** The same for pages outside; false for whatever is not an https page on one of Twitch's known hosts. */
export function createOpenExternal(open: (url: string) => Promise<boolean>): (url: string) => Promise<boolean> {
  return async (text) => {
    const page = allowedPage(text);
    return page === null ? false : open(page);
  };
}

/** The page written anew from its parsed parts, or null. */
export function allowedPage(text: string): string | null {
  const url = text.length > 2_000 ? null : URL.parse(text);
  if (url === null || url.protocol !== 'https:' || !HOSTS.has(url.hostname)) return null;
  if (url.username !== '' || url.password !== '' || url.port !== '') return null;
  return `https://${url.hostname}${url.pathname}${url.search}`;
}

/** The program and its arguments, no shell in between; null where no window can appear. */
export function openCommand({ platform, environment }: BrowserFacts, url: string): [string, ...string[]] | null {
  if (platform === 'darwin') return ['open', url];
  // `start` is a word of cmd, which would read `&` and `%` in the address; this is what it ends up calling.
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', url];
  const hasDisplay = Boolean(environment['DISPLAY'] || environment['WAYLAND_DISPLAY']);
  return hasDisplay ? ['xdg-open', url] : null;
}
