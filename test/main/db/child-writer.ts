// Commits numbered rows as fast as it can and says each number once its commit has returned. For the crash tests.
// Arguments: file, commits at most, `FULL` or `NORMAL`, pages between checkpoints, and perhaps a fault to be found out:
// `halves` writes a row in two commits, `liar` says that a refused commit is done.
import { writeSync } from 'node:fs';
import { AppFailure } from '../../../src/shared/errors.ts';
import { openTestDatabase } from '../../helpers/db.ts';

const [path = '', commits = '0', synchronous = 'FULL', pages = '1000', fault = 'none'] = process.argv.slice(2);
const STDOUT = 1;

function run(): void {
  const db = openTestDatabase({ path });
  // What plants the fault: FULL is what openDatabase sets and stays as it is.
  if (synchronous !== 'FULL') db.sqlite.pragma(`synchronous = ${synchronous}`);
  db.sqlite.pragma(`wal_autocheckpoint = ${pages}`);
  const last = db.sqlite.prepare('SELECT coalesce(max(seq), 0) FROM audit').pluck().get() as number;
  const audit = db.sqlite.prepare(`INSERT INTO audit (seq, id, at, action, content_type, content_id, reason, metadata,
    prev_hash, hash) VALUES (?, ?, 1, 'ban_user', 'user', '1', ?, '{}', '', '')`);
  const pair = db.sqlite.prepare('INSERT INTO setting VALUES (?, ?, 1)');
  for (let seq = last + 1; seq <= last + Number(commits); seq += 1) {
    // Two tables and differing sizes, so that a commit is many pages and half of one shows.
    const writeOne = (): unknown => audit.run(seq, `id-${seq}`, 'r'.repeat((seq * 37) % 400));
    const writeOther = (): unknown => pair.run(`row-${seq}`, 'v'.repeat((seq * 91) % 900));
    const write = (): void => {
      if (fault === 'halves') [writeOne, writeOther].forEach((half) => db.immediate(half));
      else db.immediate(() => [writeOne(), writeOther()]);
    };
    if (!commitOrSay(write, 3) && fault !== 'liar') break;
    writeSync(STDOUT, `${seq}\n`);
  }
  db.close();
}

/** A refused commit is told by its code and tried again, `tries` times in all. */
function commitOrSay(write: () => void, tries: number): boolean {
  for (let left = tries; left > 0; left -= 1) {
    try {
      write();
      return true;
    } catch (error) {
      writeSync(STDOUT, `${codeOf(error)}\n`);
    }
  }
  return false;
}

function codeOf(error: unknown): string {
  return error instanceof AppFailure ? error.failure.code : `UNEXPECTED ${String(error)}`;
}

try {
  run();
} catch (error) {
  writeSync(STDOUT, `${codeOf(error)}\n`);
}
