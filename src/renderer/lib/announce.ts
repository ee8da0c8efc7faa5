// Says once that long work has ended, and how.
import type { JobView } from '../../shared/model.ts';
import type { Exports } from './exports.ts';
import { formatCount } from './format.ts';
import { keptWords } from './kept-words.ts';
import { describeError, oneLine } from './messages.ts';
import type { Reconnects } from './reconnect.ts';
import type { Say } from './say.ts';
import type { Store } from './store.ts';

export interface AnnounceDeps {
  readonly store: Store;
  readonly say: Say;
  readonly reconnects: Reconnects;
  readonly exports: Pick<Exports, 'ended'>;
}

export function announce(job: JobView, { store, say, reconnects, exports }: AnnounceDeps): void {
  if (job.kind === 'sign-in') {
    reconnects.signInEnded(job);
    return store.setState({ endedSignIn: job });
  }
  if (job.kind === 'export') return exports.ended(job);
  // Its own screen says it, with what to do next.
  if (job.kind === 'bulk' && store.getState().screen === 'bulk') return;
  if (job.status === 'completed') {
    const isRun = job.summary['step'] === 'run';
    if (job.kind === 'bulk')
      return say.note(isRun ? 'Bulk job finished' : 'Dry run finished', 'The Bulk screen has the result.');
    const kept = keptWords(job);
    if (kept !== null) return say.note(kept.title, kept.text, kept.tone);
    return say.note(job.kind === 'sync' ? 'Sync finished' : 'Finished', `${formatCount(job.done)} read.`);
  }
  if (job.error !== null && job.status === 'failed') {
    const message = describeError(job.error);
    return say.note(message.title, oneLine(message), 'failed');
  }
  if (job.status !== 'cancelled') return;
  if (job.kind === 'bulk') return say.note('Bulk job stopped', 'What was done is kept.', 'note');
  say.note('Cancelled', 'What was found is kept.', 'note');
}
