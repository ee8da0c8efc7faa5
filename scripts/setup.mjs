// From a bare clone to something that runs: libraries, the pinned Node, the bundles in out/. Does nothing twice.
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle, hashOf, readIfThere } from './bundle.mjs';
import { ask, runTool } from './child.mjs';
import { withLock } from './lock.mjs';
import { ROOT } from './root.mjs';
import { during, refuseIfEnded, say, unavailable } from './say.mjs';

const NEEDED_MAJOR = 24;
const PINNED = join(ROOT, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
const INSTALLED = join(ROOT, 'node_modules', '.modkeep-installed');

/**
 * Sets everything up and returns the path of the Node to run with. Safe to call at any time and from two terminals at
 * once. Throws SERVICE_UNAVAILABLE with what to do about it.
 */
export function prepare() {
  return withLock(ROOT, async () => {
    await install();
    const node = findNode();
    await bundle(node);
    return node;
  });
}

async function install() {
  const lock = join(ROOT, 'package-lock.json');
  const wanted = hashOf([lock]);
  if (readIfThere(INSTALLED) === wanted) return;
  if (!isInstalledByHand(lock)) {
    await during('installing the libraries with `npm ci` (a minute or two the first time)', () =>
      runNpm('ci', '--ignore-scripts', '--loglevel=error', '--no-audit', '--no-fund', '--engine-strict=false'),
    );
  }
  // The one install script that is wanted; older versions of npm would run all of them.
  if (pinnedVersion() === null) {
    await during(`fetching Node ${NEEDED_MAJOR}`, () =>
      runNpm('rebuild', 'node', '--loglevel=error', '--no-fund', '--engine-strict=false'),
    );
  }
  writeFileSync(INSTALLED, wanted);
}

async function runNpm(...words) {
  const { code, reason } = await runTool(...npm(...words), { cwd: ROOT, timeoutMs: 900_000 });
  refuseIfEnded(reason);
  if (reason === 'missing')
    throw unavailable('npm was not found; install Node from https://nodejs.org, which brings it.');
  if (code !== 0) throw unavailable(`\`npm ${words[0]}\` failed: its own words are above. Is the network there?`);
}

/** npm writes its own list last, so a list younger than the lock file means a complete `npm ci` or `npm install`. */
function isInstalledByHand(lock) {
  const list = join(ROOT, 'node_modules', '.package-lock.json');
  return existsSync(list) && statSync(list).mtimeMs >= statSync(lock).mtimeMs;
}

function findNode() {
  const version = pinnedVersion();
  if (isNewEnough(version)) return PINNED;
  if (isNewEnough(process.version)) {
    say(`the pinned Node is not there; going on with this one (${process.version})`);
    return process.execPath;
  }
  const problem =
    version === null ? 'its install script did not bring one that runs' : `what it brought is only ${version}`;
  throw unavailable(
    `Modkeep runs on Node ${NEEDED_MAJOR}, which comes as the npm package \`node\`, but ${problem}. ` +
      'Run `npm install-scripts approve node` and `npm rebuild node`, and try again.',
  );
}

/** What the Node of the npm package `node` says it is, or null when there is none that runs. */
function pinnedVersion() {
  return existsSync(PINNED) ? ask(PINNED, ['--version']) : null;
}

function isNewEnough(version) {
  return Number(/^v?(\d+)\./.exec(version ?? '')?.[1] ?? 0) >= NEEDED_MAJOR;
}

/** The npm that called us, else the one on the PATH. */
function npm(...words) {
  const script = process.env.npm_execpath;
  if (script !== undefined && /\.c?js$/.test(script) && existsSync(script)) {
    return [process.env.npm_node_execpath ?? process.execPath, [script, ...words]];
  }
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm', words];
}
