// The rules of the alerts in words, and their values as they are read and typed. Pure.
import { ALERTS, problemOf, type AlertRule, type AlertUnit, type AlertValues } from '../../shared/alerts.ts';
import { formatBytes, formatCount, formatDuration, parseDuration } from './format.ts';

export interface RuleWords {
  readonly title: string;
  /** What is measured. */
  readonly about: string;
}

export const RULE_WORDS: Readonly<Record<AlertRule, RuleWords>> = {
  error_rate: {
    title: 'Many acts fail',
    about: 'Failed acts of the last 5 minutes, in percent; of five acts at least. Offers the kill switch.',
  },
  error_rate_early: { title: 'Some acts fail', about: 'The same, earlier and without the kill switch.' },
  failed_bans: { title: 'Bans or unbans failed', about: 'Acts that failed in the last 10 minutes.' },
  refused: {
    title: 'Attempts refused',
    about: 'Attempts of the last 10 minutes that met a missing right or a brake.',
  },
  unconfirmed: {
    title: 'Act not confirmed',
    about: 'Acts of the last hour that Twitch answered and has not shown within 30 s, in each channel.',
  },
  p95: { title: 'Twitch answers slowly', about: 'What 95 % of acts of the last 5 minutes were answered within.' },
  twitch_errors: { title: 'Errors of Twitch', about: 'Requests a minute that met a 5xx or no answer.' },
  rate_limited: {
    title: 'Told to slow down',
    about: 'Requests of the last 5 minutes that were over Twitch’s limit, in percent; of ten at least.',
  },
  live_down: { title: 'Live feed down', about: 'For how long a watched channel has not been heard.' },
  sync_failing: { title: 'List not read', about: 'For how long every read of a channel’s list has failed.' },
  database: {
    title: 'Database trouble',
    about: 'Times in the last 5 minutes that something could not be saved, or damage was found.',
  },
  disk: { title: 'Disk nearly full', about: 'Space that is left where Modkeep keeps its data.' },
  clock: { title: 'Clock wrong', about: 'How far this machine’s clock is from Twitch’s.' },
};

/** What stands behind the number of each unit; times are written with their own. */
export const UNIT_WORDS: Readonly<Record<AlertUnit, string>> = {
  percent: '%',
  times: '×',
  ms: 'ms',
  per_minute: 'a min',
  seconds: '',
  minutes: '',
  megabytes: 'MB',
};

/** `12 %`, `3×`, `1 000 ms`, `14 a min`, `1m 30s`, `480 MB`. */
export function valueWords(rule: AlertRule, value: number): string {
  const { unit } = ALERTS[rule];
  if (unit === 'seconds') return formatDuration(value);
  if (unit === 'minutes') return formatDuration(value * 60);
  if (unit === 'megabytes') return formatBytes(value * 1e6);
  const number = value < 10 ? String(Number(value.toFixed(1))) : formatCount(Math.round(value));
  return unit === 'times' ? `${number}×` : `${number} ${UNIT_WORDS[unit]}`;
}

/** A value as it stands in its field. */
export function valueText(rule: AlertRule, value: number): string {
  const { unit } = ALERTS[rule];
  if (unit === 'seconds') return durationText(value);
  if (unit === 'minutes') return durationText(value * 60);
  return String(value);
}

/** `0s` and the like, so that it can be read back. */
export function durationText(seconds: number): string {
  return formatDuration(seconds).replaceAll(' 0s', '');
}

export interface TypedValues {
  readonly raise: string;
  readonly clear: string;
  readonly hold: string;
}

/** Reads the three fields of a rule; `problem` says which of them is no part of one, and why. */
export function readValues(
  rule: AlertRule,
  typed: TypedValues,
):
  | { readonly values: AlertValues; readonly problem: null }
  | { readonly values: null; readonly problem: { readonly field: keyof TypedValues; readonly text: string } } {
  const raise = readValue(rule, typed.raise);
  const clear = readValue(rule, typed.clear);
  const holdSeconds = readSeconds(typed.hold);
  if (raise === null) return noValues('raise', whatToType(rule));
  if (clear === null) return noValues('clear', whatToType(rule));
  if (holdSeconds === null) return noValues('hold', 'A length of time up to 1d: 0s, 30s, 5m.');
  const values = { raise, clear, holdSeconds };
  const problem = problemOf(rule, values);
  if (problem === null) return { values, problem: null };
  return noValues(problem.field === 'holdSeconds' ? 'hold' : problem.field, problem.text);
}

function readValue(rule: AlertRule, text: string): number | null {
  const { unit } = ALERTS[rule];
  if (unit === 'seconds') return readSeconds(text);
  if (unit === 'minutes') {
    const seconds = readSeconds(text);
    return seconds === null ? null : seconds / 60;
  }
  const plain = text.trim().replace(',', '.');
  return /^\d{1,9}(\.\d{1,2})?$/.test(plain) ? Number(plain) : null;
}

function readSeconds(text: string): number | null {
  return /^0\s*[smhd]?$/.test(text.trim()) ? 0 : parseDuration(text);
}

function whatToType(rule: AlertRule): string {
  const { unit } = ALERTS[rule];
  return unit === 'seconds' || unit === 'minutes' ? 'A length of time: 30s, 5m, 1h.' : 'A number: 5, 10, 2.5.';
}

function noValues(field: keyof TypedValues, text: string) {
  return { values: null, problem: { field, text } } as const;
}
