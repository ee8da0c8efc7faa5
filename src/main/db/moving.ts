// Moving the data folder as a person deals with it: a folder is chosen and looked at, then the move is staged, and undone as
// long as Modkeep runs. What is done at the next start is move.ts's. No path leaves this side but by its last name.
import { basename } from 'node:path';
import type { FolderFound, MoveHow, MoveOutcome, MoveView } from '../../shared/contract/data.ts';
import { fail } from '../../shared/errors.ts';
import { newId } from '../lib/id.ts';
import type { Log } from '../lib/log.ts';
import { inspectTarget, leaveTarget, type MoveTarget } from './move-target.ts';
import { databaseIn, readStagedMove, stageMove, unstageMove } from './place.ts';

export interface Moving {
  view(): MoveView;
  /** Asks for a folder, unless the usual one is meant, and looks at it; null when none was chosen. Throws INVALID_REQUEST. */
  choose(isUsual: boolean): Promise<FolderFound | null>;
  /** For the next start. Throws NOT_FOUND for a folder that was not the last one chosen, DATABASE_CORRUPT for one of no use. */
  stage(folderId: string, how: MoveHow, by: string): Promise<{ readonly move: MoveView }>;
  cancel(): { readonly move: MoveView };
}

export interface MovingDeps {
  /** The usual data folder; null where the command line named another. */
  readonly home: string | null;
  /** Where the data lie now. */
  readonly from: string;
  readonly isDemo: boolean;
  /** What came of a move at this start. */
  readonly last: MoveOutcome | null;
  /** Asks the person for a folder; null where there is nothing to ask with. */
  readonly chooseFolder: (() => Promise<string | null>) | null;
  readonly isUsable: (path: string) => Promise<boolean>;
  readonly now: () => number;
  readonly log: Log;
}

export function createMoving(deps: MovingDeps): Moving {
  const { home, from, isDemo, chooseFolder, last, log } = deps;
  let found: { readonly id: string; readonly target: MoveTarget } | null = null;

  const refusal = (): MoveView['refusal'] => {
    if (isDemo) return 'demo';
    if (home === null) return 'command_line';
    return chooseFolder === null ? 'browser' : null;
  };

  function movable(): { readonly home: string; readonly ask: () => Promise<string | null> } {
    if (home !== null && chooseFolder !== null && !isDemo) return { home, ask: chooseFolder };
    throw fail('INVALID_REQUEST', 'The data folder cannot be moved from here.', { reason: refusal() ?? 'browser' });
  }

  function view(): MoveView {
    const staged = home === null ? null : readStagedMove(home);
    return {
      refusal: refusal(),
      movedTo: home === null || from === home ? null : basename(from),
      staged:
        staged === null ? null : { name: basename(staged.target), how: staged.how, isUsual: staged.target === home },
      last,
    };
  }

  function cancel(): { readonly move: MoveView } {
    const { home } = movable();
    unstageMove(home);
    if (found?.target.isMade) leaveTarget(found.target.path);
    found = null;
    return { move: view() };
  }

  return {
    view,
    async choose(isUsual) {
      const { home, ask } = movable();
      const chosen = isUsual ? home : await ask();
      if (chosen === null) return null;
      if (found?.target.isMade && readStagedMove(home) === null) leaveTarget(found.target.path);
      const target = inspectTarget(chosen, { home, from });
      found = { id: newId(deps.now()), target };
      return {
        folderId: found.id,
        name: basename(target.path),
        isUsual: target.path === home,
        holdsDatabase: target.holdsDatabase,
        bytesNeeded: target.bytesNeeded,
        bytesFree: target.bytesFree,
        isRemovable: target.isRemovable,
      };
    },
    async stage(folderId, how, by) {
      const { home } = movable();
      if (found?.id !== folderId) throw fail('NOT_FOUND', 'Choose the folder again.', { what: 'folder', id: folderId });
      const { path, holdsDatabase } = found.target;
      if (how === 'use') {
        if (!holdsDatabase) throw fail('INVALID_REQUEST', 'There is no database in that folder.', { field: 'how' });
        if (!(await deps.isUsable(databaseIn(path))))
          throw fail(
            'DATABASE_CORRUPT',
            'The database there is damaged, or of a newer Modkeep. Nothing was changed.',
            {},
          );
      }
      stageMove(home, { id: newId(deps.now()), from, target: path, how, by, isStarted: false });
      log.warn('the data folder is to be moved at the next start', { how, by });
      return { move: view() };
    },
    cancel,
  };
}
