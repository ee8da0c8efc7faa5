// The program of the checkpointer's worker thread: moves SQLite's log into the main file when told to, through a
// connection of its own. Writes no row and decides nothing.
import { parentPort, workerData } from 'node:worker_threads';
import { emptyLog, openForWriting } from './connection.ts';
import { isDamage } from './errors.ts';

export interface CheckpointerData {
  readonly path: string;
}

/** `move`: what can be moved without making anyone wait. `end`: all of it if nobody is in the way, and that was it. */
export type ToCheckpointer = 'move' | 'end';

export type FromCheckpointer = { readonly ok: true } | { readonly ok: false; readonly isDamage: boolean };

function serve(): void {
  const port = parentPort;
  if (port === null) throw new Error('the checkpointer runs as a worker');
  const connection = openForWriting((workerData as CheckpointerData).path);
  connection.pragma('wal_autocheckpoint = 0');
  const say = (message: FromCheckpointer): void => port.postMessage(message);
  port.on('message', (message: ToCheckpointer) => {
    try {
      if (message === 'move') connection.pragma('wal_checkpoint(PASSIVE)');
      else emptyLog(connection);
      say({ ok: true });
    } catch (error) {
      say({ ok: false, isDamage: isDamage(error) });
    }
    if (message === 'end') {
      connection.close();
      port.close();
    }
  });
}

serve();
