// What Modkeep is, what it runs on and how it stands, for whoever asks.
import { type as systemName, release } from 'node:os';
import type { Output } from '../../shared/contract.ts';
import type { AppInfo } from '../../shared/model.ts';
import type { CoreDeps } from '../core.ts';
import { readMigrations } from '../db/guards.ts';
import { isoOrNull, toIso } from '../lib/time.ts';
import type { Base } from './base.ts';

export function describeApp(deps: CoreDeps, { clientId, settings, readOnly, environment, now }: Base): AppInfo {
  return {
    version: deps.version,
    shell: deps.shell,
    isDemo: deps.isDemo,
    hasClientId: clientId() !== '',
    acting: settings.acting(),
    readOnlySince: isoOrNull(readOnly.since()),
    environment,
    vault: deps.vault.kind,
    now: toIso(now()),
  };
}

/** Of the programs and libraries underneath; nothing that tells one machine from another of its kind. */
export function versionsOf({ version, shell, migrationsDir }: CoreDeps, { db }: Base): Output<'app.versions'> {
  // Electron's own two are there only inside of it, whatever the types say.
  const { electron, chrome, node }: Partial<NodeJS.ProcessVersions> = process.versions;
  return {
    app: version,
    shell,
    electron: electron ?? null,
    chromium: chrome ?? null,
    node: node ?? '',
    sqlite: db.sqlite.prepare<[], string>('SELECT sqlite_version()').pluck().get() ?? '',
    schema: readMigrations(migrationsDir).length,
    system: `${systemName()} ${release()}, ${process.arch}`,
  };
}
