// Fault 35: a keyring that is missing, locked, silent or has another key, at random moments of a random use. Whatever was
// acknowledged is there again when the keyring is, nothing is ever written in clear, and no ciphertext is thrown away.
// 50 times each with MODKEEP_LONG=1.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createMemoryVault } from '../../src/main/accounts/vault-memory.ts';
import type * as vaults from '../../src/main/desktop/vault-system.ts';
import { openVault, type OpenedVault } from '../../src/main/desktop/vault-system.ts';
import { secret } from '../../src/main/lib/secret.ts';
import { AppFailure } from '../../src/shared/errors.ts';
import { createFakeClock, type FakeClock } from '../helpers/fake-clock.ts';
import { silentLog } from '../helpers/db.ts';
import { KeychainDouble } from '../helpers/electron-double/keychain.ts';
import { planted } from '../helpers/planted.ts';
import { score } from '../helpers/score.ts';
import { findSecrets } from '../helpers/secret-scan.ts';
import { temporaryFolder } from './worlds.ts';

const ROUNDS = process.env['MODKEEP_LONG'] === '1' ? 50 : 3;
const SEED = Number(process.env['MODKEEP_SEED'] ?? 20_261_120);
const NAME = 'twitch:12';
const STEPS = 12;

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => void (folder = temporaryFolder()));
afterEach(() => folder.remove());

interface Keyring {
  readonly keychain: KeychainDouble;
  readonly clock: FakeClock;
  readonly file: string;
  readonly open: () => Promise<OpenedVault>;
}

function createKeyring(name: string, create: typeof openVault): Keyring {
  const keychain = new KeychainDouble({ prefix: 'v11' }, () => true);
  const clock = createFakeClock();
  const file = join(folder.path, name);
  const open = (): Promise<OpenedVault> =>
    timely(
      clock,
      create({
        safeStorage: keychain,
        file,
        platform: 'linux',
        clock,
        log: silentLog(),
        fallback: createMemoryVault(),
      }),
    );
  return { keychain, clock, file, open };
}

/** Lets virtual minutes pass until `work` has an answer; while the disk is slow that may be many. */
async function timely<T>(clock: FakeClock, work: Promise<T>): Promise<T> {
  const state = { isDone: false };
  const finished = work.finally(() => (state.isDone = true));
  finished.catch(() => undefined);
  for (let step = 0; !state.isDone; step += 1) await clock.advance(step < 20 ? 0 : 500);
  return finished;
}

/** Each begins the fault and gives back what ends it. */
const FAULTS: Readonly<Record<string, (keychain: KeychainDouble) => () => void>> = {
  missing: (keychain) => {
    keychain.prefix = 'v10';
    return () => void (keychain.prefix = 'v11');
  },
  locked: (keychain) => {
    keychain.mood = 'locked';
    return () => void (keychain.mood = 'works');
  },
  silent: (keychain) => {
    keychain.mood = 'hangs';
    return () => void (keychain.mood = 'works');
  },
  changed: (keychain) => keychain.lose(),
};

/** One random use; what was wrong, null when nothing was. */
async function useOnce(round: string, fault: string, random: () => number, create = openVault): Promise<string | null> {
  const { keychain, clock, file, open } = createKeyring(round, create);
  const tokens: string[] = [];
  let opened = await open();
  let kept: string | null = null;
  const write = async (): Promise<void> => {
    const token = `${round}-refresh-token-${tokens.length}-0123456789`;
    tokens.push(token);
    try {
      await timely(clock, opened.vault.write(NAME, secret(token)));
      // In memory it lasts as long as the run, and the app says so.
      if (opened.vault.kind === 'system') kept = token;
    } catch (error) {
      if (!(error instanceof AppFailure)) throw error;
    }
  };
  await write();
  const fromStep = Math.floor(random() * STEPS);
  let end: (() => void) | null = null;
  for (let step = 0; step < STEPS; step += 1) {
    if (step === fromStep) end = FAULTS[fault]!(keychain);
    const what = random();
    // Signing in anew under another key would rightly take the place of what nobody can read.
    if (what < 0.4) opened = await open();
    else if (what < 0.7 && !(fault === 'changed' && end !== null)) await write();
    else await timely(clock, opened.vault.read(NAME)).catch(() => undefined);
  }
  end?.();
  const again = await open();
  const read = (await timely(clock, again.vault.read(NAME)))?.reveal() ?? null;
  if (read !== kept) return `${round}: read ${read ?? 'nothing'} instead of ${kept ?? 'nothing'}`;
  const content = existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
  return findSecrets(tokens, new Map([['file', content]])).length === 0 ? null : `${round}: a token is in clear`;
}

test.each(Object.keys(FAULTS))(`a keyring that is %s, ${ROUNDS} times (seed ${SEED})`, async (fault) => {
  const { random } = createFakeClock(0, SEED);
  const problems: string[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const problem = await useOnce(`${fault}-${round}`, fault, random);
    if (problem !== null) problems.push(problem);
  }
  score('keyring', { bad: problems.length, of: ROUNDS });
  expect(problems).toEqual([]);
});

test('a vault that throws away what it cannot read is found out, so the test can tell', async () => {
  const careless = await planted<typeof vaults>(
    'src/main/desktop/vault-system.ts',
    'bad: { ...next.bad, [badName(name)]: current }',
    'bad: { ...next.bad }',
  );
  const { random } = createFakeClock(0, SEED);
  const problems: (string | null)[] = [];
  for (let round = 0; round < 6; round += 1)
    problems.push(await useOnce(`planted-${round}`, 'changed', random, careless.openVault));
  expect(problems.join()).toContain('read nothing');
});
