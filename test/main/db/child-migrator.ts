// Opens, and so migrates, the database it is given and kills itself right before the nth statement of the migrations.
// Arguments: file, n, and `piecemeal` for a fault to be found out: every statement a transaction of its own.
import { openForLocking } from '../../../src/main/db/connection.ts';
import { openTestDatabase } from '../../helpers/db.ts';

const [path = '', nth = '0', fault = 'none'] = process.argv.slice(2);
const probe = openForLocking(':memory:');
const shared = Object.getPrototypeOf(probe) as { exec(sql: string): unknown; transaction(run: () => void): unknown };
probe.close();
const { exec } = shared;
let left = Number(nth);
shared.exec = function counted(sql) {
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
  return exec.call(this, sql);
};
if (fault === 'piecemeal') {
  shared.transaction = (run) => Object.assign(run, { immediate: run, deferred: run });
}
openTestDatabase({ path }).close();
