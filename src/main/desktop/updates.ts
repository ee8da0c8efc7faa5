// How this installation updates itself, or why it does not: decided once, at the start.
import { app, shell } from 'electron';
import type { UpdatesOff } from '../../shared/contract/updates.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { whyNoUpdates } from './update-off.ts';
import type { OpenedSource } from './update-source.ts';

export interface OpenUpdatesDeps {
  readonly isDemo: boolean;
  readonly isSelfTest: boolean;
  /** Where installers and what was begun are kept. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** electron-updater is loaded only where it is used: it is as large as all the rest of the shell. */
export async function openUpdates(deps: OpenUpdatesDeps): Promise<OpenedSource | UpdatesOff> {
  const { isDemo, isSelfTest, folder, clock, log } = deps;
  const { platform, env: environment, resourcesPath: resources, execPath: executable } = process;
  const { isPackaged } = app;
  const why = whyNoUpdates({ isPackaged, isDemo, isSelfTest, platform, resources, executable, environment });
  if (why !== null) return why;
  const { openUpdateSource } = await import('./update-source.ts');
  return openUpdateSource({
    version: app.getVersion(),
    platform,
    environment,
    folder,
    clock,
    log,
    quit: () => app.quit(),
    showFile: (path) => shell.showItemInFolder(path),
  });
}
