// Takes the lock of the folder it is given, says so or says the error's code, and stays until killed or input ends.
import { lockFolder } from '../../../src/main/db/lock.ts';
import { AppFailure } from '../../../src/shared/errors.ts';

try {
  lockFolder(process.argv[2] ?? '');
  console.log('held');
} catch (error) {
  console.log(error instanceof AppFailure ? error.failure.code : String(error));
}
process.stdin.resume();
