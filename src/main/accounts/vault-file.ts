// A vault in one file that only its owner may read: for people who chose to stay signed in where the system protects
// nothing. A crash leaves the old content or the new, never half; a damaged file is set aside, never deleted.
import { chmod, readFile, rename, rm, stat } from 'node:fs/promises';
import { AppFailure, fail } from '../../shared/errors.ts';
import type { Clock } from '../lib/clock.ts';
import { ifAbsent, OWNER_ONLY, replaceFile } from '../lib/durable-file.ts';
import type { Log } from '../lib/log.ts';
import { secret } from '../lib/secret.ts';
import { fileStamp } from '../lib/time.ts';
import type { Vault } from './vault.ts';

export interface FileVaultDeps {
  /** `vault.json` in the data folder, which exists. */
  readonly path: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

type Entries = Readonly<Record<string, string>>;

/**
 * Opens lazily. `read` and `names` throw SERVICE_UNAVAILABLE (`vault_file`) when the file cannot be read now, and once
 * (`vault_damaged`) when it is damaged and no earlier generation serves: it is then kept beside as `.bad-<time>` and
 * the vault goes on empty. `write` and `remove` throw SERVICE_UNAVAILABLE (`vault_file`) and change nothing.
 */
export function createFileVault(deps: FileVaultDeps): Vault {
  let entries: Entries | null = null;
  let queue: Promise<unknown> = Promise.resolve();

  /** One at a time, in the order asked: two writers would each lose the other's change. */
  function inTurn<T>(work: (current: Entries) => Promise<T>): Promise<T> {
    const turn = queue.then(async () => {
      entries ??= await load(deps);
      return work(entries);
    });
    queue = turn.catch(() => undefined);
    return turn.catch((error: unknown) => {
      throw error instanceof AppFailure ? error : unreadable(error);
    });
  }

  async function save(next: Entries): Promise<void> {
    await replace(deps.path, JSON.stringify({ format: 1, entries: next }));
    entries = next;
  }

  return {
    kind: 'file',
    read: (name) =>
      inTurn(async (current) => {
        const value = Object.hasOwn(current, name) ? current[name] : undefined;
        return value === undefined ? null : secret(value);
      }),
    write: (name, value) => inTurn((current) => save({ ...current, [name]: value.reveal() })),
    remove: (name) =>
      inTurn(async (current) => {
        const { [name]: removed, ...rest } = current;
        if (removed !== undefined) await save(rest);
      }),
    names: () => inTurn(async (current) => Object.keys(current)),
  };
}

/** What the file holds, else the generation before it; empty when neither was ever written. */
async function load({ path, clock, log }: FileVaultDeps): Promise<Entries> {
  const current = await readEntries(path, log);
  if (current !== 'damaged' && current !== 'absent') return current;
  const aside = `${path}.bad-${fileStamp(clock.now())}`;
  if (current === 'damaged') await rename(path, aside);
  const previous = await readEntries(previousOf(path), log);
  if (previous !== 'damaged' && previous !== 'absent') {
    log.warn('the vault file was restored from its previous generation', { damaged: current === 'damaged' });
    await replace(path, JSON.stringify({ format: 1, entries: previous }));
    return previous;
  }
  if (previous === 'damaged') await rename(previousOf(path), `${aside}-previous`);
  if (current === 'absent' && previous === 'absent') return {};
  log.error('the vault file was damaged and has been set aside');
  throw fail('SERVICE_UNAVAILABLE', 'The file that keeps sign-ins was damaged and has been set aside: sign in again.', {
    reason: 'vault_damaged',
  });
}

async function readEntries(path: string, log: Log): Promise<Entries | 'absent' | 'damaged'> {
  const info = await stat(path).catch(ifAbsent);
  if (info === null) return 'absent';
  if (process.platform !== 'win32' && (info.mode & 0o077) !== 0) {
    log.warn('the vault file was open to others; that is mended');
    await chmod(path, OWNER_ONLY);
  }
  return parse(await readFile(path, 'utf8')) ?? 'damaged';
}

function parse(text: string): Entries | null {
  try {
    const json = JSON.parse(text) as { format?: unknown; entries?: unknown } | null;
    if (json?.format !== 1 || typeof json.entries !== 'object' || json.entries === null) return null;
    const entries = json.entries as Entries;
    return Object.values(entries).every((value) => typeof value === 'string') ? entries : null;
  } catch {
    return null;
  }
}

/** Durable when it resolves. The generation before stays until the new one has been read back. */
async function replace(path: string, text: string): Promise<void> {
  await replaceFile(path, text, previousOf(path));
  if ((await readFile(path, 'utf8')) !== text) throw new Error('the vault did not read back as written');
  await rm(previousOf(path), { force: true });
}

function previousOf(path: string): string {
  return `${path}.previous`;
}

function unreadable(cause: unknown): AppFailure {
  return fail(
    'SERVICE_UNAVAILABLE',
    'The file that keeps sign-ins cannot be used.',
    { reason: 'vault_file' },
    { cause },
  );
}
