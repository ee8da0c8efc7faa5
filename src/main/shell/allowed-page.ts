// Which pages may leave for the system browser: https on an exact list of hosts, rebuilt from parsed parts.
// Knows no browser: the shell hands in what opens a page.

/** Hosts that Modkeep links to. Exact names: no suffix match, so `www.twitch.tv.example` is a stranger. */
const HOSTS: ReadonlySet<string> = new Set([
  'www.twitch.tv',
  'dev.twitch.tv',
  'dashboard.twitch.tv',
  'id.twitch.tv',
  'status.twitch.tv',
]);

/** In characters. */
const MAX_LENGTH = 2_000;

/** The page to open, written anew from its parsed parts; null when it is not one that may be opened. */
export function allowedPage(text: string): string | null {
  if (text.length > MAX_LENGTH) return null;
  const url = URL.parse(text);
  if (url === null || url.protocol !== 'https:') return null;
  if (url.username !== '' || url.password !== '' || url.port !== '') return null;
  if (!HOSTS.has(url.hostname)) return null;
  return `https://${url.hostname}${url.pathname}${url.search}`;
}

/**
 * Opens allowed pages with `open`, which resolves to false or rejects when nothing took the page. Resolves to true
 * when the page was handed on, to false when it was refused or nothing opened it; never rejects.
 */
export function createOpenExternal(open: (url: string) => Promise<unknown>): (url: string) => Promise<boolean> {
  return async (text) => {
    const page = allowedPage(text);
    if (page === null) return false;
    return open(page).then(
      (taken) => taken !== false,
      () => false,
    );
  };
}
