// The room for newer versions, with what keeps one from being installed, and its functions by command.
import type { CoreDeps } from '../core.ts';
import type { Backups } from '../db/backups.ts';
import type { HandlerDeps } from '../handlers.ts';
import { createUpdates, type Updates } from '../updates/updates.ts';
import type { Base } from './base.ts';

export interface UpdateRoom {
  readonly updating: Pick<Updates, 'follow' | 'onEnd'>;
  readonly updates: HandlerDeps['updates'];
}

export function createUpdateRoom(deps: CoreDeps, base: Base, backups: Pick<Backups, 'list'>): UpdateRoom {
  const { jobs, settings, clock, log, bus } = base;
  const updating = createUpdates({
    version: deps.version,
    source: deps.updates ?? 'browser',
    settings: settings.get,
    // Everything but a sign-in, which is no loss; and a copy that takes the database's place at the next start.
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
  return {
    updating,
    updates: {
      'updates.get': () => ({ update: updating.view() }),
      'updates.check': async () => ({ update: await updating.check() }),
      'updates.download': () => ({ update: updating.download() }),
      'updates.cancel': () => ({ update: updating.cancel() }),
      'updates.install': () => ({ update: updating.install() }),
      'updates.showPrevious': () => updating.showPrevious(),
    },
  };
}
