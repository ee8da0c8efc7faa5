// Before anything is opened: does the move that is staged, or tidies up after one that was cut off, and says where the data
// lie. Has a reader of its own for what takes long.
import type { MoveOutcome } from '../../shared/contract/data.ts';
import { AppFailure, fail } from '../../shared/errors.ts';
import { readMigrations } from '../db/guards.ts';
import { abandonMove, bytesToMove, finishMove, move, type MoveDeps } from '../db/move.ts';
import {
  databaseIn,
  findData,
  forgetMove,
  holdsDatabase,
  readPointer,
  readStagedMove,
  type StagedMove,
} from '../db/place.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { openReaderOn } from './reader.ts';

/** The data folder before anything is opened, for a shell that may move it. */
export interface Mover {
  readonly home: string;
  settle(onProgress: NonNullable<SettleDeps['onProgress']>): Promise<Settled>;
  /** How much a copy has to move at this start, in bytes; 0 when there is nothing to copy. */
  bytesToMove(): number;
  /** The usual folder holds a database, whatever the pointer says. */
  holdsOld(): boolean;
  /** Gives up on the folder that the data were moved to. */
  forget(): void;
}

export function createMover(deps: Omit<SettleDeps, 'onStep' | 'onProgress'>): Mover {
  const { home } = deps;
  return {
    home,
    settle: (onProgress) => settleMove({ ...deps, onProgress }),
    bytesToMove() {
      const staged = readStagedMove(home);
      return staged === null || staged.isStarted || staged.how === 'use' ? 0 : bytesToMove(staged.from);
    },
    holdsOld: () => holdsDatabase(home),
    forget: () => forgetMove(home),
  };
}

export interface SettleDeps extends Pick<MoveDeps, 'onStep' | 'onProgress'> {
  /** The usual data folder. */
  readonly home: string;
  readonly migrationsDir: string;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Settled {
  readonly dataDir: string;
  /** What came of a move that was to be done now; null when none was. */
  readonly last: MoveOutcome | null;
}

/** Throws SERVICE_UNAVAILABLE (`data_folder_missing`, `data_folder`) when the data are not where they were moved to. */
export async function settleMove(deps: SettleDeps): Promise<Settled> {
  const { home, log } = deps;
  const staged = readStagedMove(home);
  const last = staged === null ? null : await settle(deps, staged);
  if (last?.error) log.error('the data folder was not moved', { code: last.error.code, reason: last.error.error });
  else if (last !== null) log.warn('the data folder was moved', { how: last.how });
  return { dataDir: findData(home), last };
}

async function settle(deps: SettleDeps, staged: StagedMove): Promise<MoveOutcome> {
  const { home, clock } = deps;
  const { how } = staged;
  const now = readPointer(home)?.path ?? home;
  if (now === staged.target) {
    finishMove({ home, staged, now: clock.now() });
    return { how, error: null };
  }
  if (staged.isStarted || now !== staged.from) {
    abandonMove(home, staged);
    const error = fail('SERVICE_UNAVAILABLE', 'The move was cut off before it was done.', { reason: 'cut_off' });
    return { how, error: error.failure };
  }
  try {
    await perform(deps, staged);
    return { how, error: null };
  } catch (error) {
    if (!(error instanceof AppFailure)) throw error;
    return { how, error: error.failure };
  }
}

async function perform(deps: SettleDeps, staged: StagedMove): Promise<void> {
  const { home, clock, log, migrationsDir, onStep, onProgress } = deps;
  const known = readMigrations(migrationsDir).map(({ when }) => when);
  const source = staged.how === 'use' ? staged.target : staged.from;
  const reader = openReaderOn(databaseIn(source), { clock, log });
  try {
    await move({
      home,
      staged,
      now: clock.now(),
      copyDatabase: (target) => reader.run('db.copyTo', { target }, { onProgress }),
      isUsable: (path) => reader.run('db.checkMoved', { path, known }),
      ...(onStep === undefined ? {} : { onStep }),
      ...(onProgress === undefined ? {} : { onProgress }),
    });
  } finally {
    await reader.close();
  }
}
