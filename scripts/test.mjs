// `npm test`: the checks, the unit tests and the page in a real browser, one after the other, added up at the end.
// A suite that crashes, hangs or finds nothing to run counts as failed. stdout ends with `N passed, N failed`.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getChromium } from './browser.mjs';
import { runTool } from './child.mjs';
import { countChecks, countPlaywright, countVitest } from './results.mjs';
import { say, seconds } from './say.mjs';
import { prepare } from './setup.mjs';
import { ROOT, toolEnvironment } from './root.mjs';

/** No suite may take longer than this; all of them together are meant to take less than ten minutes. */
const LIMIT = 20 * 60_000;

const SUITES = {
  check: { count: countChecks, words: (report) => ['scripts/check.mjs', '--report', report] },
  unit: {
    count: countVitest,
    words: (report) => [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--config=test/vitest.config.ts',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
  },
  e2e: {
    count: countPlaywright,
    words: () => ['node_modules/@playwright/test/cli.js', 'test', '--config=test/playwright.config.ts'],
  },
};

/** Sets up, runs the suites named in `flags.suites` and returns the exit code: 0 only if nothing failed. */
export async function test(flags) {
  const node = await prepare();
  const chromium = flags.suites.includes('e2e') || flags.suites.includes('unit') ? await getChromium(node) : '';
  const folder = mkdtempSync(join(tmpdir(), 'modkeep-test-'));
  const total = { passed: 0, failed: [], skipped: [] };
  try {
    for (const name of flags.suites) {
      const result = await runSuite(name, node, chromium, join(folder, `${name}.json`));
      if (result === null) return 130;
      total.passed += result.passed;
      total.failed.push(...result.failed.map((title) => `${name}: ${title}`));
      total.skipped.push(...result.skipped.map((title) => `${name}: ${title}`));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return report(total);
}

/** Runs one suite and returns `{passed, failed: titles, skipped: titles}`, or null when it was told to stop. */
async function runSuite(name, node, chromium, path) {
  say(`running ${name}`);
  const began = Date.now();
  const suite = SUITES[name];
  const env = toolEnvironment(node, { MODKEEP_CHROMIUM: chromium, MODKEEP_REPORT: path });
  const run = await runTool(node, suite.words(path), { cwd: ROOT, env, stdout: 'inherit', timeoutMs: LIMIT });
  if (run.reason === 'signal') return null;
  const result = suite.count(readReport(path));
  if (run.reason === 'timeout') result.failed.push('took too long and was stopped');
  else if (run.code !== 0 && result.failed.length === 0) result.failed.push(`ended with code ${run.code}`);
  if (result.passed + result.failed.length === 0) result.failed.push('ran no test at all');
  say(`${name}: ${result.passed} passed, ${result.failed.length} failed in ${seconds(began)}`);
  return result;
}

function readReport(path) {
  if (!existsSync(path)) return null;
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

function report({ passed, failed, skipped }) {
  const lines = [
    ...skipped.map((title) => `not run  ${title}`),
    ...failed.map((title) => `FAILED   ${title}`),
    `${passed} passed, ${failed.length} failed`,
  ];
  process.stdout.write(`\n${lines.join('\n')}\n`);
  return failed.length === 0 ? 0 : 1;
}
