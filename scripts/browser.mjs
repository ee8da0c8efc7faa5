// Finds a Chromium for the tests of the page, or gets one. Never lets a test run do without.
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ask, runTool } from './child.mjs';
import { during, Refusal, say, unavailable } from './say.mjs';
import { ROOT, toolEnvironment } from './root.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'microsoft-edge', 'chrome'];
const ELSEWHERE = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  win32: ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA']
    .filter((name) => process.env[name])
    .map((name) => join(process.env[name], 'Google', 'Chrome', 'Application', 'chrome.exe')),
};
const LIMIT = 300_000;

/**
 * Path of a Chromium that starts. In this order: the one named in the environment, an installed one, Playwright's own,
 * a Debian package, a download. Throws SERVICE_UNAVAILABLE when none of these works.
 */
export async function getChromium(node) {
  const named = process.env.MODKEEP_CHROMIUM || process.env.PLAYWRIGHT_CHROMIUM_EXECUTABLE_PATH;
  if (named) {
    if (doesStart(named)) return named;
    throw unavailable(`The Chromium named in the environment does not start: ${named}`);
  }
  const found = installed() ?? playwrights(node);
  if (found !== null) return found;
  const got = (await fromDebian()) ?? (await fromPlaywright(node));
  if (got !== null) return got;
  throw unavailable(
    'The tests of the page need Chromium or Chrome, and none could be found or fetched. Install one, or name one in MODKEEP_CHROMIUM.',
  );
}

function installed() {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const candidates = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [...candidates, ...(ELSEWHERE[process.platform] ?? [])].find(doesStart) ?? null;
}

/** Playwright knows where it keeps its browsers; asking it in the pinned Node keeps this file free of dependencies. */
function playwrights(node) {
  const question = "import('playwright').then(({ chromium }) => console.log(chromium.executablePath()))";
  const path = ask(node, ['-e', question], { env: toolEnvironment(node), cwd: ROOT });
  if (path === null || path === '') return null;
  const headless = path
    .replace(/chromium-(\d+)/, 'chromium_headless_shell-$1')
    .replace(/chrome-(\w+)([\\/])chrome(\.exe)?$/, 'chrome-headless-shell-$1$2chrome-headless-shell$3');
  return [path, headless].find(doesStart) ?? null;
}

async function fromDebian() {
  const isDebian = existsSync('/etc/os-release') && /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));
  if (!isDebian || process.getuid() !== 0) return null;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = { env, timeoutMs: LIMIT };
  await during('installing the Debian package chromium', async () => {
    const { code, reason } = await runTool('apt-get', ['update', '-qq'], options);
    refuseIfEnded(reason);
    if (code !== 0) say('the package lists could not be refreshed; trying with those that are here');
    const words = ['install', '-y', '-qq', '--no-install-recommends', 'chromium'];
    refuseIfEnded((await runTool('apt-get', words, options)).reason);
  });
  return installed();
}

async function fromPlaywright(node) {
  const tool = join(ROOT, 'node_modules', 'playwright', 'cli.js');
  const { reason } = await during('downloading Chromium (about 120 MB, once)', () =>
    runTool(node, [tool, 'install', '--only-shell', 'chromium'], {
      cwd: ROOT,
      env: toolEnvironment(node),
      timeoutMs: LIMIT,
    }),
  );
  refuseIfEnded(reason);
  return playwrights(node);
}

/** On Windows Chrome answers `--version` with a window, so there its being there has to do. */
function doesStart(path) {
  if (!existsSync(path)) return false;
  return process.platform === 'win32' || ask(path, ['--version']) !== null;
}

function refuseIfEnded(reason) {
  if (reason === 'signal') throw new Refusal('CANCELLED', 'Stopped before the tests began.', 130);
}
