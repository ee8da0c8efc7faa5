// How long the audit log is kept by the environment, where the settings say nothing.
import type { Log } from '../lib/log.ts';

const NAME = 'AUDIT_LOG_RETENTION_DAYS';

/** Whole days from 1 to 3650; null where nothing is said, and for anything else, which the log names. */
export function readRetentionDays(environment: Readonly<Record<string, string | undefined>>, log: Log): number | null {
  const text = environment[NAME]?.trim() ?? '';
  if (text === '') return null;
  const days = /^[1-9]\d{0,3}$/.test(text) ? Number(text) : Number.NaN;
  if (days <= 3650) return days;
  log.warn('a number of days in the environment is not from 1 to 3650 and is ignored', { name: NAME });
  return null;
}
