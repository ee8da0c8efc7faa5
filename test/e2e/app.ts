// The built app as a process: started with flags, reached by the address that it prints, ended with a signal.
// Knows nothing of pages.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const SERVE = fileURLToPath(new URL('../../out/main/serve.js', import.meta.url));
const READY_MS = 20_000;

export interface App {
  /** The page's address with its key. */
  readonly url: string;
  /** Of the process that holds the core. */
  readonly pid: number;
  /** Sends the signal, `SIGTERM` unless given, and resolves when the process is gone. Safe to call twice. */
  stop(signal?: NodeJS.Signals): Promise<Ended>;
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the app with exactly these flags until it ends by itself. */
export function runApp(...flags: string[]): Promise<Ended> {
  return launch(flags).ended;
}

/** Starts the app on a data folder and waits for its address. Rejects with what it said when it ends before that. */
export async function startApp(dataDir: string, ...flags: string[]): Promise<App> {
  const { child, firstLine, ended } = launch(['--json', '--no-open', '--data-dir', dataDir, ...flags]);
  const early = ended.then(({ code, stderr }) => {
    throw new Error(`the app ended with code ${String(code)}: ${stderr}`);
  });
  const line = await Promise.race([firstLine, early, timeUp()]);
  early.catch(() => undefined);
  const { url, pid } = JSON.parse(line) as { url: string; pid: number };
  return {
    url,
    pid,
    stop: (signal = 'SIGTERM') => {
      child.kill(signal);
      return ended;
    },
  };
}

function launch(flags: readonly string[]) {
  const env = { ...process.env, TWITCH_CLIENT_ID: 'modkeepe2e', FEATURE_TWITCH_MODERATION: undefined };
  const child = spawn(process.execPath, [SERVE, ...flags], { stdio: ['ignore', 'pipe', 'pipe'], env });
  const text = { stdout: '', stderr: '' };
  const firstLine = new Promise<string>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (data: string) => {
      text.stdout += data;
      const [line, ...rest] = text.stdout.split('\n');
      if (rest.length > 0) resolve(line ?? '');
    });
  });
  child.stderr.setEncoding('utf8').on('data', (data: string) => (text.stderr += data));
  const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ code, ...text })));
  return { child, firstLine, ended };
}

function timeUp(): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error('the app printed no address')), READY_MS).unref();
  });
}
