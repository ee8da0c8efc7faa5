// The one door between the page and the core, and the only module that imports ipcMain: one command channel in,
// one event channel out. Knows no command by name.
import { ipcMain, type WebContents } from 'electron';
import type { AppEvent, Reply } from '../../shared/contract.ts';
import type { AppError } from '../../shared/errors.ts';
import type { Dispatch } from '../dispatch.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { createRateCap, isOurPage, refuseSize } from './ipc-guard.ts';

export interface Ipc {
  /** From now on `contents` may call, and hears every event, until it is destroyed. */
  register(contents: WebContents): void;
  close(): void;
}

export interface IpcDeps {
  readonly dispatch: Dispatch;
  readonly subscribe: (listener: (event: AppEvent) => void) => () => void;
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly log: Log;
}

const FOREIGN: AppError = {
  code: 'FORBIDDEN',
  error: 'This sender may not call Modkeep.',
  details: { reason: 'sender' },
};

/** Answers `call` for registered windows with the rights of the owner; every answer is a Reply, never a rejection. */
export function createIpc({ dispatch, subscribe, clock, log }: IpcDeps): Ipc {
  const windows = new Map<number, { readonly contents: WebContents; readonly refuseRate: () => AppError | null }>();
  ipcMain.handle('call', async (event, ...message: readonly unknown[]): Promise<Reply<unknown>> => {
    if (!isOurPage(event, new Set(windows.keys()))) {
      log.warn('a foreign sender was refused', { contents: event.sender.id });
      return { ok: false, error: FOREIGN };
    }
    const refused = windows.get(event.sender.id)?.refuseRate() ?? refuseShape(message) ?? refuseSize(message);
    if (refused !== null) return { ok: false, error: refused };
    return dispatch({ kind: 'owner' }, message[0], message[1]);
  });
  const unsubscribe = subscribe((event) => {
    for (const { contents } of windows.values()) {
      if (!contents.isDestroyed() && !contents.isCrashed()) contents.send('event', event);
    }
  });
  return {
    register(contents) {
      const { id } = contents;
      windows.set(id, { contents, refuseRate: createRateCap(clock) });
      contents.once('destroyed', () => windows.delete(id));
    },
    close() {
      unsubscribe();
      ipcMain.removeHandler('call');
    },
  };
}

function refuseShape(message: readonly unknown[]): AppError | null {
  if (message.length === 2) return null;
  return { code: 'INVALID_REQUEST', error: 'A call is a command and its input.', details: { field: 'call' } };
}
