// Long lists as files: starts one, says once that it is there, and brings it to the person. Knows no screen.
import type { Bridge, Input } from '../../shared/contract.ts';
import type { ExportSummary } from '../../shared/contract/exports.ts';
import type { AppError } from '../../shared/errors.ts';
import type { JobView } from '../../shared/model.ts';
import { isOwnWindow } from './dock.ts';
import { formatBytes, plural } from './format.ts';
import { describeError, oneLine } from './messages.ts';
import type { Say } from './say.ts';
import type { State, Store } from './store.ts';

export type ExportWish =
  | { readonly command: 'audit.export'; readonly input: Input<'audit.export'> }
  | { readonly command: 'history.export'; readonly input: Input<'history.export'> };

export interface Exports {
  /** Null when it is under way, or the person chose no place for it; else why not. */
  start(wish: ExportWish): Promise<AppError | null>;
  /** Says how an export has ended; once, however often it is told. */
  ended(job: JobView): void;
  /** Lets the browser fetch the file, or shows where it lies. */
  save(jobId: string): Promise<void>;
}

export interface ExportsDeps {
  readonly bridge: Pick<Bridge, 'call'>;
  readonly store: Store;
  readonly say: Say;
  /** Fetches a path of this page's own server as a file. */
  readonly fetchFile: (path: string, name: string) => void;
}

/** The file of a finished export, as its job tells of it; null for any other job. */
export function exportOf({ kind, status, summary }: JobView): (ExportSummary & { readonly name: string }) | null {
  const told = summary as Partial<ExportSummary>;
  const isThere = kind === 'export' && status === 'completed' && typeof told.name === 'string';
  return isThere ? (told as ExportSummary & { name: string }) : null;
}

/** Whether the person at this page may have this export's file, or stop it. */
export function isOwnExport({ caller }: Pick<State, 'caller'>, job: JobView): boolean {
  return caller.kind === 'owner' || job.actor === caller.name;
}

/** Where a file goes from here: for its own window the desktop shell has written it already, a browser fetches it. */
export function saveWord(state: Pick<State, 'app' | 'caller'>): string {
  return isOwnWindow(state) ? 'Show in folder' : 'Save';
}

export function createExports({ bridge, store, say, fetchFile }: ExportsDeps): Exports {
  const told = new Set<string>();

  async function save(jobId: string): Promise<void> {
    if (isOwnWindow(store.getState())) {
      const reply = await bridge.call('exports.reveal', { jobId });
      if (!reply.ok) say.failed(reply.error);
      return;
    }
    const reply = await bridge.call('exports.ticket', { jobId });
    if (reply.ok) fetchFile(reply.value.path, reply.value.name);
    else say.failed(reply.error);
  }

  function ended(job: JobView): void {
    if (told.has(job.jobId) || !isOwnExport(store.getState(), job)) return;
    told.add(job.jobId);
    const file = exportOf(job);
    if (file !== null) {
      const word = saveWord(store.getState());
      const run = (): void => void save(job.jobId);
      const text = `${file.name}, ${formatBytes(file.bytes)}`;
      return say.offer(`Exported ${plural(file.rows, 'row', 'rows')}`, text, { word, run }, 'ok');
    }
    if (job.status === 'cancelled') return say.note('Export cancelled', 'Nothing was written.', 'note');
    if (job.error === null) return;
    const message = describeError(job.error);
    say.note(`Not exported: ${message.title}`, oneLine(message), 'failed');
  }

  return {
    async start({ command, input }) {
      const reply = await bridge.call(command, input);
      if (!reply.ok) return reply.error;
      const { jobId } = reply.value;
      if (jobId === null) return null;
      // A short one may be over before anybody has seen it run.
      const all = await bridge.call('jobs.list', {});
      const job = all.ok ? all.value.jobs.find((one) => one.jobId === jobId) : undefined;
      if (job === undefined) return null;
      if (job.finishedAt !== null) ended(job);
      else store.setState(({ jobs }) => (jobs.some((one) => one.jobId === jobId) ? {} : { jobs: [...jobs, job] }));
      return null;
    },
    ended,
    save,
  };
}

/** The way a page asks its browser for a file. */
export function fetchByLink(path: string, name: string): void {
  const link = document.createElement('a');
  link.href = path;
  link.download = name;
  link.click();
}
