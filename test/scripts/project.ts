// A project of our shape that sets up in no time: the real scripts, with stand-ins for what npm would have installed.
import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SCRIPTS = fileURLToPath(new URL('../../scripts', import.meta.url));

/** Says its number and flags as one line, and ends when the runner goes or tells it to. */
export const APP = `
setInterval(() => undefined, 1000);
process.on('SIGINT', () => undefined);
for (const way of ['SIGTERM', 'SIGHUP', 'disconnect']) process.on(way, () => process.exit(0));
console.log(JSON.stringify({ pid: process.pid, flags: process.argv.slice(2) }));
`;

/** A build that copies src/app.js to where it is told, and says each time that it ran. While there is a wait.txt it waits. */
const BUILD = `
import { appendFileSync, cpSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
const out = process.argv[process.argv.indexOf('--outDir') + 1];
appendFileSync('builds.txt', 'built\\n');
mkdirSync(join(out, 'main'), { recursive: true });
while (existsSync('wait.txt')) await new Promise((resolve) => setTimeout(resolve, 20));
cpSync('src/app.js', join(out, 'main', 'serve.js'));
`;

export interface Run {
  readonly child: ChildProcess;
  /** The first line on stdout; rejects when the run ends without one. */
  readonly line: Promise<string>;
  readonly ended: Promise<{ code: number | null; stdout: string; stderr: string }>;
}

export function createProject() {
  const root = mkdtempSync(join(tmpdir(), 'modkeep-run-'));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  cpSync(SCRIPTS, join(root, 'scripts'), { recursive: true });
  write('package.json', '{"type":"module"}');
  write('package-lock.json', '{}');
  write('src/app.js', APP);
  write('node_modules/.package-lock.json', '{}');
  write('node_modules/electron-vite/bin/electron-vite.js', BUILD);
  write('node_modules/electron-vite/package.json', '{"type":"module"}');
  mkdirSync(join(root, 'node_modules/node/bin'), { recursive: true });
  symlinkSync(process.execPath, join(root, 'node_modules/node/bin/node'));
  return {
    root,
    write,
    run: (words: readonly string[], env: Record<string, string | undefined> = {}): Run => run(root, words, env),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

function run(root: string, words: readonly string[], extra: Record<string, string | undefined>): Run {
  // npm's own variables would make the stand-in look as if this test's npm had started it.
  const env = { ...process.env, npm_lifecycle_event: undefined, INIT_CWD: undefined, ...extra };
  const child = spawn(process.execPath, [join(root, 'scripts/run.mjs'), ...words], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const text = { stdout: '', stderr: '' };
  const ended = new Promise<Awaited<Run['ended']>>((resolve) =>
    child.on('close', (code) => resolve({ code, ...text })),
  );
  child.stderr.setEncoding('utf8').on('data', (data: string) => (text.stderr += data));
  const line = new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (data: string) => {
      text.stdout += data;
      if (text.stdout.includes('\n')) resolve(text.stdout.split('\n')[0] ?? '');
    });
    void ended.then(({ stderr }) => reject(new Error(`ended without a line: ${stderr}`)));
  });
  // Whoever waits for the end alone does not mind.
  line.catch(() => undefined);
  return { child, line, ended };
}
