// One set-up per folder at a time: two terminals must not install over each other.
import { createHash } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { say } from './say.mjs';

/** Runs `work` while holding the lock of `folder`; waits for a holder that lives, replaces one that does not. */
export async function withLock(folder, work) {
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  const path = join(tmpdir(), `modkeep-setup-${name}.lock`);
  await take(path, folder);
  const release = () => rmSync(path, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

async function take(path, folder) {
  for (let round = 0; ; round += 1) {
    try {
      return writeFileSync(path, String(process.pid), { flag: 'wx', mode: 0o600 });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (!isHeld(path)) {
      drop(path);
      continue;
    }
    if (round === 0) say(`another set-up of ${folder} is under way; waiting for it`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** Removes a dead lock. Two may have seen it dead, and the slower of them must not remove what the faster one took. */
function drop(path) {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
    if (isHeld(aside)) linkSync(aside, path);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
  }
  rmSync(aside, { force: true });
}

/** A holder that died leaves its file, and its number may be somebody else's by now: no set-up takes this long. */
const FORGOTTEN = 30 * 60_000;

function isHeld(path) {
  try {
    if (Date.now() - statSync(path).mtimeMs > FORGOTTEN) return false;
    process.kill(Number(readFileSync(path, 'utf8')) || 0, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    return error.code === 'EPERM';
  }
}
