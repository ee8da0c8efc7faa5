// Starts the checkpointer beside the database.
import { createCheckpointer, type Checkpointer, type CheckpointerDeps } from '../db/checkpointer.ts';

export function openCheckpointer(deps: Omit<CheckpointerDeps, 'entry'>): Checkpointer {
  return createCheckpointer({ ...deps, entry: entryBeside(import.meta.url) });
}

/** Sources run as they are; built programs lie beside the chunk that holds this file. */
function entryBeside(url: string): URL {
  return new URL(url.endsWith('.ts') ? '../db/checkpointer-worker.ts' : './checkpointer.js', url);
}
