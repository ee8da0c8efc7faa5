// Finds the data before anything is opened: does a move that is staged, shows how far it is where that takes long, and asks
// the person when the data are not where they were moved to. Knows no database.
import { app, dialog, type Session } from 'electron';
import { AppFailure } from '../../shared/errors.ts';
import type { CoreDeps } from '../core.ts';
import type { Progress } from '../lib/job.ts';
import type { Log } from '../lib/log.ts';
import type { Mover } from '../wiring/move.ts';
import { openProgressWindow, type ProgressWindow } from './progress-window.ts';

export interface PlacedData extends Pick<CoreDeps, 'dataDir' | 'home'> {
  /** To be called once the app's own window is open. */
  readonly closeProgress: () => void;
}

export interface PlaceDeps {
  readonly mover: Mover;
  readonly session: Session;
  readonly log: Log;
}

/** What is moved in a moment needs no window, in bytes. */
const NOTICEABLE_BYTES = 64 * 1024 * 1024;

/** Null when the person would rather quit. Throws SERVICE_UNAVAILABLE when it cannot be told where the data are. */
export async function placeData(deps: PlaceDeps): Promise<PlacedData | null> {
  const { mover, log } = deps;
  for (;;) {
    const progress = openProgress(deps);
    try {
      const { dataDir, last } = await mover.settle((at) => progress?.say(titleOf(at), shareOf(at)));
      return { dataDir, home: { dir: mover.home, last }, closeProgress: () => progress?.close() };
    } catch (error) {
      progress?.close();
      if (!isMissing(error)) throw error;
      log.error('the data are not where they were moved to');
      const wish = await askMissing(error.failure.error, mover.holdsOld());
      if (wish === 'quit') return null;
      if (wish === 'old') {
        log.warn('the person goes back to the data that were left in the usual folder');
        mover.forget();
      }
    }
  }
}

/** A window only where there is much to move. */
function openProgress({ mover, session }: PlaceDeps): ProgressWindow | null {
  return mover.bytesToMove() > NOTICEABLE_BYTES ? openProgressWindow(session, app.isPackaged) : null;
}

function titleOf(progress: Progress): string {
  if (progress.phase === 'check') return 'Modkeep: checking the moved data';
  const share = shareOf(progress);
  return share === null ? 'Modkeep: moving the data' : `Modkeep: moving the data, ${Math.floor(share * 100)} %`;
}

function shareOf({ done, total }: Progress): number | null {
  return done === undefined || !total ? null : done / total;
}

function isMissing(error: unknown): error is AppFailure {
  if (!(error instanceof AppFailure) || error.failure.code !== 'SERVICE_UNAVAILABLE') return false;
  return error.failure.details.reason === 'data_folder_missing';
}

async function askMissing(message: string, hasOld: boolean): Promise<'again' | 'old' | 'quit'> {
  const wishes = ['again', 'quit', ...(hasOld ? (['old'] as const) : [])] as const;
  const words = { again: 'Try again', quit: 'Quit', old: 'Use the old folder' };
  const { response } = await dialog.showMessageBox({
    type: 'error',
    title: 'Modkeep',
    message: 'The data folder is not there',
    detail: `${message}${hasOld ? '\n\nThe usual folder still holds the data as they were when they were moved. With those, what came since is missing.' : ''}`,
    buttons: wishes.map((wish) => words[wish]),
    defaultId: 0,
    cancelId: 1,
  });
  return wishes[response] ?? 'quit';
}
