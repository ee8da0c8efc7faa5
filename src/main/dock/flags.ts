// What the browser shell's command line asks for, strictly. Pure.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { fail } from '../../shared/errors.ts';

export interface ServeFlags {
  readonly isDemo: boolean;
  readonly opensBrowser: boolean;
  readonly isJson: boolean;
  readonly keepSignedIn: boolean;
  /** Absolute, or null for the usual place. */
  readonly dataDir: string | null;
  /** 0 = any free one. */
  readonly port: number;
  /** Loopback port of a Twitch-shaped server, or null for Twitch. */
  readonly twitchPort: number | null;
}

const OPTIONS = {
  demo: { type: 'boolean' },
  'no-open': { type: 'boolean' },
  json: { type: 'boolean' },
  'keep-signed-in': { type: 'boolean' },
  /** Says which shell is meant where both can be; this one is it. */
  browser: { type: 'boolean' },
  'data-dir': { type: 'string' },
  port: { type: 'string' },
  'twitch-port': { type: 'string' },
} as const;

/** Throws INVALID_REQUEST with one sentence for anything unknown, given twice, missing or out of range. */
export function parseFlags(argv: readonly string[]): ServeFlags {
  const { tokens } = parseArgs({
    args: [...argv],
    options: OPTIONS,
    strict: false,
    allowNegative: false,
    tokens: true,
  });
  const found = new Map<string, string>();
  for (const token of tokens) {
    if (token.kind !== 'option') {
      throw invalid(
        token.kind === 'positional' ? `"${token.value.slice(0, 40)}" is not a flag` : '"--" is not a flag',
        'flag',
      );
    }
    const option = Object.hasOwn(OPTIONS, token.name) ? OPTIONS[token.name as keyof typeof OPTIONS] : undefined;
    if (!option || !token.rawName.startsWith('--'))
      throw invalid(`there is no flag ${token.rawName.slice(0, 40)}`, 'flag');
    if (found.has(token.name)) throw invalid(`--${token.name} is given twice`, token.name);
    found.set(token.name, valueOf(token.name, option.type, token.value));
  }
  const dataDir = found.get('data-dir');
  const twitchPort = found.get('twitch-port');
  if (found.has('demo') && twitchPort !== undefined)
    throw invalid('--demo brings its own Twitch: leave --twitch-port out', 'twitch-port');
  return {
    isDemo: found.has('demo'),
    opensBrowser: !found.has('no-open') && !found.has('json'),
    isJson: found.has('json'),
    keepSignedIn: found.has('keep-signed-in'),
    dataDir: dataDir === undefined ? null : resolve(dataDir),
    port: portOf('port', found.get('port') ?? '0', 0),
    twitchPort: twitchPort === undefined ? null : portOf('twitch-port', twitchPort, 1),
  };
}

function valueOf(name: string, type: 'boolean' | 'string', value: string | undefined): string {
  if (type === 'boolean') {
    if (value !== undefined) throw invalid(`--${name} takes no value`, name);
    return '';
  }
  if (value === undefined || value === '' || value.startsWith('--')) throw invalid(`--${name} needs a value`, name);
  return value;
}

function portOf(name: string, text: string, lowest: number): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : -1;
  if (port >= lowest && port <= 65_535) return port;
  throw invalid(`--${name} needs a number from ${lowest} to 65535, not "${text.slice(0, 40)}"`, name);
}

function invalid(words: string, field: string): Error {
  return fail('INVALID_REQUEST', `${words.replace(/^t/, 'T')}.`, { field });
}
