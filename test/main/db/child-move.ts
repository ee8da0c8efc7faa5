// Starts on the usual folder it is given, and kills itself before the step it is given.
import { createClock } from '../../../src/main/lib/clock.ts';
import { settleMove } from '../../../src/main/wiring/move.ts';
import { MIGRATIONS_DIR, silentLog } from '../../helpers/db.ts';

const [home = '', at] = process.argv.slice(2);
await settleMove({
  home,
  migrationsDir: MIGRATIONS_DIR,
  clock: createClock(),
  log: silentLog(),
  onStep(step) {
    if (step === at) process.kill(process.pid, 'SIGKILL');
  },
});
console.log('done');
