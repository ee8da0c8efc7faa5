// `npm run supply`: what comes from others. The lock file pins every package by hash and from the one registry, no
// unknown install script slipped in, known holes are asked for, and Electron is no more than 14 days behind its newest
// patch. Needs the registry; says what it could not ask.
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask } from './child.mjs';
import { ROOT } from './root.mjs';
import { say } from './say.mjs';

const REGISTRY = 'https://registry.npmjs.org/';
/** Packages that bring an install script. `npm ci --ignore-scripts` runs none; only `node`'s is run afterwards. */
const KNOWN_SCRIPTS = ['electron-winstaller', 'esbuild', 'node'];
const OLDEST_PATCH_DAYS = 14;
const DAY = 86_400_000;

const isHashed = (entry) => typeof entry.integrity === 'string';
/** Tools of developers on other systems: the registry that this lock was made with had only their versions. */
const isOtherPlatforms = (entry) => entry.dev === true && entry.optional === true && entry.cpu !== undefined;

/** What is wrong with a parsed package-lock.json, one sentence each. Pure. */
export function lockProblems(lock) {
  const problems = [];
  for (const [path, entry] of Object.entries(lock.packages)) {
    if (path === '') continue;
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    if (!isHashed(entry) && !isOtherPlatforms(entry)) problems.push(`${name} has no hash`);
    if (entry.resolved !== undefined && !entry.resolved.startsWith(REGISTRY))
      problems.push(`${name} comes from ${entry.resolved}`);
    if (entry.hasInstallScript === true && !KNOWN_SCRIPTS.includes(name))
      problems.push(`${name} brings an install script that nobody looked at`);
  }
  return problems;
}

/**
 * How many days the newest patch of our Electron's major has been out without our having it; 0 when we have it.
 * `times` is npm's: version to ISO date.
 */
export function electronLag(version, times, now) {
  const major = version.split('.')[0];
  const ours = Date.parse(times[version] ?? '');
  const newer = Object.entries(times)
    .filter(([each, at]) => each.startsWith(`${major}.`) && !each.includes('-') && Date.parse(at) > ours)
    .map(([, at]) => Date.parse(at));
  return newer.length === 0 ? 0 : Math.floor((now - Math.min(...newer)) / DAY);
}

function parse(text) {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

function main() {
  const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
  const problems = lockProblems(lock);
  const unhashed = Object.entries(lock.packages).filter(([path, entry]) => path !== '' && !isHashed(entry));
  say(`lock file: ${Object.keys(lock.packages).length - 1} packages, ${problems.length} problems`);
  say(`  pinned by version alone: ${unhashed.length} developers’ tools of other platforms`);

  const { version } = lock.packages['node_modules/electron'];
  const times = parse(ask('npm', ['view', 'electron', 'time', '--json'], { timeoutMs: 60_000, cwd: ROOT }));
  const notes = [];
  const note = (line) => {
    notes.push(line);
    say(line);
  };
  if (times === null) note('Electron’s age: not asked, the registry did not answer');
  else {
    const lag = electronLag(version, times, Date.now());
    note(`Electron ${version}: a newer patch has been out for ${lag} days`);
    if (lag > OLDEST_PATCH_DAYS) problems.push(`Electron ${version} is ${lag} days behind`);
  }

  const audit = parse(ask('npm', ['audit', '--omit=dev', '--json'], { timeoutMs: 60_000, cwd: ROOT }));
  const holes = audit?.metadata?.vulnerabilities?.total;
  if (holes === undefined) note('known holes (npm audit): not asked, the registry did not answer');
  else {
    note(`known holes (npm audit) in what is shipped: ${holes}`);
    if (holes > 0) problems.push(`npm audit knows ${holes} holes`);
  }
  for (const problem of problems) say(`FAILED  ${problem}`);
  if (process.env.MODKEEP_SCORES) {
    const figure = {
      name: 'supply',
      bad: problems.length,
      of: Object.keys(lock.packages).length - 1,
      note: notes.join(', '),
    };
    appendFileSync(process.env.MODKEEP_SCORES, `${JSON.stringify(figure)}\n`);
  }
  process.exitCode = problems.length === 0 ? 0 : 1;
}

if (import.meta.main) main();
