// `npm run check`: every rule about the code that a tool can hold. All of them run; one that fails fails the whole.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runTool } from './child.mjs';
import { say, seconds } from './say.mjs';
import { ROOT, toolEnvironment } from './root.mjs';

const CHECKS = [
  { name: 'lint (oxlint with types)', words: ['oxlint/bin/oxlint', '--type-aware', '--deny-warnings'] },
  { name: 'format (oxfmt)', words: ['oxfmt/bin/oxfmt', '--check'] },
  { name: 'types of the main side (tsc)', words: ['typescript/bin/tsc', '-p', 'tsconfig.json'] },
  { name: 'types of the page (tsc)', words: ['typescript/bin/tsc', '-p', 'src/renderer/tsconfig.json'] },
  { name: 'types of the page’s tests (tsc)', words: ['typescript/bin/tsc', '-p', 'test/renderer/tsconfig.json'] },
  { name: 'nothing unused (knip)', words: ['knip/bin/knip.js'] },
];

const at = process.argv.indexOf('--report');
const report = at === -1 ? null : process.argv[at + 1];

const results = [];
for (const { name, words } of CHECKS) results.push({ name, isOk: await check(name, words) });
if (report !== null) writeFileSync(report, JSON.stringify(results));
process.exitCode = results.every((result) => result.isOk) ? 0 : 1;

async function check(name, [tool, ...words]) {
  const began = Date.now();
  const path = join(ROOT, 'node_modules', tool);
  const env = toolEnvironment(process.execPath);
  const { code, output } = await runTool(process.execPath, [path, ...words], {
    cwd: ROOT,
    env,
    isQuiet: true,
    timeoutMs: 300_000,
  });
  if (code !== 0) process.stdout.write(`${output.trimEnd()}\n`);
  say(`${code === 0 ? 'ok    ' : 'FAILED'} ${name}, ${seconds(began)}`);
  return code === 0;
}
