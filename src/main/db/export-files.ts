// Where an export's file is written and what it is called in the end: first under a name that says it is unfinished, then,
// whole and durable, under its own. Knows not what is in it. Paths stay here and in whoever made this.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { OWNER_ONLY, syncFolder } from '../lib/durable-file.ts';
import { told, trying } from './export-task.ts';

const UNFINISHED = '.modkeep-part';
/** Names an unfinished file elsewhere, for the next start. */
const NOTE = '.note';

export interface UnfinishedFile {
  /** To be written to; nothing is there yet. */
  readonly path: string;
  /** The file is whole: gives it its name, or the first free one like it, and resolves with where it lies then. */
  finish(name: string): Promise<string>;
  /** Nothing of it is left. */
  discard(): Promise<void>;
}

export interface ExportFiles {
  /** `target` null: a file in the folder `exports`. Throws SERVICE_UNAVAILABLE (`disk_full`, `not_writable`). */
  begin(id: string, target: string | null): UnfinishedFile;
  /** The finished file of this name in the folder `exports`; null when it is gone. */
  find(name: string): string | null;
  /** For the start: what a crash left unfinished goes, wherever it lies. Returns how many files. */
  sweep(): number;
}

/** `folder` is made with the first file. */
export function createExportFiles(folder: string): ExportFiles {
  const inside = (name: string): string => join(folder, basename(name));
  return {
    begin(id, target) {
      const path = target === null ? inside(`${id}${UNFINISHED}`) : `${target}.${id}${UNFINISHED}`;
      const note = inside(`${id}${NOTE}`);
      trying(() => {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        writeFileSync(note, path, { mode: OWNER_ONLY, flush: true });
      });
      return {
        path,
        async finish(name) {
          const final = target ?? freeName(inside(name));
          try {
            await rename(path, final);
            await syncFolder(dirname(final));
          } catch (error) {
            throw told(error);
          }
          await rm(note, { force: true });
          return final;
        },
        async discard() {
          await rm(path, { force: true });
          await rm(note, { force: true });
        },
      };
    },
    find: (name) => (existsSync(inside(name)) ? inside(name) : null),
    sweep() {
      const notes = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(NOTE)) : [];
      let removed = 0;
      for (const note of notes) {
        const path = readFileSync(inside(note), 'utf8');
        // A note that was cut off, or that somebody else wrote, takes away no file that is not ours.
        if (path.endsWith(`${basename(note, NOTE)}${UNFINISHED}`) && existsSync(path)) {
          rmSync(path, { force: true });
          removed += 1;
        }
        rmSync(inside(note), { force: true });
      }
      return removed;
    },
  };
}

/** `x.csv`, or `x-2.csv` where that is taken. */
function freeName(path: string): string {
  const extension = extname(path);
  const stem = path.slice(0, path.length - extension.length);
  let free = path;
  for (let number = 2; existsSync(free); number += 1) free = `${stem}-${number}${extension}`;
  return free;
}
