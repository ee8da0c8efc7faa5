// The words for bulk jobs: what each plan, state and code means to a person, and what a job will do. Pure.
import type {
  BulkActKind,
  BulkPlan,
  BulkRowState,
  BulkRowView,
  BulkState,
  BulkView,
} from '../../../shared/contract/bulk.ts';
import { formatDuration, plural } from '../../lib/format.ts';

const STATE_WORDS: Readonly<Record<BulkState, string>> = {
  collecting: 'Collecting',
  checking: 'Dry run',
  planned: 'Ready to start',
  running: 'Running',
  paused: 'Paused',
  completed: 'Done',
  cancelled: 'Cancelled',
  failed: 'Dry run failed',
};

/** Where a job stands, in a word or two. */
export function stateWords({ state, plans }: Pick<BulkView, 'state' | 'plans'>): string {
  return state === 'planned' && (plans.act ?? 0) === 0 ? 'Nothing to do' : STATE_WORDS[state];
}

export interface PlanWords {
  readonly word: string;
  /** Why such a row does not act. */
  readonly why: string;
}

export const PLAN_WORDS: Readonly<Record<BulkPlan, PlanWords>> = {
  act: { word: 'Will act', why: '' },
  new: { word: 'Not looked at', why: 'The dry run has not come to it.' },
  already_banned: { word: 'Already banned', why: 'Banned for good already.' },
  not_banned: { word: 'Not held out', why: 'Neither banned nor timed out.' },
  is_ban: { word: 'Is a ban', why: 'Banned, and only timeouts are to be ended.' },
  not_found: { word: 'Not found', why: 'Twitch knows nobody of this name or id.' },
  protected: { word: 'Protected', why: 'On the protected list.' },
  moderator: { word: 'Moderator', why: 'A moderator here.' },
  owner: { word: 'Broadcaster', why: 'The broadcaster.' },
  self: { word: 'Yourself', why: 'The account that would act.' },
  duplicate: { word: 'Named twice', why: 'An earlier line names the same person.' },
  ended: { word: 'Over already', why: 'The end of this timeout has passed.' },
  changed_since: { word: 'Changed since', why: 'Somebody acted after that job; theirs stays.' },
  bad_row: { word: 'Bad line', why: '' },
};

const RESULT_WORDS: Readonly<Record<BulkRowState, string>> = {
  done: 'Done',
  failed: 'Failed',
  unknown: 'Not known',
  skipped: 'Left out',
  sent: 'Asked',
  waiting: 'Waiting',
};

/** What came of a row, in a job of this state. */
export function resultWord(result: BulkRowState, state: BulkState): string {
  return result === 'waiting' && state === 'cancelled' ? 'Never begun' : RESULT_WORDS[result];
}

const CODE_WORDS: Readonly<Record<string, string>> = {
  bad_user: 'No Twitch login or id.',
  bad_kind: 'The kind must be ban or timeout.',
  bad_duration: 'No length that Twitch takes: 1s to 14d.',
  bad_until: 'The end is no date and time with a zone.',
  too_far: 'A timeout ends within 14 days.',
  reason_too_long: 'The reason is longer than 500 characters.',
  no_reason: 'The settings ask for a reason.',
  line_too_long: 'Longer than 4 096 characters.',
  quote_not_closed: 'A quotation mark is never closed.',
  text_after_quote: 'Text follows a closing quotation mark.',
  too_many_columns: 'More columns than the first line names.',
  not_json: 'No JSON object on a line of its own.',
  bad_field: 'A field is neither text nor a number.',
  before_unknown: 'What was before is not known, so it cannot be brought back.',
  outcome_unknown: 'Twitch never said whether it happened.',
  already_banned: 'Twitch says: already banned.',
  not_banned: 'Twitch says: neither banned nor timed out.',
  is_ban: 'Twitch says: a ban, not a timeout.',
  busy: 'Something else was under way for this person.',
  interrupted: 'Modkeep ended before Twitch answered.',
  INVALID_REQUEST: 'Twitch does not take this.',
  NOT_FOUND: 'Twitch knows nobody of this name or id.',
  FORBIDDEN: 'Twitch does not allow this.',
  CONFLICT: 'Something else was under way for this person.',
  SERVICE_UNAVAILABLE: 'Twitch did not answer.',
  TWITCH_API_ERROR: 'Twitch refused.',
};

/** A code of a row in words; one that has none is shown as it is. */
export function codeWords(code: string | null): string {
  if (code === null) return '';
  return CODE_WORDS[code] ?? (PLAN_WORDS[code as BulkPlan] as PlanWords | undefined)?.why ?? `Code ${code}.`;
}

