// Tokens under the operating system's protection. A failure that may pass keeps the ciphertext and says "not now";
// one that will not keeps it too, as `.bad`, and counts as signed out. Never logs names' contents.
import type { Vault } from '../accounts/vault.ts';
import { fail } from '../../shared/errors.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { secret, type Secret } from '../lib/secret.ts';
import { createSystemCipher, type AsyncSafeStorage, type Opened, type SystemCipher } from './safe-storage.ts';
import { createBlobFile, type BlobFile, type Blobs } from './vault-blobs.ts';

export interface VaultDeps {
  readonly safeStorage: AsyncSafeStorage;
  /** `vault.bin.json` in the data folder. */
  readonly file: string;
  readonly platform: NodeJS.Platform;
  readonly clock: Pick<Clock, 'now' | 'sleep'>;
  readonly log: Log;
  /** What to use where the system protects nothing: memory, or the 0600 file the person agreed to. */
  readonly fallback: Vault;
}

/** Why tokens are not where the person may expect them; the shell says it in words. */
export type VaultNotice = 'none' | 'unprotected' | 'unavailable' | 'protection_lost' | 'file_damaged';

export interface OpenedVault {
  readonly vault: Vault;
  readonly notice: VaultNotice;
}

/** Waits between tries while the keychain is locked or slow (ms). */
const BACK_OFF_MS = [500, 2_000] as const;

/**
 * Picks the vault by a canary round trip, after `ready` only. The system's where it protects; the fallback where it
 * does not (a `v10` ciphertext on Linux) or does not answer and nothing is kept yet. Throws SERVICE_UNAVAILABLE when
 * the file can't be read.
 */
export async function openVault(deps: VaultDeps): Promise<OpenedVault> {
  const cipher = createSystemCipher(deps.safeStorage, deps.clock, deps.platform);
  const file = createBlobFile(deps.file, deps.clock);
  const { blobs, isDamaged } = await file.read().catch((cause: unknown) => {
    throw fail(
      'SERVICE_UNAVAILABLE',
      'The file that keeps sign-ins cannot be read.',
      { reason: 'vault_file' },
      { cause },
    );
  });
  const protection = await cipher.probe();
  const isKept = Object.keys(blobs.blobs).length > 0;
  deps.log.info('the system vault was probed', { protection, isKept, isDamaged });
  if (protection === 'unprotected') {
    return { vault: deps.fallback, notice: isKept ? 'protection_lost' : 'unprotected' };
  }
  if (protection === 'unavailable' && !isKept) return { vault: deps.fallback, notice: 'unavailable' };
  const vault = createSystemVault({ cipher, kept: createKept(file, blobs), clock: deps.clock, log: deps.log });
  if (protection === 'unavailable') return { vault, notice: 'unavailable' };
  return { vault, notice: isDamaged ? 'file_damaged' : 'none' };
}

type Candidate = { readonly from: 'current' | 'previous' | 'bad'; readonly sealed: string };

/** The file's content as last written, and the way to change it. */
interface Kept {
  now(): Blobs;
  save(next: Blobs): Promise<void>;
  /** What the disk holds under `name`, read anew. */
  onDisk(name: string): Promise<string | undefined>;
}

interface Tools {
  readonly cipher: SystemCipher;
  readonly kept: Kept;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly log: Log;
}

