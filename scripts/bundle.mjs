// From src/ to out/: whole or not at all. What is built grows beside out/ and takes its place only when it is complete,
// so that an app which starts meanwhile finds the old one or the new one, never half.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runTool } from './child.mjs';
import { mergeLicences } from './licences.mjs';
import { during, refuseIfEnded, unavailable } from './say.mjs';
import { ROOT, toolEnvironment } from './root.mjs';

const OUT = join(ROOT, 'out');
/** Holds what out/ was made of; written last. */
const BUILT = '.modkeep-built';
/** Where drafts grow: on the same disk as out/, and seen by no tool. */
const DRAFTS = join(ROOT, 'node_modules');
const DRAFT = '.modkeep-out-';
/** Everything that a bundle is made of. */
const INGREDIENTS = [
  'src',
  'drizzle',
  'electron.vite.config.ts',
  'scripts/licences.mjs',
  'scripts/updater-electron.mjs',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
];

/**
 * Builds out/ with the Node at `node` unless it is up to date. Call it while holding the set-up's lock. Throws
 * SERVICE_UNAVAILABLE when the build fails, which leaves out/ as it was, and CANCELLED when it was told to stop.
 */
export async function bundle(node) {
  const wanted = hashOf(
    INGREDIENTS.flatMap((name) => filesUnder(join(ROOT, name))),
    buildVariables(),
  );
  if (readIfThere(join(OUT, BUILT)) === wanted) return;
  dropDrafts();
  const draft = join(DRAFTS, `${DRAFT}${process.pid}`);
  const tool = join(ROOT, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  // A test's NODE_ENV would end up in the page.
  const env = toolEnvironment(node, { NODE_ENV: undefined });
  const { code, reason, output } = await during('building', () =>
    runTool(node, [tool, 'build', '--outDir', draft], { cwd: ROOT, env, timeoutMs: 300_000, isQuiet: true }),
  );
  refuseIfEnded(reason);
  if (code !== 0) {
    process.stderr.write(output);
    throw unavailable('The build failed; what it said is above.');
  }
  mergeLicences(draft);
  writeFileSync(join(draft, BUILT), wanted);
  if (existsSync(OUT)) renameSync(OUT, `${draft}-old`);
  renameSync(draft, OUT);
  dropDrafts();
}

/** What this build replaced, and what others left that did not end well. */
function dropDrafts() {
  for (const name of readdirSync(DRAFTS))
    if (name.startsWith(DRAFT)) rmSync(join(DRAFTS, name), { recursive: true, force: true });
}

/** Variables with these prefixes end up inside the bundles. */
function buildVariables() {
  return Object.entries(process.env)
    .filter(([name]) => /^(?:MAIN_|PRELOAD_|RENDERER_)?VITE_/.test(name))
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join('\n');
}

function filesUnder(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => filesUnder(join(path, entry.name)));
}

/** Of the platform, `extra`, and every file with its name. */
export function hashOf(paths, extra = '') {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}\n${extra}\n`);
  for (const path of paths)
    hash
      .update(`${path.slice(ROOT.length)}\n`)
      .update(readFileSync(path))
      .update('\n');
  return hash.digest('hex');
}

export function readIfThere(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}
