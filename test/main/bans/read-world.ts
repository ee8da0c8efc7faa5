// The reading side on a real ledger and database, against a Twitch in virtual time.
import { pageDelay } from '../../../src/main/bans/cadence.ts';
import { createReadList, type ReadDeps, type ReadList } from '../../../src/main/bans/read.ts';
import { createBeginWatching } from '../../../src/main/channels/begin-watching.ts';
import { createFakeTwitch, type FakeTwitch, type FakeTwitchOptions } from '../../helpers/fake-twitch-client.ts';
import { CHANNEL, createLedgerWorld, type LedgerWorld } from '../../helpers/ledger.ts';

export interface ReadWorld extends LedgerWorld {
  readonly twitch: FakeTwitch;
  readonly readList: ReadList;
  /** What a read needs, for one that is built another way. */
  readonly deps: ReadDeps;
  /** Reads to its end, moving time as far as it asks. */
  read(signal?: AbortSignal): ReturnType<ReadList>;
  /** Moves time until `work` has ended, and gives what it gave. */
  drive<T>(work: Promise<T>, stepMs?: number): Promise<T>;
  /** The current list as sorted lines: id, kind, end in whole seconds. */
  current(): string[];
  /** The same lines for who is really restricted. */
  truth(): string[];
  /** What entries of these kinds there are, found ones left out, as `id kind`. */
  entries(...kinds: string[]): string[];
  close(): void;
}

export interface ReadWorldOptions extends Omit<FakeTwitchOptions, 'clock'> {
  readonly createReadList?: typeof createReadList;
  readonly isPaced?: boolean;
  /** A file for the database; in memory when left out. */
  readonly path?: string;
}

/** Nobody has read the channel yet. */
export function createReadWorld(options: ReadWorldOptions = {}): ReadWorld {
  const world = createLedgerWorld({
    watchedSince: null,
    ...(options.path === undefined ? {} : { path: options.path }),
  });
  const { db, clock, ledger } = world;
  const twitch = createFakeTwitch({ clock, limit: 1_000_000, ...options });
  const deps: ReadDeps = {
    db,
    ledger,
    clock,
    client: twitch.client,
    twitchNow: clock.now,
    beginWatching: createBeginWatching(db),
    pace: async (_channelId, signal) => {
      const delay = pageDelay(twitch.budget(), clock.now());
      if (delay > 0 && options.isPaced !== false) await clock.sleep(delay, signal);
    },
  };
  const readList = (options.createReadList ?? createReadList)(deps);

  async function drive<T>(work: Promise<T>, stepMs = 1_000): Promise<T> {
    let isOver = false;
    const over = (): void => void (isOver = true);
    work.then(over, over);
    await clock.settle();
    for (let waited = 0; !isOver; waited += stepMs) {
      if (waited > 86_400_000) throw new Error('it did not end within a day');
      await clock.advance(waited === 0 ? 0 : stepMs);
    }
    return work;
  }

  return {
    ...world,
    twitch,
    readList,
    deps,
    drive,
    read: (signal = new AbortController().signal) => drive(readList(CHANNEL, signal)),
    current: () =>
      db.sqlite
        .prepare<[], { id: string; kind: string; ends: number | null }>(
          'SELECT user_id AS id, kind, expires_at AS ends FROM ban',
        )
        .all()
        .map(({ id, kind, ends }) => line(id, kind, ends))
        .toSorted(),
    truth: () =>
      twitch
        .truth()
        .map(({ user, expiresAt }) => line(user.id, expiresAt === null ? 'ban' : 'timeout', expiresAt))
        .toSorted(),
    entries: (...kinds) =>
      db.sqlite
        .prepare<[string], string>(
          `SELECT user_id || ' ' || kind FROM entry WHERE found = 0 AND kind IN (SELECT value FROM json_each(?))
           ORDER BY seq`,
        )
        .pluck()
        .all(JSON.stringify(kinds)),
  };
}

function line(id: string, kind: string, ends: number | null): string {
  return `${id} ${kind} ${ends === null ? '' : Math.floor(ends / 1000)}`;
}
