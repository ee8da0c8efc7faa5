// Processes that the scripts start: bounded, streamed, and ended when the script ends.
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';

const isWindows = process.platform === 'win32';
const SIGNALS = isWindows ? ['SIGINT', 'SIGTERM'] : ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** How long a child may take to end by itself once it was asked to, in ms. */
const GRACE = 10_000;

/**
 * Runs a program to its end with its output on stderr (or `stdout: 'inherit'`, or both collected with `isQuiet`).
 * Never throws: resolves with `{code, output, reason}`, where reason is null, 'timeout', 'signal' or 'missing'.
 * `timeoutMs` bounds it; the whole process group is ended then.
 */
export function runTool(file, args, { cwd, env, timeoutMs, isQuiet = false, stdout = 2 } = {}) {
  return new Promise((resolve) => {
    const sink = isQuiet ? 'pipe' : undefined;
    const child = spawn(file, args, {
      cwd,
      env: env ?? process.env,
      stdio: ['ignore', sink ?? stdout, sink ?? 2],
      detached: !isWindows,
      shell: isWindows && /\.cmd$/i.test(file),
    });
    let output = '';
    let reason = null;
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text) => (output += text));
    const timer = timeoutMs === undefined ? null : setTimeout(() => stop('timeout'), timeoutMs);
    const forget = onEnding(() => stop('signal'));
    child.on('error', () => (reason ??= 'missing'));
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      forget();
      resolve({ code: code ?? exitCodeOf(signal), output, reason });
    });
    function stop(why) {
      reason ??= why;
      endGroup(child, 'SIGTERM');
      setTimeout(() => endGroup(child, 'SIGKILL'), GRACE).unref();
    }
  });
}

/** Asks a program a short question. Returns what it printed, or null when it failed, is missing or took too long. */
export function ask(file, args, { timeoutMs = 15_000, env, cwd } = {}) {
  const answer = spawnSync(file, args, {
    cwd,
    encoding: 'utf8',
    timeout: timeoutMs,
    env: env ?? process.env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return answer.status === 0 ? answer.stdout.trim() : null;
}

/**
 * Runs the app for as long as it lives and resolves with `{code, signal, livedMs, wasEnded}`. The app has the
 * terminal's stdout and stderr. It is told to end over its signal and over the pipe between us, which also breaks
 * when this script is killed outright.
 */
export function runApp(file, args, { cwd, env }) {
  return new Promise((resolve) => {
    const began = Date.now();
    const child = spawn(file, args, { cwd, env: env ?? process.env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    let wasEnded = false;
    const forget = onEnding((signal) => {
      wasEnded = true;
      if (child.connected) child.disconnect();
      // A terminal sends Ctrl-C to the app as well: a second one would look like impatience.
      if (signal === 'SIGINT') setTimeout(() => child.kill('SIGTERM'), 1_000).unref();
      else child.kill(signal);
      setTimeout(() => child.kill('SIGKILL'), GRACE).unref();
    });
    child.on('error', () => finish(127, null));
    child.on('exit', finish);
    function finish(code, signal) {
      forget();
      resolve({ code: code ?? exitCodeOf(signal), signal, livedMs: Date.now() - began, wasEnded });
    }
  });
}

/** Calls back once per reason to end: a signal, or npm having gone away without a word. Returns how to stop it. */
function onEnding(end) {
  const listeners = SIGNALS.map((signal) => [signal, () => end(signal)]);
  for (const [signal, listener] of listeners) process.on(signal, listener);
  const parents = ancestors();
  // Only below npm: a script started by hand may well outlive the shell that started it.
  const timer = process.env.npm_lifecycle_event === undefined ? null : setInterval(watch, 1_000);
  timer?.unref();
  return () => {
    clearInterval(timer);
    for (const [signal, listener] of listeners) process.off(signal, listener);
  };
  function watch() {
    if (ancestors() === parents) return;
    clearInterval(timer);
    end('SIGTERM');
  }
}

/** Our parent and, where that can be read, its parent: npm puts a shell between itself and us. */
function ancestors() {
  try {
    const status = readFileSync(`/proc/${process.ppid}/status`, 'utf8');
    return `${process.ppid} ${/^PPid:\s*(\d+)$/m.exec(status)?.[1]}`;
  } catch {
    return String(process.ppid);
  }
}

function endGroup(child, signal) {
  try {
    if (isWindows) spawnSync('taskkill', ['/pid', String(child.pid), '/t', '/f'], { stdio: 'ignore' });
    else process.kill(-child.pid, signal);
  } catch {
    // It has ended by itself.
  }
}

function exitCodeOf(signal) {
  return 128 + (constants.signals[signal] ?? 0);
}
