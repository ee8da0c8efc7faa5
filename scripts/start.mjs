// `npm start`: the desktop shell where it can run, otherwise the browser shell, and always a word about why.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask, runApp, runTool } from './child.mjs';
import { say } from './say.mjs';
import { prepare } from './setup.mjs';
import { ROOT, toolEnvironment } from './root.mjs';

const ELECTRON = join(ROOT, 'node_modules', 'electron');
const DOWNLOAD_LIMIT = 300_000;
/** An Electron that is killed sooner than this never got as far as a window. */
const STILLBORN = 10_000;

/** Sets up, runs the app until it ends and returns its exit code. `flags` come from parseStart. */
export async function start(flags) {
  const node = await prepare();
  const obstacle = flags.isBrowser ? '' : await whyNoDesktop(node);
  if (obstacle === null) {
    const ended = await runApp(electronPath(), [ROOT, ...flags.forDesktop], { cwd: ROOT });
    if (!isStillborn(ended)) return ended.code;
    say('the desktop shell was stopped by the system before it could show a window; using the browser shell');
  } else if (obstacle !== '') {
    say(`${obstacle}; using the browser shell`);
  }
  const { code } = await runApp(node, [join(ROOT, 'out', 'main', 'serve.js'), ...flags.forApp], { cwd: ROOT });
  return code;
}

/** A reason in words, or null when the desktop shell can run. Downloads Electron when only that is missing. */
async function whyNoDesktop(node) {
  if (process.platform === 'linux') {
    if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return 'there is no display here';
    if (process.getuid() === 0) return 'the desktop shell keeps its sandbox, which root can not have';
  }
  if (!isElectronThere() && !(await download(node))) return 'Electron could not be downloaded';
  if (ask(electronPath(), ['--version'], { timeoutMs: 30_000 }) === null) {
    return 'Electron does not run on this system (a system library may be missing)';
  }
  return null;
}

/** Since version 42 the package brings no binary and no install script: it is fetched when first needed. */
async function download(node) {
  say('fetching Electron (about 110 MB, once; at most five minutes)…');
  const { code, reason } = await runTool(node, [join(ELECTRON, 'install.js')], {
    cwd: ROOT,
    env: toolEnvironment(node),
    timeoutMs: DOWNLOAD_LIMIT,
    isQuiet: true,
  });
  if (reason === 'signal') process.exit(130);
  return code === 0 && isElectronThere();
}

function isElectronThere() {
  const wanted = JSON.parse(readFileSync(join(ELECTRON, 'package.json'), 'utf8')).version;
  const found = process.env.ELECTRON_OVERRIDE_DIST_PATH ? wanted : readIfThere(join(ELECTRON, 'dist', 'version'));
  return found?.replace(/^v/, '').trim() === wanted && existsSync(electronPath());
}

function electronPath() {
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(ELECTRON, 'dist');
  return join(folder, readIfThere(join(ELECTRON, 'path.txt')) ?? 'electron');
}

function readIfThere(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}

/** Chromium aborts with a signal when the system forbids its sandbox; the app itself never does. */
function isStillborn({ signal, livedMs, wasEnded }) {
  return !wasEnded && livedMs < STILLBORN && ['SIGTRAP', 'SIGABRT', 'SIGILL', 'SIGSEGV'].includes(signal);
}
