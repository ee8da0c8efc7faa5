// What a person may type to name a channel: an id, a login, an address of the channel. Pure; asks nobody.

export interface Named {
  readonly id: string | null;
  readonly login: string | null;
}

const ID = /^[1-9]\d{0,19}$/;
const LOGIN = /^[a-z0-9_]{1,25}$/;
/** Hosts of Twitch on which the path names a channel; `player.` names it in the query. */
const HOST = /^(?:(?:www|m|go|dashboard|player|clips)\.)?twitch\.tv$/;
/** First parts of a path that stand before the channel's name. */
const BEFORE = new Set(['u', 'moderator', 'popout', 'embed']);
/** First parts of a path that are pages of Twitch itself. */
const PAGES = new Set([
  'directory',
  'videos',
  'search',
  'settings',
  'subscriptions',
  'downloads',
  'turbo',
  'jobs',
  'p',
]);

/** Null when it can be neither; a bare number may be both, an id and a login of digits. Upper case is no matter. */
export function readName(given: string): Named | null {
  const text = given.trim();
  if (/[/.]/.test(text)) return named(null, loginOf(text));
  const name = text.replace(/^@/, '').toLowerCase();
  // An id is never written with an @.
  return named(text === name && ID.test(name) ? name : null, name);
}

function named(id: string | null, name: string | null): Named | null {
  const login = name !== null && LOGIN.test(name) ? name : null;
  return id === null && login === null ? null : { id, login };
}

/** The login in an address, with or without its `https://`. */
function loginOf(text: string): string | null {
  const url = URL.parse(/^https?:\/\//i.test(text) ? text : `https://${text}`);
  if (url === null || url.username !== '' || url.port !== '' || !HOST.test(url.hostname)) return null;
  const inQuery = url.searchParams.get('channel');
  if (url.hostname.startsWith('player.')) return inQuery?.toLowerCase() ?? null;
  const parts = url.pathname.toLowerCase().split('/').filter(Boolean);
  const [first = '', second = ''] = parts;
  if (BEFORE.has(first)) return second;
  return url.hostname.startsWith('clips.') || PAGES.has(first) ? null : first;
}
