// While the disk takes nothing more, Modkeep only reads: from the first write that is refused until a small write of our own
// shows that there is room again. Knows neither what would have been written nor who waits.
import { AppFailure, fail, type AppError } from '../../shared/errors.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { SECOND_MS } from '../lib/time.ts';
import type { Database } from './open.ts';

export interface ReadOnly {
  /** Epoch ms from when on nothing can be saved; null while all is well. */
  since(): number | null;
  /** Throws DATABASE_FULL while nothing can be saved. */
  assertWritable(): void;
  /** Resolves once something can be saved, at once where it can. Throws the signal's reason when aborted. */
  writable(signal: AbortSignal): Promise<void>;
  /** Runs `run`, and again whenever the disk ended it and takes something again. `onWait` is called before each wait. */
  through<T>(run: () => T | Promise<T>, how: { signal: AbortSignal; onWait?: () => void }): Promise<T>;
  /** Runs `run` now, or as soon as something can be saved where the disk refuses it now. */
  eventually(run: () => void): void;
  /** Calls `listener`, which must not throw, each time it is over, with how long it lasted (ms). */
  onOver(listener: (lastedMs: number) => void): void;
  /** A transaction was refused. */
  refused(error: AppError): void;
  /** A transaction was kept: perhaps there is room again. */
  kept(): void;
  /** Looks no more. */
  stop(): void;
}

export interface ReadOnlyDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  /** It began, or is over. */
  readonly onChange: () => void;
}

/** From one try to the next, doubling. */
const PROBE_MS = { first: 2 * SECOND_MS, longest: 10 * SECOND_MS } as const;
/** A full disk has often room for one small row; this much, and there is something to go on with. */
const PROBE_BYTES = 65_536;

interface Stretch {
  /** Epoch ms, and the same by the steady clock. */
  readonly since: number;
  readonly began: number;
  readonly over: PromiseWithResolvers<void>;
  /** Ends the pause before the next try. */
  pause: AbortController;
  triedAt: number;
}

export function createReadOnly({ db, clock, log, onChange }: ReadOnlyDeps): ReadOnly {
  const stopping = new AbortController();
  const listeners: ((lastedMs: number) => void)[] = [];
  let stretch: Stretch | null = null;
  let begun = 0;

  /** Writes and takes away again in one commit, which the disk has to take in full. Throws what SQLite says. */
  function probe(): void {
    db.immediate(() => {
      db.sqlite.exec('CREATE TABLE room_probe (bytes)');
      db.sqlite.exec(`INSERT INTO room_probe VALUES (zeroblob(${PROBE_BYTES}))`);
      db.sqlite.exec('DROP TABLE room_probe');
    });
  }

  function isRoom(mine: Stretch): boolean {
    mine.triedAt = clock.monotonic();
    try {
      probe();
      return true;
    } catch (error) {
      if (!(error instanceof AppFailure)) log.error('trying to write failed', { error: String(error) });
      return false;
    }
  }

  async function untilRoom(mine: Stretch): Promise<void> {
    for (let wait: number = PROBE_MS.first; ; wait = Math.min(PROBE_MS.longest, wait * 2)) {
      mine.pause = new AbortController();
      await clock.sleep(wait, AbortSignal.any([stopping.signal, mine.pause.signal])).catch(() => undefined);
      if (stopping.signal.aborted) return;
      if (isRoom(mine)) return end(mine);
    }
  }

  function begin(refusal: AppError): void {
    begun += 1;
    const began = clock.monotonic();
    const mine: Stretch = {
      since: clock.now(),
      began,
      over: Promise.withResolvers<void>(),
      pause: new AbortController(),
      triedAt: began,
    };
    stretch = mine;
    log.error('nothing can be saved any more; Modkeep only reads until it can', { error: refusal.error });
    onChange();
    void untilRoom(mine);
  }

  function end({ began, over }: Stretch): void {
    stretch = null;
    const lastedMs = Math.round(clock.monotonic() - began);
    log.info('saving works again', { lastedMs });
    for (const listener of listeners) listener(lastedMs);
    over.resolve();
    onChange();
  }

  async function writable(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (stretch === null) return;
    const aborted = Promise.withResolvers<void>();
    const onAbort = (): void => aborted.resolve();
    signal.addEventListener('abort', onAbort, { once: true });
    await Promise.race([stretch.over.promise, aborted.promise]);
    signal.removeEventListener('abort', onAbort);
    signal.throwIfAborted();
  }

  /** Whatever else ends with this code, with no stretch since `before`, is no word about the database. */
  const isOurs = (error: unknown, before: number): boolean =>
    error instanceof AppFailure && error.failure.code === 'DATABASE_FULL' && (stretch !== null || begun > before);

  function eventually(run: () => void): void {
    try {
      run();
    } catch (error) {
      if (!isOurs(error, begun)) throw error;
      const later = stretch?.over.promise.then(() => eventually(run));
      later?.catch((cause: unknown) => log.error('what waited to be written could not be', { error: String(cause) }));
    }
  }

  return {
    since: () => stretch?.since ?? null,
    assertWritable() {
      if (stretch !== null)
        throw fail('DATABASE_FULL', 'Nothing can be saved: the disk is full or refuses to write.', {});
    },
    writable,
    async through(run, { signal, onWait }) {
      for (;;) {
        if (stretch !== null) onWait?.();
        await writable(signal);
        const before = begun;
        try {
          return await run();
        } catch (error) {
          if (!isOurs(error, before)) throw error;
        }
      }
    },
    eventually,
    onOver: (listener) => void listeners.push(listener),
    refused(error) {
      if (error.code === 'DATABASE_FULL' && stretch === null && !stopping.signal.aborted) begin(error);
    },
    kept() {
      if (stretch !== null && clock.monotonic() - stretch.triedAt >= PROBE_MS.first) stretch.pause.abort();
    },
    stop: () => stopping.abort(),
  };
}
