// `npm run test:long -- --only flaky`: all unit tests again and again, as `npm test` runs them. Says which tests failed in
// which run; one that ever fails is a defect of the code or of the test. Argument: how often.
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTool } from './child.mjs';
import { countVitest } from './results.mjs';
import { ROOT } from './root.mjs';
import { say } from './say.mjs';

const LIMIT = 30 * 60_000;
const runs = Number(process.argv[2] ?? 10);
const folder = mkdtempSync(join(tmpdir(), 'modkeep-flaky-'));
let bad = 0;
try {
  for (let run = 1; run <= runs; run += 1) if (!(await isClean(run))) bad += 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (process.env.MODKEEP_SCORES) {
  appendFileSync(process.env.MODKEEP_SCORES, `${JSON.stringify({ name: 'flaky', bad, of: runs })}\n`);
}
process.stdout.write(`flaky runs ${bad}/${runs}\n`);
process.exitCode = bad === 0 ? 0 : 1;

async function isClean(run) {
  const report = join(folder, `${run}.json`);
  const words = ['node_modules/vitest/vitest.mjs', 'run', '--config=test/vitest.config.ts', '--reporter=json'];
  // The small sizes: what everybody's `npm test` has.
  const env = { ...process.env, MODKEEP_LONG: undefined, MODKEEP_SCORES: undefined };
  const { reason } = await runTool(process.execPath, [...words, `--outputFile=${report}`], {
    cwd: ROOT,
    env,
    isQuiet: true,
    timeoutMs: LIMIT,
  });
  if (reason === 'signal') process.exit(130);
  const { passed, failed } = countVitest(existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : null);
  say(`run ${run} of ${runs}: ${passed} passed, ${failed.length} failed`);
  for (const title of failed) say(`  FAILED  ${title}`);
  return failed.length === 0;
}
