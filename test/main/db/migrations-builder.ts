// Migration folders for tests: a copy of the real one, changed as a test needs it.
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MIGRATIONS_DIR } from '../../helpers/db.ts';

interface Entry {
  idx: number;
  version: string;
  when: number;
  tag: string;
  breakpoints: boolean;
}

export interface MigrationFolder {
  readonly dir: string;
  /** Adds a migration `afterMs` later than the last one (earlier when negative). */
  add(statements: readonly string[], afterMs?: number): void;
  /** Forgets all but the first `count`, as an older Modkeep had them. */
  keep(count: number): void;
  /** Times of all migrations, oldest first. */
  times(): number[];
}

/** Copies the real migrations into `parent`. */
export function copyMigrations(parent: string, name = 'migrations'): MigrationFolder {
  const dir = join(parent, name);
  cpSync(MIGRATIONS_DIR, dir, { recursive: true });
  const file = join(dir, 'meta', '_journal.json');
  const read = (): { entries: Entry[] } => JSON.parse(readFileSync(file, 'utf8')) as { entries: Entry[] };
  return {
    dir,
    add(statements, afterMs = 1000) {
      const journal = read();
      const idx = journal.entries.length;
      const tag = `${String(idx).padStart(4, '0')}_test`;
      const when = (journal.entries.at(-1)?.when ?? 0) + afterMs;
      journal.entries.push({ idx, version: '6', when, tag, breakpoints: true });
      writeFileSync(file, JSON.stringify(journal));
      writeFileSync(join(dir, `${tag}.sql`), statements.join('\n--> statement-breakpoint\n'));
    },
    keep(count) {
      writeFileSync(file, JSON.stringify({ ...read(), entries: read().entries.slice(0, count) }));
    },
    times: () => read().entries.map((entry) => entry.when),
  };
}
