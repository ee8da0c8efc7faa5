// Killed at any moment around a renewal: the token in use is always one whose successor-to-be is on disk, so that a
// restart either goes on or asks for a clean sign-in. The server looks into the vault at each call.
import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createFileVault } from '../../../src/main/accounts/vault-file.ts';
import { secret } from '../../../src/main/lib/secret.ts';
import { createTempDir, silentLog } from '../../helpers/db.ts';
import { createFakeClock } from '../../helpers/fake-clock.ts';
import { score } from '../../helpers/score.ts';
import { json, startRawTwitch, type RawTwitch } from '../twitch/raw-twitch.ts';

const ROUNDS = process.env['MODKEEP_LONG'] === '1' ? 500 : 12;
const CHILD = join(import.meta.dirname, 'child-renewer.ts');

interface Outcome {
  rounds: number;
  cleanSignIns: number;
  /** Sign-outs although the pair that Twitch last gave was on disk. */
  unexplained: number;
  calls: number;
  /** Calls with a token whose pair was not on disk. */
  unstored: number;
}

it(`uses no token that is not on disk, over ${ROUNDS} kills`, async () => {
  const outcome = await torment(ROUNDS, 'honest');
  score('kill-renewal', { bad: outcome.unstored + outcome.unexplained, of: ROUNDS });
  expect(outcome.calls).toBeGreaterThan(ROUNDS);
  expect(outcome.cleanSignIns).toBeLessThan(ROUNDS);
  expect(outcome).toMatchObject({ rounds: ROUNDS, unstored: 0, unexplained: 0 });
}, 3_600_000);

it('would be found out if it did (planted fault)', async () => {
  expect((await torment(1, 'lazy')).unstored).toBeGreaterThan(0);
}, 60_000);

async function torment(rounds: number, mode: 'honest' | 'lazy'): Promise<Outcome> {
  const folder = createTempDir();
  const path = join(folder.dir, 'vault.json');
  const raw = await startRawTwitch();
  const outcome: Outcome = { rounds: 0, cleanSignIns: 0, unexplained: 0, calls: 0, unstored: 0 };
  let seed = 20261120;
  const random = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  let pair = 1;
  serve(raw, path, outcome, { next: () => (pair += 1), current: () => pair });
  await signIn(path, pair);
  while (outcome.rounds < rounds) {
    const wasStored = isOnDisk(path, `refresh-${pair}-end`);
    const code = await runAndKill(raw, path, mode, 6 + Math.floor(random() * 6), random() * 6);
    outcome.rounds += 1;
    if (code === 3) {
      outcome.cleanSignIns += 1;
      if (wasStored) outcome.unexplained += 1;
      await signIn(path, (pair += 1));
    }
    // Whatever the moment: the vault opens, or is gone with its token.
    await createFileVault({ path, clock: createFakeClock(), log: silentLog() }).names();
  }
  await raw.close();
  folder.remove();
  return outcome;
}

/** One-time refresh tokens; every call is checked against what the disk holds at that moment. */
function serve(raw: RawTwitch, path: string, outcome: Outcome, pairs: { next(): number; current(): number }): void {
  raw.answer = (response, { url, body, headers }) => {
    if (url === '/auth/token') {
      if (new URLSearchParams(body).get('refresh_token') !== `refresh-${pairs.current()}-end`) {
        return json(response, 400, { status: 400, message: 'Invalid refresh token' });
      }
      const pair = pairs.next();
      return json(response, 200, {
        access_token: `access-${pair}-end`,
        refresh_token: `refresh-${pair}-end`,
        expires_in: 14_400,
        scope: [],
      });
    }
    if (url === '/auth/validate') return json(response, 401, { status: 401, message: 'invalid access token' });
    outcome.calls += 1;
    const pair = /access-(\d+)-end/.exec(headers.authorization ?? '')?.[1] ?? 'none';
    if (!isOnDisk(path, `refresh-${pair}-end`)) outcome.unstored += 1;
    json(response, 200, { data: [] });
  };
}

function isOnDisk(path: string, text: string): boolean {
  try {
    return readFileSync(path, 'utf8').includes(text);
  } catch {
    return false;
  }
}

async function signIn(path: string, pair: number): Promise<void> {
  rmSync(path, { force: true });
  const now = Date.now();
  const session = {
    format: 1,
    accountId: '7',
    clientId: 'test-client',
    accessToken: `access-${pair}-end`,
    refreshToken: `refresh-${pair}-end`,
    scopes: [],
    obtainedAt: now,
    expiresAt: now + 14_400_000,
    lifeMs: 14_400_000,
    isAfter401: false,
  };
  await createFileVault({ path, clock: createFakeClock(), log: silentLog() }).write(
    'token:7',
    secret(JSON.stringify(session)),
  );
}

/** Kills the child some ms after its nth request; resolves to its exit code, null when killed. */
async function runAndKill(
  raw: RawTwitch,
  path: string,
  mode: string,
  nth: number,
  afterMs: number,
): Promise<number | null> {
  const before = raw.requests.length;
  const child = spawn(process.execPath, [CHILD, String(raw.port), path, mode], { stdio: ['ignore', 'ignore', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const exited = new Promise<number | null>((resolve) => child.on('exit', resolve));
  const watch = setInterval(() => {
    if (raw.requests.length < before + nth) return;
    clearInterval(watch);
    setTimeout(() => child.kill('SIGKILL'), afterMs);
  }, 1);
  const code = await exited;
  clearInterval(watch);
  if (code !== null && code !== 3) throw new Error(`the child ended with ${code}: ${complaint}`);
  return code;
}
