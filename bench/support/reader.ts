// The silent reader on a real file, put together as the core does it, without the core's timers: a case says itself
// when it reads.
import { join } from 'node:path';
import { createMemoryVault } from '../../src/main/accounts/vault-memory.ts';
import { createTokenStore } from '../../src/main/accounts/token-store.ts';
import { createAuditLog } from '../../src/main/audit/append.ts';
import { pageDelay } from '../../src/main/bans/cadence.ts';
import { createLedger, type Ledger } from '../../src/main/bans/ledger.ts';
import { createReadList, type ReadResult } from '../../src/main/bans/read.ts';
import { createBeginWatching } from '../../src/main/channels/begin-watching.ts';
import { openDatabase, type Database } from '../../src/main/db/open.ts';
import { createBus } from '../../src/main/lib/bus.ts';
import { createClock, type Clock } from '../../src/main/lib/clock.ts';
import { createNames } from '../../src/main/people/names.ts';
import { connectTwitch } from '../../src/main/twitch/connect.ts';
import { createTempDir, MIGRATIONS_DIR, silentLog } from '../../test/helpers/db.ts';
import { ALL_SCOPES } from '../../test/helpers/simulator.ts';
import type { BenchTwitch } from './twitch.ts';

export interface Store {
  readonly db: Database;
  readonly ledger: Ledger;
  readonly clock: Clock;
  /** Rows written by this connection since it was opened. */
  rowsWritten(): number;
  close(): void;
}

/** A database file in a folder of its own with one watched channel, and the ledger that writes it. */
export function openStore(channelId: string): Store {
  const folder = createTempDir();
  const clock = createClock();
  const log = silentLog();
  const db = openDatabase({ path: join(folder.dir, 'modkeep.db'), migrationsDir: MIGRATIONS_DIR, clock, log });
  const bus = createBus(rethrow);
  const audit = createAuditLog({ db, now: clock.now });
  const ledger = createLedger({ db, audit, names: createNames(db), bus, log, twitchNow: clock.now });
  db.sqlite
    .prepare(`INSERT INTO channel (id, login, display_name, is_watched) VALUES (?, 'bench', 'Bench', 1)`)
    .run(channelId);
  const changes = db.sqlite.prepare<[], number>('SELECT total_changes()').pluck();
  return {
    db,
    ledger,
    clock,
    rowsWritten: () => changes.get() ?? 0,
    close() {
      db.close();
      folder.remove();
    },
  };
}

export interface Reader extends Store {
  read(): Promise<ReadResult>;
}

/** A signed-in reader of the simulated channel. While it is open the global fetch is the guarded one. */
export async function openReader({ port, channel, control }: BenchTwitch): Promise<Reader> {
  const store = openStore(channel.id);
  const { clock } = store;
  const twitch = connectTwitch({
    clock,
    log: silentLog(),
    bus: createBus(rethrow),
    store: createTokenStore(createMemoryVault()),
    port,
    clientId: () => 'test-client',
    protect: () => undefined,
    onExchange: () => undefined,
  });
  const token = await control.issueToken({ userId: channel.id, scopes: ALL_SCOPES });
  const { accessToken, refreshToken } = token;
  const grant = { accessToken, refreshToken, scopes: [...ALL_SCOPES], lifeMs: 14_400_000 };
  await twitch.auth.adopt(channel.id, 'test-client', grant);
  const readList = createReadList({
    ...store,
    client: twitch.reader,
    twitchNow: twitch.serverTime.now,
    beginWatching: createBeginWatching(store.db),
    pace: async (channelId, signal) => {
      const delay = pageDelay(twitch.meter.last(channelId), twitch.serverTime.now());
      if (delay > 0) await clock.sleep(delay, signal);
    },
  });
  return {
    ...store,
    read: () => readList(channel.id, new AbortController().signal),
    close() {
      twitch.disconnect();
      store.close();
    },
  };
}

function rethrow(error: unknown): never {
  throw error;
}
