// What goes through the log beside what the rooms say themselves: whose work a line belongs to, how jobs begin and end,
// and from which level on lines are kept.
import { randomUUID } from 'node:crypto';
import { AppFailure } from '../../shared/errors.ts';
import type { Dispatch } from '../dispatch.ts';
import type { Bus } from '../lib/bus.ts';
import type { Jobs } from '../lib/jobs.ts';
import { PLAIN_WITHIN, type Log, type LogControl } from '../lib/log.ts';
import type { SettingsStore } from '../settings/settings.ts';

/** Every line that a command causes carries the same `request_id`. */
export function logCommands(dispatch: Dispatch, control: LogControl | undefined): Dispatch {
  if (control === undefined) return dispatch;
  return (caller, command, input) =>
    control.within({ requestId: randomUUID() }, () => dispatch(caller, command, input));
}

/** Every line that a job causes carries its `job_id`; how it began and ended is a line of its own. */
export function logJobs(jobs: Jobs, log: Log, control: LogControl | undefined): Jobs {
  const within = control?.within ?? PLAIN_WITHIN;
  return {
    ...jobs,
    start: (spec, run) =>
      jobs.start(spec, (context) =>
        within({ jobId: context.jobId }, async () => {
          const about = { action: JOB_ACTIONS[spec.kind] ?? spec.kind, channelId: spec.channelId };
          log.info('job started', { ...about, actor: spec.actor });
          try {
            const summary = await run(context);
            log.info('job completed', about);
            return summary;
          } catch (error) {
            const code = error instanceof AppFailure ? error.failure.code : 'INTERNAL_ERROR';
            if (context.signal.aborted) log.info('job stopped', about);
            else
              log.warn('job failed', { ...about, code, error: error instanceof AppFailure ? error.failure.error : '' });
            throw error;
          }
        }),
      ),
  };
}

/** Named as in the audit log, where it has a name there. */
const JOB_ACTIONS: Readonly<Record<string, string>> = {
  sync: 'sync_bans',
  'sign-in': 'sign_in',
  purge: 'purge_log',
  import: 'import_history',
};

/** Keeps what the settings ask for, from now on. */
export function followLogLevel(settings: SettingsStore, bus: Bus, control: LogControl | undefined): void {
  if (control === undefined) return;
  const follow = (): void => control.setLevel(settings.get().logLevel);
  follow();
  bus.subscribe((event) => event.type === 'settings.changed' && follow());
}