const HALT_WORDS: Readonly<Record<string, string>> = {
  user: 'Paused by hand.',
  kill_switch: 'The kill switch stopped it. Turn acting on again to go on.',
  flag_off: 'Acting on Twitch was turned off. Turn it on in Settings to go on.',
  channel_off: 'Acting was turned off in this channel. Turn it on to go on.',
  interrupted: 'Modkeep ended in the middle of it. Nothing is done twice: what was asked last is looked up first.',
  OFFLINE: 'Twitch could not be reached. Check the network to go on.',
  TWITCH_AUTH_FAILED: 'The sign-in ended. Sign in again to go on.',
  UNAUTHORIZED: 'The sign-in ended. Sign in again to go on.',
  INSUFFICIENT_SCOPES: 'Twitch has not granted acting here. Reconnect the account to go on.',
  FORBIDDEN: 'Twitch does not let this account act here any more.',
  SITE_MODERATORS_READ_ONLY: 'This account is no moderator here any more.',
  SERVICE_UNAVAILABLE: 'Twitch did not answer. Try again in a minute.',
  DATABASE_FULL: 'The disk was full. Free some space to go on.',
  INTERNAL_ERROR: 'Something went wrong inside Modkeep; the log says what.',
};

/** Why a job stands still, in a sentence with the way out. */
export function haltWords({ state, halted }: Pick<BulkView, 'state' | 'halted'>): string {
  if (state === 'failed' && halted === 'interrupted') return 'Modkeep ended during the dry run. Begin it again.';
  if (state === 'cancelled' && halted === 'interrupted') return 'Modkeep ended while the lines were still coming.';
  if (halted === null || (state === 'cancelled' && halted === 'user')) return '';
  return HALT_WORDS[halted] ?? `Stopped with the code ${halted}.`;
}

type Counts = BulkView['acts'];
const DEEDS: Readonly<Record<BulkActKind, (count: number) => string>> = {
  ban: (count) => `ban ${plural(count, 'person', 'people')}`,
  timeout: (count) => `time out ${plural(count, 'person', 'people')}`,
  unban: (count) => `let ${plural(count, 'person', 'people')} chat again`,
  untimeout: (count) => `end ${plural(count, 'timeout', 'timeouts')}`,
};
const ORDER = ['unban', 'untimeout', 'ban', 'timeout'] as const satisfies readonly BulkActKind[];

/** `Ban 480 people`, `Ban 3 people and time out 12 people`; empty when nothing acts. */
export function deedWords(acts: Counts): string {
  const parts = ORDER.flatMap((kind) => {
    const count = acts[kind] ?? 0;
    return count > 0 ? [DEEDS[kind](count)] : [];
  });
  const words = parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What a job was about, for a list of jobs. */
export function titleOf(bulk: Pick<BulkView, 'acts' | 'rollbackOf' | 'total' | 'state'>): string {
  const deed = deedWords(bulk.acts);
  if (bulk.rollbackOf !== null) return deed === '' ? 'Take back a job' : `Take back: ${deed.toLowerCase()}`;
  return deed === '' ? plural(bulk.total, 'line', 'lines') : deed;
}

const SOURCES: Readonly<Record<string, string>> = {
  selection: 'ticked people',
  filter: 'the list of bans',
  history: 'the history',
  rows: 'a list',
  paste: 'a pasted list',
  upload: 'a list',
  rollback: 'an earlier job',
};

export function sourceWords(source: string): string {
  return SOURCES[source] ?? source;
}

/** `Ban`, `Time out 10m`, `Unban`: what one row asks for. An end is given as words, because it needs a clock. */
export function actWords(
  { kind, durationSeconds }: Pick<BulkRowView, 'kind' | 'durationSeconds'>,
  until: string,
): string {
  if (kind === 'ban') return 'Ban';
  if (kind === 'unban') return 'Unban';
  if (kind === 'untimeout') return 'End timeout';
  return durationSeconds === null ? `Time out ${until}` : `Time out ${formatDuration(durationSeconds)}`;
}

/** Acts that a job does at once, and the time until as many may follow: Twitch's own pace, a few left for a hand. */
const AT_ONCE = 96;
const WINDOW_MS = 30_000;

/** How long `count` acts take at Twitch's pace, in ms. */
export function paceOf(count: number): number {
  return Math.max(0, Math.ceil(count / AT_ONCE) - 1) * WINDOW_MS;
}

/** `about 2 min`; less than ten seconds is `a few seconds`. */
export function etaWords(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 10) return 'a few seconds';
  if (seconds < 60) return `about ${Math.ceil(seconds / 10) * 10} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `about ${minutes} min` : `about ${Math.floor(minutes / 60)}h ${minutes % 60}m`;
}

export const PACE = 'Twitch allows 100 per 30 s';

/** Why it is no faster; empty where the pace does not show. */
export function paceWords(count: number): string {
  return count > AT_ONCE ? PACE : '';
}
