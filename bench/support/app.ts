// The built app in its browser shell, as a process of its own, signed in to a simulated Twitch over its own socket.
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Command, Input, Output } from '../../src/shared/contract.ts';
import { createTempDir } from '../../test/helpers/db.ts';
import { signedIn } from '../../test/main/dock/fixture.ts';
import { NotRun } from './bench-case.ts';
import type { BenchTwitch } from './twitch.ts';

const SERVE = fileURLToPath(new URL('../../out/main/serve.js', import.meta.url));
const PAGE = fileURLToPath(new URL('../../out/renderer/index.html', import.meta.url));
const PATIENCE_MS = 60_000;

export interface BenchApp {
  /** The page's address with its key. */
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/**
 * Starts the app, on a new folder unless one is given, and waits until the channel's list is complete and live,
 * `patienceMs` at most. The sign-in stays in a folder that is given. Throws NotRun where the app is not built.
 */
export async function startApp(twitch: BenchTwitch, dataDir?: string, patienceMs = PATIENCE_MS): Promise<BenchApp> {
  const folder = dataDir === undefined ? createTempDir() : { dir: dataDir, remove: () => undefined };
  const flags = dataDir === undefined ? [] : ['--keep-signed-in'];
  const app = await launchApp({ folder: folder.dir, twitchPort: twitch.port, flags });
  const stop = async (): Promise<void> => {
    await app.stop();
    folder.remove();
  };
  try {
    await signIn(twitch, app.port, app.url, patienceMs);
    return { ...app, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Starts the app on a folder, and resolves when its page can be asked for. Throws NotRun where it is not built. */
export async function launchApp(options: {
  readonly folder: string;
  readonly twitchPort: number;
  readonly flags?: readonly string[];
}): Promise<BenchApp & { readonly port: number }> {
  if (!existsSync(SERVE) || !existsSync(PAGE)) throw new NotRun('the app is not built here: "npm run build" first');
  const { folder, twitchPort, flags = [] } = options;
  const words = ['--json', '--no-open', '--data-dir', folder, '--twitch-port', String(twitchPort), ...flags];
  const env = { ...process.env, TWITCH_CLIENT_ID: 'modkeepbench', FEATURE_TWITCH_MODERATION: 'true' };
  // With a channel to us it ends when we do, however that comes about.
  const child = spawn(process.execPath, [SERVE, ...words], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'], env });
  const stop = (): Promise<void> => end(child);
  try {
    return { ...(await readyLine(child)), pid: child.pid ?? 0, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

export function end(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill();
  });
}

async function readyLine(child: ChildProcess): Promise<{ url: string; port: number }> {
  if (child.stdout === null) throw new Error('the app has no output to read');
  for await (const line of createInterface({ input: child.stdout })) {
    return JSON.parse(line) as { url: string; port: number };
  }
  throw new Error('the app ended before it was ready');
}

async function signIn(twitch: BenchTwitch, port: number, url: string, patienceMs: number): Promise<void> {
  const client = await signedIn(port, url);
  const call = async <C extends Command>(command: C, input: Input<C>): Promise<Output<C>> => {
    const reply = await client.call(command, input);
    if (reply['ok'] !== true) throw new Error(`${command}: ${JSON.stringify(reply['error'])}`);
    return reply['value'] as Output<C>;
  };
  const { userCode } = await call('accounts.signIn', {});
  await twitch.control.approveDevice({ userCode, login: twitch.channel.login });
  for (const until = performance.now() + patienceMs; ;) {
    const { channels } = await call('channels.list', {});
    const status = channels.find((one) => one.id === twitch.channel.id)?.status;
    if (status?.live === 'live' && status.lastCompleteReadAt !== null) break;
    if (performance.now() > until) throw new Error(`the channel is still ${JSON.stringify(status)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  client.ws.close();
  await client.closed;
}
