// The data folder: copies of the database, going back to one of them, and history from another database.
import { z } from 'zod';
import type { AppError } from '../errors.ts';
import type { JobView } from '../model.ts';
import { empty, output, rowId } from './fields.ts';

/** A copy in the backups folder. `kept` is what a restored copy took the place of; those are never cleared away. */
export interface BackupView {
  readonly name: string;
  readonly kind: 'copy' | 'kept';
  readonly bytes: number;
  readonly madeAt: string;
  /** It takes the place of the database at the next start. */
  readonly isStaged: boolean;
}

/** What is kept on the disk, by names and sizes; where it is, only the shell can show. */
export interface DataView {
  readonly databaseBytes: number;
  readonly backupBytes: number;
  readonly freeBytes: number | null;
  /** Databases that lie in the folder `import`, by name. */
  readonly importable: readonly string[];
  /** True where the shell can open folders and choose files. */
  readonly canShow: boolean;
  readonly move: MoveView;
}

/** `copy`: everything goes along. `use`: nothing does, the database that lies there is taken. */
export const MOVE_HOWS = ['copy', 'use'] as const;
export type MoveHow = (typeof MOVE_HOWS)[number];

/** The data folder's place and what is to become of it. Folders by their last name. */
export interface MoveView {
  /** Why it can't be moved from here; null where it can. */
  readonly refusal: 'browser' | 'command_line' | 'demo' | null;
  /** The folder that the data were moved to; null = the usual one, or the one that the command line named. */
  readonly movedTo: string | null;
  /** For the next start. */
  readonly staged: { readonly name: string; readonly how: MoveHow; readonly isUsual: boolean } | null;
  /** What came of a move at this start; null when none was to be done. */
  readonly last: MoveOutcome | null;
}

/** `error` null: the data are in the new folder now. Otherwise they are where they were. */
export interface MoveOutcome {
  readonly how: MoveHow;
  readonly error: AppError | null;
}

/** A folder that was chosen, as it was found. */
export interface FolderFound {
  readonly folderId: string;
  readonly name: string;
  readonly isUsual: boolean;
  readonly holdsDatabase: boolean;
  readonly bytesNeeded: number;
  readonly bytesFree: number | null;
  /** It looks like a disk that can be taken away. */
  readonly isRemovable: boolean;
}

export const FOLDERS = ['data', 'backups', 'import', 'logs'] as const;

/** A copy by its file name; nothing that could leave the folder. */
export const copyName = z.string().regex(/^(?:modkeep|kept)-\d{8}T\d{9}Z\.db$/, 'must be the name of a copy');

export const dataCommands = {
  'data.get': { input: empty, output: output<DataView>() },
  /** `shown` is false where the shell has no window to show it in. */
  'data.show': { input: z.strictObject({ folder: z.enum(FOLDERS) }), output: output<{ shown: boolean }>() },
  /** Newest first. */
  'backups.list': { input: empty, output: output<{ backups: readonly BackupView[] }>() },
  /** Makes a verified copy, as a job. */
  'backups.create': { input: empty, output: output<{ jobId: string }>() },
  /** Looks through the copy; it takes the database's place at the next start, which is kept beside it. */
  'backups.restore': { input: z.strictObject({ name: copyName }), output: output<{ backup: BackupView }>() },
  'backups.cancelRestore': { input: empty, output: output<{ backups: readonly BackupView[] }>() },
  /**
   * Merges the history of another Modkeep database, as a job. `name` is a file in the folder `import`; without one the
   * desktop shell asks for a file.
   */
  'data.import': {
    input: z.strictObject({
      name: z
        .string()
        .regex(/^[\w][\w .()-]{0,119}\.db$/, 'must be the name of a .db file in the folder import')
        .optional(),
    }),
    output: output<{ jobId: string | null }>(),
  },
  /** The person chooses a folder for the data, or means the usual one; it is looked at, nothing is moved. Desktop shell only. */
  'data.chooseFolder': {
    input: z.strictObject({ usual: z.boolean().optional() }),
    output: output<{ folder: FolderFound | null }>(),
  },
  /** Moves the data there at the next start. `folderId` is of the folder that was chosen last. */
  'data.stageMove': {
    input: z.strictObject({ folderId: rowId, how: z.enum(MOVE_HOWS) }),
    output: output<{ move: MoveView }>(),
  },
  'data.cancelMove': { input: empty, output: output<{ move: MoveView }>() },
  'data.cancelImport': { input: z.strictObject({ jobId: rowId }), output: output<{ job: JobView }>() },
};
