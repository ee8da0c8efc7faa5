// Ends the app when it cannot start or something failed that nobody had foreseen: a line in the log, a sentence to the person.
import { app, dialog } from 'electron';
import type { LogFile } from '../lib/log-file.ts';
import { startFailureWords, surpriseWords } from './words.ts';

/** What nobody caught leaves the app in a state that nobody knows: better ended than wrong. The database survives it. */
export function endOnSurprise(log: LogFile): void {
  const end = (error: unknown): void => {
    log.error('an error that nobody caught', {
      error: error instanceof Error ? (error.stack ?? error.name) : typeof error,
    });
    log.close();
    dialog.showErrorBox('Modkeep', surpriseWords(error));
    app.exit(1);
  };
  process.once('uncaughtException', end);
  app.once('quit', () => process.off('uncaughtException', end));
}

/** Says why the app can't start, and ends it. A self-test says it on stdout. */
export function giveUp(error: unknown, isSelfTest: boolean, log: LogFile): void {
  log.error('the start failed', { error: error instanceof Error ? `${error.name}: ${error.message}` : typeof error });
  log.close();
  const words = startFailureWords(error);
  if (isSelfTest) process.stdout.write(`${JSON.stringify({ ok: false, error: words })}\n`);
  else dialog.showErrorBox('Modkeep', words);
  app.exit(1);
}
