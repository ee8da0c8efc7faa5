// Looks for files and folders that somebody else on the machine could read or change.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Everything below `folder` by its path there, and those of it that are open to the group or to others. */
export function openToOthers(folder: string): { readonly examined: string[]; readonly open: string[] } {
  const examined = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const open = examined.filter(
    (path) => ((statSync(join(folder, path), { throwIfNoEntry: false })?.mode ?? 0) & 0o077) !== 0,
  );
  return { examined, open };
}
