// Accounts over a real database, a memory vault and a simulated Twitch, with time that runs as fast as it can.
import { createAccounts, type Accounts } from '../../../src/main/accounts/accounts.ts';
import { createSignIns, type SignIns } from '../../../src/main/accounts/sign-in.ts';
import { createTokenStore } from '../../../src/main/accounts/token-store.ts';
import { createMemoryVault } from '../../../src/main/accounts/vault-memory.ts';
import type { Vault } from '../../../src/main/accounts/vault.ts';
import type { Database } from '../../../src/main/db/open.ts';
import { createClock, type Clock } from '../../../src/main/lib/clock.ts';
import { createJobs, type Jobs } from '../../../src/main/lib/jobs.ts';
import type { AccountView, JobView } from '../../../src/shared/model.ts';
import { AppFailure } from '../../../src/shared/errors.ts';
import { openTestDatabase, silentLog } from '../../helpers/db.ts';
import { createStack, type Stack, type TestStore } from '../twitch/stack.ts';

export interface Installation {
  readonly stack: Stack;
  readonly vault: Vault;
  readonly db: Database;
  readonly accounts: Accounts;
  readonly signIns: SignIns;
  readonly jobs: Jobs;
  readonly clock: FastClock;
  readonly audit: string[];
  readonly emitted: string[];
  ended(jobId: string): Promise<JobView>;
  close(): void;
}

export interface FastClock extends Clock {
  /** Every sleep asked for, in ms. */
  readonly sleeps: number[];
  /** Lets the sleepers go on: until then the first of them waits, so that a test can say what is to happen. */
  go(beforeWaking?: (sleepsSoFar: number) => Promise<unknown>): void;
}

/** Real time, except that a sleep takes none and moves the clock on by itself. */
export function createFastClock(): FastClock {
  const real = createClock();
  const started = Promise.withResolvers<void>();
  let before: (sleepsSoFar: number) => Promise<unknown> = async () => undefined;
  let slept = 0;
  const clock: FastClock = {
    ...real,
    sleeps: [],
    go(beforeWaking = before) {
      before = beforeWaking;
      started.resolve();
    },
    now: () => real.now() + slept,
    monotonic: () => real.monotonic() + slept,
    async sleep(ms, signal) {
      clock.sleeps.push(ms);
      const count = clock.sleeps.length;
      await started.promise;
      await before(count);
      await new Promise((resolve) => setImmediate(resolve));
      if (signal?.aborted) throw new Error('aborted');
      slept += ms;
    },
  };
  return clock;
}

export interface InstallationOptions {
  readonly vault?: Vault;
  readonly db?: Database;
  readonly clientId?: string;
  readonly isMock?: boolean;
  readonly displayNameOf?: (accountId: string) => Promise<string | null>;
}

export function install(port: number, options: InstallationOptions = {}): Installation {
  const clock = createFastClock();
  const vault = options.vault ?? createMemoryVault();
  const db = options.db ?? openTestDatabase({ clock });
  const stack = createStack(port, { store: createTokenStore(vault) as TestStore });
  const audit: string[] = [];
  const emitted: string[] = [];
  const bus = { emit: (event: { type: string }) => void emitted.push(event.type) };
  const onChange = (action: string, view: AccountView): void =>
    void audit.push(`${action} ${view.login} ${view.reason ?? ''}`.trim());
  const accounts = createAccounts({ db, auth: stack.auth, clock, bus, log: silentLog(), onChange });
  const journal = { save: () => undefined, get: () => null, list: () => [], interruptUnfinished: () => 0 };
  const unexpected = { code: 'INTERNAL_ERROR', error: 'unexpected', details: { id: '' } } as const;
  const describe = (error: unknown) => (error instanceof AppFailure ? error.failure : unexpected);
  // In real time: its throttle sleeps too, and those sleeps are not what a test counts.
  const jobs = createJobs({ journal, clock: createClock(), log: silentLog(), bus, describe });
  const signIns = createSignIns({
    endpoint: stack.endpoint,
    clock,
    protect: (value) => void stack.secrets.add(value),
    isMock: options.isMock ?? false,
    auth: stack.auth,
    accounts,
    jobs,
    clientId: () => options.clientId ?? 'test-client',
    displayNameOf:
      options.displayNameOf ??
      (async (accountId) => (await stack.act.users({ accountId, ids: [accountId] }))[0]?.displayName ?? null),
  });
  return {
    stack,
    vault,
    db,
    accounts,
    signIns,
    jobs,
    clock,
    audit,
    emitted,
    async ended(jobId) {
      for (;;) {
        const view = jobs.get(jobId);
        if (view && view.finishedAt !== null) return view;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    close() {
      accounts.close();
      stack.close();
      if (!options.db) db.close();
    },
  };
}
