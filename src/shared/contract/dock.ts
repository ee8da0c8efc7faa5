// The loopback server for OBS docks and programs: whether it runs, and where.
import type { AppError } from '../errors.ts';
import { empty, output } from './fields.ts';

export interface DockView {
  /** `failed`: it is turned on and could not be started, or its port was not to be had. */
  readonly state: 'off' | 'starting' | 'on' | 'failed';
  /** The settings turn it on and off. False in the browser shell, which is this server itself. */
  readonly isSwitched: boolean;
  /** On 127.0.0.1: the one in use, or the one that it would take; null when that would be any free one. */
  readonly port: number | null;
  /** Docks and programs that have proven a key. */
  readonly connected: number;
  /** Why it has failed. */
  readonly error: AppError | null;
}

export const dockCommands = {
  /** The loopback server as it stands. `settings.set` turns it on and off in the desktop shell. */
  'dock.get': { input: empty, output: output<{ dock: DockView }>() },
  /** Tries again to start what could not be started; answers when that is decided. */
  'dock.retry': { input: empty, output: output<{ dock: DockView }>() },
};
