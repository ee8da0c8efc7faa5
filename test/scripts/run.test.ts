// `npm start` and `npm test` as processes: what they print where, when they build, and that nothing outlives them.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createProject } from './project.ts';

let project: ReturnType<typeof createProject>;
beforeEach(() => {
  project = createProject();
});
afterEach(() => project.remove());

const builds = (): number => readFileSync(join(project.root, 'builds.txt'), 'utf8').split('\n').length - 1;

test('with --json stdout is the app’s one line, and all of the set-up is on stderr', async () => {
  const { child, line, ended } = project.run(['start', '--json', '--port', '0']);
  expect(JSON.parse(await line)).toMatchObject({ flags: ['--json', '--port', '0'] });
  child.kill('SIGTERM');
  const { code, stdout, stderr } = await ended;
  expect(code).toBe(0);
  expect(stdout.trim().split('\n')).toHaveLength(1);
  expect(stderr).toContain('modkeep: building');
});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'] as const)('%s to the runner ends the app', async (signal) => {
  const { child, line, ended } = project.run(['start', '--browser']);
  const { pid } = JSON.parse(await line) as { pid: number };
  expect(isAlive(pid)).toBe(true);
  child.kill(signal);
  await ended;
  await expect.poll(() => isAlive(pid), { timeout: 5_000 }).toBe(false);
});

test('builds once, and again when a source file has changed, whatever its date', async () => {
  const startAndStop = async (): Promise<void> => {
    const { child, line, ended } = project.run(['start', '--browser']);
    await line;
    child.kill();
    await ended;
  };
  await startAndStop();
  await startAndStop();
  expect(builds()).toBe(1);
  const app = join(project.root, 'src/app.js');
  project.write('src/app.js', `${readFileSync(app, 'utf8')}// changed\n`);
  utimesSync(app, 0, 0);
  await startAndStop();
  expect(builds()).toBe(2);
});

test('two at once build once', async () => {
  const runs = [project.run(['start', '--browser']), project.run(['start', '--browser'])];
  await Promise.all(runs.map(({ line }) => line));
  for (const { child } of runs) child.kill();
  await Promise.all(runs.map(({ ended }) => ended));
  expect(builds()).toBe(1);
});

test('a lock that a dead set-up left behind is taken over by one of many', async () => {
  writeFileSync(lockOf(project.root), '4194305', { flag: 'wx' });
  const runs = Array.from({ length: 4 }, () => project.run(['start', '--browser']));
  await Promise.all(runs.map(({ line }) => line));
  for (const { child } of runs) child.kill();
  await Promise.all(runs.map(({ ended }) => ended));
  expect(builds()).toBe(1);
  expect(existsSync(lockOf(project.root))).toBe(false);
});

/** No process has the number 4194305: Linux counts to 4194304, others less far. */
function lockOf(root: string): string {
  const name = createHash('sha256').update(root).digest('hex').slice(0, 16);
  return join(tmpdir(), `modkeep-setup-${name}.lock`);
}

test('a build that fails is shown and said in one sentence', async () => {
  project.write('node_modules/electron-vite/bin/electron-vite.js', "throw new Error('no such room');");
  const { code, stdout, stderr } = await project.run(['start', '--browser']).ended;
  expect(code).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toContain('no such room');
  expect(stderr.trimEnd().split('\n').at(-1)).toBe(
    'modkeep: SERVICE_UNAVAILABLE: The build failed; what it said is above.',
  );
});

test('what was built stays whole and in its place until the new one is', async () => {
  const first = project.run(['start', '--browser']);
  await first.line;
  const built = join(project.root, 'out/main/serve.js');
  const before = readFileSync(built, 'utf8');
  project.write('src/app.js', `${before}// changed\n`);
  project.write('wait.txt', '');
  const second = project.run(['start', '--browser']);
  await expect.poll(builds).toBe(2);
  expect(readFileSync(built, 'utf8')).toBe(before);
  rmSync(join(project.root, 'wait.txt'));
  await second.line;
  expect(readFileSync(built, 'utf8')).toBe(`${before}// changed\n`);
  expect(drafts()).toEqual([]);
  for (const { child, ended } of [first, second]) {
    child.kill();
    await ended;
  }
});

test('a build that fails leaves the last good one', async () => {
  const good = project.run(['start', '--browser']);
  await good.line;
  good.child.kill();
  await good.ended;
  project.write('src/app.js', 'broken');
  project.write('node_modules/electron-vite/bin/electron-vite.js', "throw new Error('no such room');");
  expect(await project.run(['start', '--browser']).ended).toMatchObject({ code: 1 });
  expect(existsSync(join(project.root, 'out/main/serve.js'))).toBe(true);
});

const drafts = (): string[] =>
  readdirSync(join(project.root, 'node_modules')).filter((name) => name.startsWith('.modkeep-out-'));

test('a bad flag is refused before anything is built', async () => {
  const { code, stderr } = await project.run(['start', '--colour']).ended;
  expect(code).toBe(2);
  expect(stderr).toMatch(/^modkeep: INVALID_REQUEST: [^\n]+\n$/);
  expect(builds).toThrow('ENOENT');
});

const SUITE = (report: unknown, code: number, variable: string): string => `
import { writeFileSync } from 'node:fs';
const path = ${variable};
${report === null ? '' : `writeFileSync(path, ${JSON.stringify(JSON.stringify(report))});`}
process.exit(${code});
`;
const vitest = (report: unknown, code: number): string =>
  SUITE(report, code, "process.argv.find((word) => word.startsWith('--outputFile.json=')).split('=')[1]");
const playwright = (report: unknown, code: number): string => SUITE(report, code, 'process.env.MODKEEP_REPORT');
const units = (...statuses: string[]) => ({
  testResults: [{ name: 'a', status: 'x', assertionResults: statuses.map((status) => ({ status, fullName: 'one' })) }],
});
const pages = (...statuses: string[]) => ({
  suites: [{ title: 'p', specs: [{ title: 'two', tests: statuses.map((status) => ({ status })) }] }],
});

test.each([
  ['all is well', vitest(units('passed', 'passed'), 0), playwright(pages('expected'), 0), 0, '3 passed, 0 failed'],
  ['one fails', vitest(units('passed', 'failed'), 1), playwright(pages('expected'), 0), 1, '2 passed, 1 failed'],
  ['a suite crashes', vitest(units('passed'), 0), playwright(null, 7), 1, '1 passed, 1 failed'],
  ['a suite is empty', vitest(units(), 0), playwright(pages('expected'), 0), 1, '1 passed, 1 failed'],
  ['a suite ends badly', vitest(units('passed'), 1), playwright(pages('expected'), 0), 1, '2 passed, 1 failed'],
])('npm test when %s', async (_case, unit, e2e, code, last) => {
  project.write('node_modules/vitest/vitest.mjs', unit);
  project.write('node_modules/@playwright/test/cli.js', e2e);
  project.write('node_modules/@playwright/test/package.json', '{"type":"module"}');
  const ended = await project.run(['test', 'unit', 'e2e'], { MODKEEP_CHROMIUM: process.execPath }).ended;
  expect(ended.stdout.trimEnd().split('\n').at(-1)).toBe(last);
  expect(ended.code).toBe(code);
});

test('a browser that does not start fails the run instead of leaving the pages out', async () => {
  const { code, stderr } = await project.run(['test', 'e2e'], { MODKEEP_CHROMIUM: '/nowhere/chromium' }).ended;
  expect(code).toBe(1);
  expect(stderr).toContain('SERVICE_UNAVAILABLE: The Chromium named in the environment does not start');
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
