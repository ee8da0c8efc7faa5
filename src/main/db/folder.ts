// What lies in the data folder, by names and sizes. Where the folder is never leaves this side.
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DataView, FOLDERS } from '../../shared/contract/data.ts';
import type { JobView } from '../../shared/model.ts';
import { backupDir } from './backup.ts';
import { bytesFree } from './move.ts';

/** The data folder as the commands deal with it. */
export interface KeptData {
  view(): DataView;
  /** `shown` is false where there is no window to show it in. */
  show(folder: (typeof FOLDERS)[number]): { readonly shown: boolean };
  /** Resolves to null when the person chose no file. Throws INVALID_REQUEST where a name is needed. */
  import(name: string | undefined, by: string): Promise<string | null>;
  /** Throws NOT_FOUND for an id that is no import. */
  cancelImport(jobId: string): Promise<JobView>;
}

export interface DataFolder {
  view(): Omit<DataView, 'canShow' | 'move'>;
  /** The path of one of its folders, which is there when this returns. */
  pathOf(folder: (typeof FOLDERS)[number]): string;
  /** The path of a file in the folder `import`. `name` was checked at the door. */
  importable(name: string): string;
}

/** `path` is the database file's; `logs`: the folder of the log, where it is elsewhere. */
export function createDataFolder(path: string, logs?: string): DataFolder {
  const paths = {
    data: dirname(path),
    backups: backupDir(path),
    import: join(dirname(path), 'import'),
    logs: logs ?? join(dirname(path), 'logs'),
  };
  const bytesOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  const namesIn = (folder: string): string[] => {
    try {
      return readdirSync(folder).filter((name) => name.endsWith('.db'));
    } catch {
      return [];
    }
  };
  return {
    view: () => ({
      databaseBytes: bytesOf(path) + bytesOf(`${path}-wal`),
      backupBytes: namesIn(paths.backups).reduce((sum, name) => sum + bytesOf(join(paths.backups, name)), 0),
      freeBytes: bytesFree(paths.data),
      importable: namesIn(paths.import).toSorted().slice(0, 100),
    }),
    pathOf(folder) {
      mkdirSync(paths[folder], { recursive: true, mode: 0o700 });
      return paths[folder];
    },
    importable: (name) => join(paths.import, name),
  };
}
