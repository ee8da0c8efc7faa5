// The room for newer versions, with what keeps one from being installed.
import type { CoreDeps } from '../core.ts';
import type { Backups } from '../db/backups.ts';
import { createUpdates, type Updates } from '../updates/updates.ts';
import type { HandlerDeps } from '../handlers.ts';
import type { Base } from './base.ts';

/** The room's functions by command. */
export function updateHandlers(updates: Updates): HandlerDeps['updates'] {
  return {
    'updates.get': () => ({ update: updates.view() }),
    'updates.check': async () => ({ update: await updates.check() }),
    'updates.download': () => ({ update: updates.download() }),
    'updates.cancel': () => ({ update: updates.cancel() }),
    'updates.install': () => ({ update: updates.install() }),
    'updates.showPrevious': () => updates.showPrevious(),
  };
}

/** Everything but a sign-in, which nobody loses; and a copy that takes the database's place at the next start. */
export function createUpdateRoom(deps: CoreDeps, base: Base, backups: Pick<Backups, 'list'>): Updates {
  const { jobs, settings, clock, log, bus } = base;
  return createUpdates({
    version: deps.version,
    source: deps.updates ?? 'browser',
    settings: settings.get,
    underWay() {
      const kinds = jobs.list({ active: true }).map(({ kind }) => kind);
      const isStaged = backups.list().some((backup) => backup.isStaged);
      const all = new Set(kinds.filter((kind) => kind !== 'sign-in'));
      return isStaged ? [...all, 'restore'] : [...all];
    },
    clock,
    log,
    onChange: () => bus.emit({ type: 'updates.changed' }),
  });
}
