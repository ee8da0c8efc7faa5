// The demo: Twitch in a box as a child process, and its owner signed in by itself. For both shells; speaks to the
// core through dispatch only.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startSimulator, type RunningSimulator, type StartOptions } from '../simulator/start.ts';
import { fail } from '../shared/errors.ts';
import type { Output, Reply } from '../shared/contract.ts';
import type { Core } from './core.ts';
import type { Clock } from './lib/clock.ts';
import type { Log } from './lib/log.ts';
import { DEFAULT_FEATURES } from './twitch/scopes.ts';

export interface DemoDeps {
  /** The demo's own data folder, which exists. Use a memory vault with it: the box forgets its tokens at its end. */
  readonly dataDir: string;
  readonly clock: Clock;
  readonly log: Log;
  /** How to start the box where a plain child process is not allowed (a hardened desktop package). */
  readonly launch?: StartOptions['launch'];
}

export interface Demo {
  /** For the core's `twitchPort`. */
  readonly port: number;
  /** For the core's `clientId`. */
  readonly clientId: string;
  /** Turns acting on and signs the owner in; the rest of the sign-in goes on by itself. Logs what was refused. */
  signIn(core: Pick<Core, 'dispatch'>): Promise<void>;
  /** Resolves when the box is gone. Safe to call twice. */
  stop(): Promise<void>;
}

const OWNER_LOGIN = 'pepperquill';
const CLIENT_ID = 'modkeepdemo';

/** Starts the box, up to 15 s. Throws SERVICE_UNAVAILABLE when it can't be started. */
export async function startDemo({ dataDir, clock, log, launch }: DemoDeps): Promise<Demo> {
  const since = await readBeginning(join(dataDir, 'demo.json'), clock.now());
  // The world is dated from the demo's first start, so that the second one finds the bans that it already knows.
  const age = clock.now() - since;
  const box = await startBox({
    entry: entryBeside(import.meta.url),
    world: 'demo',
    autoApprove: OWNER_LOGIN,
    autoApproveMs: 0,
    clockOffsetMs: -age,
    ...(launch === undefined ? {} : { launch }),
  });
  await box.control.skew(age);
  void box.exited.then((code) => log.info('the demo’s Twitch has ended', { code }));
  return {
    port: box.port,
    clientId: CLIENT_ID,
    signIn: (core) => signIn(core, log),
    stop: box.stop,
  };
}

async function startBox(options: StartOptions): Promise<RunningSimulator> {
  try {
    return await startSimulator(options);
  } catch (error) {
    throw fail(
      'SERVICE_UNAVAILABLE',
      'The demo’s simulated Twitch could not be started.',
      { reason: 'demo' },
      { cause: error },
    );
  }
}

async function signIn(core: Pick<Core, 'dispatch'>, log: Log): Promise<void> {
  const owner = { kind: 'owner' } as const;
  const app = (await core.dispatch(owner, 'app.get', {})) as Reply<Output<'app.get'>>;
  const isOff = app.ok && app.value.acting.reason === 'flag_off';
  const replies = [
    app,
    ...(isOff ? [await core.dispatch(owner, 'settings.set', { actingEnabled: true })] : []),
    await core.dispatch(owner, 'accounts.signIn', { features: [...DEFAULT_FEATURES, 'manageModerators'] }),
  ];
  for (const reply of replies) if (!reply.ok) log.warn('the demo could not set itself up', { code: reply.error.code });
}

/** When the demo was first started, epoch ms; written down the first time. An unreadable note means today. */
async function readBeginning(path: string, now: number): Promise<number> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const since = Number(/^\{"startedAt":(\d{13})\}$/.exec(text.trim())?.[1] ?? Number.NaN);
  if (since <= now) return since;
  await writeFile(path, `{"startedAt":${now}}\n`);
  return now;
}

/** The simulator's program: the source when this file is the source, otherwise the one built beside it. */
function entryBeside(url: string): URL {
  return new URL(url.endsWith('.ts') ? '../simulator/main.ts' : './simulator.js', url);
}