function createSystemVault(tools: Tools): Vault {
  const { kept } = tools;
  let queue: Promise<unknown> = Promise.resolve();

  /** One change of the file at a time, in the order asked. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = queue.then(work);
    queue = turn.catch(() => undefined);
    return turn;
  }

  return {
    kind: 'system',
    read: (name) => inTurn(() => readSecret(tools, name)),
    write: (name, value) => inTurn(() => writeSecret(tools, name, value)),
    remove: (name) => inTurn(() => kept.save(withoutBad(withoutBlob(kept.now(), name), name))),
    names: () => inTurn(async () => Object.keys(kept.now().blobs)),
  };
}

function createKept(file: BlobFile, initial: Blobs): Kept {
  let blobs = initial;
  return {
    now: () => blobs,
    async save(next) {
      await file.write(next).catch((cause: unknown) => {
        throw fail('SERVICE_UNAVAILABLE', 'The sign-in could not be written.', { reason: 'vault_file' }, { cause });
      });
      blobs = next;
    },
    onDisk: async (name) => (await file.read()).blobs.blobs[name]?.current,
  };
}

async function readSecret(tools: Tools, name: string): Promise<Secret | null> {
  const { cipher, kept, clock, log } = tools;
  for (const candidate of candidates(kept.now(), name)) {
    const opened = await openPatiently(cipher, Buffer.from(candidate.sealed, 'base64'), clock);
    if (opened.kind === 'temporary') throw notNow();
    if (opened.kind === 'permanent') continue;
    const value = secret(opened.text);
    if (candidate.from !== 'current' || opened.shouldReEncrypt) await renew(tools, name, value, candidate.from);
    else if (kept.now().blobs[name]?.previous !== undefined)
      await kept.save(withBlob(kept.now(), name, candidate.sealed));
    return value;
  }
  if (kept.now().blobs[name] !== undefined) {
    log.warn('a sign-in could not be decrypted; it is kept as bad');
    await kept.save(asBad(kept.now(), name));
  }
  return null;
}

/** Puts what was read from an older place, or under an older key, under the current key. What was read stays valid if that fails. */
async function renew(tools: Tools, name: string, value: Secret, from: Candidate['from']): Promise<void> {
  tools.log.info('a sign-in is encrypted anew', { from });
  await writeSecret(tools, name, value).catch(() => tools.log.warn('a sign-in could not be encrypted anew'));
}

async function writeSecret({ cipher, kept }: Tools, name: string, value: Secret): Promise<void> {
  const sealed = await cipher.seal(value.reveal());
  if (sealed === null || cipher.isUnprotected(sealed)) throw notNow();
  const before = kept.now();
  const previous = before.blobs[name]?.current;
  const current = sealed.toString('base64');
  await kept.save(withBlob(before, name, current, previous));
  const onDisk = await kept.onDisk(name);
  const opened = onDisk === undefined ? null : await cipher.open(Buffer.from(onDisk, 'base64'));
  // Written but not readable just now: both generations stay, and the next read settles it.
  if (opened?.kind === 'temporary') return;
  if (opened?.kind !== 'ok' || opened.text !== value.reveal()) {
    await kept.save(before);
    throw fail('SERVICE_UNAVAILABLE', 'The sign-in did not read back as written.', { reason: 'vault_read_back' });
  }
  if (previous === undefined && before.bad[badName(name)] === undefined) return;
  await kept.save(withoutBad(withBlob(kept.now(), name, current), name));
}

async function openPatiently(cipher: SystemCipher, sealed: Buffer, clock: Pick<Clock, 'sleep'>): Promise<Opened> {
  for (const wait of BACK_OFF_MS) {
    const opened = await cipher.open(sealed);
    if (opened.kind !== 'temporary') return opened;
    await clock.sleep(wait);
  }
  return cipher.open(sealed);
}

/** Newest first. A `.bad` one is tried again each time: the keychain it needs may be back. */
function candidates(blobs: Blobs, name: string): readonly Candidate[] {
  const { current, previous } = blobs.blobs[name] ?? {};
  const bad = blobs.bad[badName(name)];
  const found: Candidate[] = [];
  if (current !== undefined) found.push({ from: 'current', sealed: current });
  if (previous !== undefined) found.push({ from: 'previous', sealed: previous });
  if (bad !== undefined) found.push({ from: 'bad', sealed: bad });
  return found;
}

function withBlob(blobs: Blobs, name: string, current: string, previous?: string): Blobs {
  const blob = previous === undefined ? { current } : { current, previous };
  return { ...blobs, blobs: { ...blobs.blobs, [name]: blob } };
}

function withoutBlob(blobs: Blobs, name: string): Blobs {
  const { [name]: _dropped, ...rest } = blobs.blobs;
  return { ...blobs, blobs: rest };
}

function withoutBad(blobs: Blobs, name: string): Blobs {
  const { [badName(name)]: _dropped, ...rest } = blobs.bad;
  return { ...blobs, bad: rest };
}

function asBad(blobs: Blobs, name: string): Blobs {
  const current = blobs.blobs[name]?.current;
  const next = withoutBlob(blobs, name);
  return current === undefined ? next : { ...next, bad: { ...next.bad, [badName(name)]: current } };
}

function badName(name: string): string {
  return `${name}.bad`;
}

function notNow(): Error {
  return fail('SERVICE_UNAVAILABLE', 'The system keychain does not answer now.', { reason: 'vault_unavailable' });
}
