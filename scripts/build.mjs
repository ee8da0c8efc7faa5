// `npm run build`: makes out/ anew when it is not up to date, and waits its turn while somebody else does. Installs
// nothing: runs on the Node it was started with.
import { bundle } from './bundle.mjs';
import { withLock } from './lock.mjs';
import { ROOT } from './root.mjs';
import { Refusal, say } from './say.mjs';

try {
  await withLock(ROOT, () => bundle(process.execPath));
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  say(`${error.code}: ${error.message}`);
  process.exitCode = error.exitCode;
}
