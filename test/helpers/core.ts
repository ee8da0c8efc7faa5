// The whole real core on a data folder of its own, talking to a simulated Twitch. What the shells build, without a shell.
import { join } from 'node:path';
import type { AppEvent, Command, Input, Output, Reply } from '../../src/shared/contract.ts';
import type { AppError } from '../../src/shared/errors.ts';
import type { Vault } from '../../src/main/accounts/vault.ts';
import { createMemoryVault } from '../../src/main/accounts/vault-memory.ts';
import { createCore, type Core } from '../../src/main/core.ts';
import { createClock, type Clock } from '../../src/main/lib/clock.ts';
import type { Log, LogControl } from '../../src/main/lib/log.ts';
import type { Caller } from '../../src/shared/permissions.ts';
import { createTempDir, recordingLog } from './db.ts';
import type { TestSimulator } from './simulator.ts';

export interface TestCore {
  readonly core: Core;
  readonly dataDir: string;
  readonly vault: Vault;
  readonly log: ReturnType<typeof recordingLog>;
  readonly events: AppEvent[];
  /** Runs a command as the owner and gives its value; throws the error's code and sentence. */
  call<C extends Command>(command: C, input: Input<C>, caller?: Caller): Promise<Output<C>>;
  /** Runs a command that must be refused, and gives the error. */
  refused<C extends Command>(command: C, input: Input<C>, caller?: Caller): Promise<AppError>;
  /** Signs `login` in through the device flow, confirmed in the simulator at once. */
  signIn(login: string, scopes?: readonly string[]): Promise<void>;
  /** Asks again and again (for 10 s) until `isTrue`, and gives the answer that was. */
  until<T>(ask: () => Promise<T> | T, isTrue: (value: T) => boolean): Promise<T>;
  stop(): Promise<void>;
}

const OWNER: Caller = { kind: 'owner' };

export interface TestCoreOptions {
  readonly dataDir?: string;
  readonly vault?: Vault;
  readonly environment?: Record<string, string>;
  readonly clock?: Clock;
  /** Another log than the recording one, which then stays empty. */
  readonly appLog?: Log;
  /** Sees every secret that is to be kept out of the log. */
  readonly protect?: (secret: string) => void;
  readonly scrub?: (text: string) => string;
  /** Of `appLog`, where it has files. */
  readonly logControl?: LogControl;
  /** Another port to find the simulated Twitch at. */
  readonly port?: number;
  /** Where the simulated Discord is. */
  readonly discordPort?: number;
}

/** Acting is on. The data folder is a new one, removed at `stop`, unless given. */
export async function startTestCore(simulator: TestSimulator, options: TestCoreOptions = {}): Promise<TestCore> {
  // Twitch asks for five seconds between two looks at a device's code; a test need not wait for that.
  await simulator.control.setDeviceInterval(1);
  const temporary = options.dataDir === undefined ? createTempDir() : null;
  const dataDir = options.dataDir ?? temporary!.dir;
  const vault = options.vault ?? createMemoryVault();
  const log = recordingLog();
  const core = await createCore({
    dataDir,
    migrationsDir: join(import.meta.dirname, '..', '..', 'drizzle'),
    version: '0.0.0-test',
    shell: 'browser',
    isDemo: false,
    clock: options.clock ?? createClock(),
    log: options.appLog ?? log,
    vault,
    protect: options.protect ?? (() => undefined),
    ...(options.scrub === undefined ? {} : { scrub: options.scrub }),
    ...(options.logControl === undefined ? {} : { logControl: options.logControl }),
    clientId: 'test-client',
    twitchPort: options.port ?? simulator.port,
    ...(options.discordPort === undefined ? {} : { discordPort: options.discordPort }),
    environment: { FEATURE_TWITCH_MODERATION: 'true', ...options.environment },
    openExternal: () => Promise.resolve(false),
  });
  const events: AppEvent[] = [];
  core.subscribe((event) => events.push(event));

  const reply = async <C extends Command>(command: C, input: Input<C>, caller: Caller): Promise<Reply<Output<C>>> =>
    (await core.dispatch(caller, command, input)) as Reply<Output<C>>;
  const test: TestCore = {
    core,
    dataDir,
    vault,
    log,
    events,
    async call(command, input, caller = OWNER) {
      const result = await reply(command, input, caller);
      if (!result.ok) throw new Error(`${command}: ${JSON.stringify(result.error)}`);
      return result.value;
    },
    async refused(command, input, caller = OWNER) {
      const result = await reply(command, input, caller);
      if (result.ok) throw new Error(`${command} was not refused`);
      return result.error;
    },
    async signIn(login, scopes) {
      const { jobId, userCode } = await test.call(
        'accounts.signIn',
        scopes === undefined ? {} : { scopes: [...scopes] },
      );
      await simulator.control.approveDevice({ userCode, login });
      await test.until(
        () => test.call('jobs.list', {}),
        ({ jobs }) => jobs.some((job) => job.jobId === jobId && job.status === 'completed'),
      );
    },
    async until(ask, isTrue) {
      const clock = createClock();
      for (const end = clock.monotonic() + 10_000; ;) {
        const value = await ask();
        if (isTrue(value)) return value;
        if (clock.monotonic() > end)
          throw new Error(`still not so after 10 s: ${JSON.stringify(value)?.slice(0, 600)}`);
        await clock.sleep(20);
      }
    },
    async stop() {
      await core.close();
      temporary?.remove();
    },
  };
  return test;
}
