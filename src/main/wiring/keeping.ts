// Keeping what there is: files made of it, copies of the database, going back to one, and taking in another one's
// history. Where the shell has windows it shows folders and asks for files; elsewhere names in the folder `import` have
// to do.
import type { Brakes } from '../actions/brakes.ts';
import { createHistoryImports } from '../bans/import-history.ts';
import type { Ledger } from '../bans/ledger.ts';
import type { CoreDeps } from '../core.ts';
import { createBackups, type Backups } from '../db/backups.ts';
import { createDataFolder, type KeptData } from '../db/folder.ts';
import { readMigrations } from '../db/guards.ts';
import { fail } from '../../shared/errors.ts';
import type { StagedRestore } from '../db/restore.ts';
import type { Base } from './base.ts';
import { createExportRooms, type ExportRooms } from './exports.ts';
import { createMoveRoom, type MoveRoom } from './moving.ts';
import { createProof, type Proof } from './proof.ts';
import { apart } from './reader.ts';
import { createUpdateRoom, type UpdateRoom } from './updates.ts';

export interface Keeping extends UpdateRoom {
  readonly proof: Proof;
  readonly backups: Backups;
  readonly data: KeptData;
  readonly moving: MoveRoom['commands'];
  readonly exports: ExportRooms;
}

export interface KeepingDeps {
  readonly ledger: Ledger;
  readonly brakes: Pick<Brakes, 'check' | 'take'>;
}

/** `restored`: the backup that has taken the database's place at this start. */
export function createKeeping(
  deps: CoreDeps,
  base: Base,
  { ledger, brakes }: KeepingDeps,
  restored: StagedRestore | null,
): Keeping {
  const { db, jobs, reader } = base;
  const files = deps.files ?? null;
  const folder = createDataFolder(db.path, deps.logControl?.folder);
  const known = readMigrations(deps.migrationsDir).map(({ when }) => when);
  const imports = createHistoryImports({
    ...base,
    ledger,
    summarize: (path, options) => reader.run('bans.foreignSummary', { path, known }, options),
    read: (window, options) => reader.run('bans.foreign', { ...window, known }, options),
  });
  const isUsable = (path: string): Promise<boolean> => apart(base, (own) => own.run('db.checkCopy', { path, known }));
  const backups = createBackups({
    ...base,
    path: db.path,
    makeCopy: (now) => apart(base, (own) => own.run('db.backUp', { now })),
    isUsable,
  });
  const moving = createMoveRoom(deps, base, isUsable);
  return {
    proof: createProof(base, restored),
    exports: createExportRooms(deps, base, brakes),
    backups,
    ...createUpdateRoom(deps, base, backups),
    moving: moving.commands,
    data: {
      view: () => ({ ...folder.view(), canShow: files !== null, move: moving.view() }),
      show(name) {
        // Beside the database is the data folder; a folder is shown in the one above it.
        files?.show(name === 'data' ? db.path : folder.pathOf(name));
        return { shown: files !== null };
      },
      async import(name, by) {
        if (name === undefined && files === null)
          throw fail('INVALID_REQUEST', 'name: put the file into the folder import and name it.', { field: 'name' });
        const path = name === undefined ? await files!.chooseDatabase() : folder.importable(name);
        return path === null ? null : imports.start(path, by);
      },
      async cancelImport(jobId) {
        const job = jobs.get(jobId);
        if (job?.kind !== 'import') throw fail('NOT_FOUND', 'There is no such import.', { what: 'import', id: jobId });
        return (await jobs.cancel(jobId)) ?? job;
      },
    },
  };
}
