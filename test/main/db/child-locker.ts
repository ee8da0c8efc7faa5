// Takes the write lock of a database that is not its own again and again, as a virus scanner or backup tool would.
// Arguments: file, seed. Runs until it is killed.
import { openForLocking } from '../../../src/main/db/connection.ts';
import { createFakeClock } from '../../helpers/fake-clock.ts';

const [path = '', seed = '1'] = process.argv.slice(2);
const { random } = createFakeClock(0, Number(seed));
const sqlite = openForLocking(path);
const still = new Int32Array(new SharedArrayBuffer(4));
/** Milliseconds, and nothing else happens meanwhile. */
const wait = (ms: number): void => void Atomics.wait(still, 0, 0, ms);

console.log('locking');
for (;;) {
  try {
    sqlite.exec('BEGIN IMMEDIATE');
    wait(random() * 12);
    // Half of what it does changes something, so that whoever read before has an old view.
    sqlite.exec(random() < 0.5 ? 'ROLLBACK' : "REPLACE INTO setting VALUES ('locker', '1', 1); COMMIT");
  } catch {
    // The app had it just now.
  }
  wait(random() * 6);
}
