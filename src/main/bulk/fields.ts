// What one line of an import asks for, from its named fields: whom, what, for how long, why. Pure; every reason to refuse
// a line is a code beside it, so that nothing is dropped in silence.
import type { BulkActKind } from '../../shared/contract/bulk.ts';
import { DAY_MS, parseRfc3339 } from '../lib/time.ts';

/** What a line that does not say so itself is to do. `duration` in seconds, for timeouts. */
export interface BulkAct {
  readonly kind: BulkActKind;
  readonly durationSeconds?: number | undefined;
  readonly reason?: string | undefined;
}

/** The fields that a line may bring, as text. `user` is a login, or an id where it is all digits. */
export interface LineFields {
  readonly id?: string | undefined;
  readonly login?: string | undefined;
  readonly user?: string | undefined;
  readonly kind?: string | undefined;
  readonly duration?: string | undefined;
  readonly until?: string | undefined;
  readonly reason?: string | undefined;
}

export interface RowRequest {
  readonly line: number;
  readonly given: string;
  readonly userId: string | null;
  readonly login: string | null;
  readonly kind: BulkActKind;
  readonly durationSeconds: number | null;
  /** Epoch ms. */
  readonly until: number | null;
  readonly reason: string;
  /** Why the line can't be used; null when it can. */
  readonly problem: string | null;
}

export interface FieldRules {
  readonly act: BulkAct;
  readonly requireReason: boolean;
  /** Epoch ms by Twitch's clock. */
  readonly now: number;
}

const ID = /^[1-9]\d{0,19}$/;
const LOGIN = /^[a-z0-9_]{1,25}$/;
const LONGEST_REASON = 500;
/** https://dev.twitch.tv/docs/api/reference/#ban-user */
export const LONGEST_TIMEOUT_SECONDS = 1_209_600;
const KINDS: ReadonlyMap<string, BulkActKind> = new Map([
  ['ban', 'ban'],
  ['permanent', 'ban'],
  ['timeout', 'timeout'],
]);
const UNITS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
const GIVEN_LENGTH = 100;

/** Reads one line. A line's own kind, duration and end count only where people are to be held out, not let in. */
export function readFields(line: number, fields: LineFields, rules: FieldRules): RowRequest {
  const { act } = rules;
  const who = readUser(fields);
  const isEnding = act.kind === 'unban' || act.kind === 'untimeout';
  const what = isEnding
    ? { kind: act.kind, durationSeconds: null, until: null, problem: null }
    : readAct(fields, rules);
  const reason = fields.reason?.trim() || (act.reason?.trim() ?? '');
  return {
    line,
    given: who.given,
    userId: who.userId,
    login: who.login,
    kind: what.kind,
    durationSeconds: what.durationSeconds,
    until: what.until,
    reason: reason.slice(0, LONGEST_REASON),
    problem: who.problem ?? what.problem ?? reasonProblem(reason, !isEnding && rules.requireReason),
  };
}

/** A line that could not even be taken apart. */
export function badLine(line: number, text: string, problem: string, act: BulkAct): RowRequest {
  const given = text.slice(0, GIVEN_LENGTH);
  const none = { userId: null, login: null, durationSeconds: null, until: null, reason: '' };
  return { line, given, kind: act.kind, problem, ...none };
}

function readUser({ id, login, user }: LineFields): Pick<RowRequest, 'given' | 'userId' | 'login' | 'problem'> {
  const given = (id?.trim() || login?.trim() || user?.trim() || '').slice(0, GIVEN_LENGTH);
  const none = { given, userId: null, login: null, problem: 'bad_user' };
  if (id?.trim()) return ID.test(id.trim()) ? { given, userId: id.trim(), login: null, problem: null } : none;
  const isNamed = Boolean(login?.trim());
  const text = (login?.trim() || user?.trim() || '').replace(/^@/, '').toLowerCase();
  if (!isNamed && ID.test(text)) return { given, userId: text, login: null, problem: null };
  return LOGIN.test(text) ? { given, userId: null, login: text, problem: null } : none;
}

type What = Pick<RowRequest, 'kind' | 'durationSeconds' | 'until' | 'problem'>;

function readAct(fields: LineFields, { act, now }: FieldRules): What {
  const [kindText, durationText, untilText] = [fields.kind, fields.duration, fields.until].map(
    (text) => text?.trim().toLowerCase() ?? '',
  ) as [string, string, string];
  const bad = (problem: string): What => ({ kind: act.kind, durationSeconds: null, until: null, problem });
  const isForGood = durationText === 'permanent' || durationText === 'perm';
  const named = kindText === '' ? null : KINDS.get(kindText);
  if (named === undefined) return bad('bad_kind');
  const kind = named ?? (isForGood ? 'ban' : durationText !== '' || untilText !== '' ? 'timeout' : act.kind);
  if (kind === 'ban') return { kind, durationSeconds: null, until: null, problem: null };
  if (durationText !== '' && !isForGood) {
    const durationSeconds = readDuration(durationText);
    return durationSeconds === null ? bad('bad_duration') : { kind, durationSeconds, until: null, problem: null };
  }
  if (untilText !== '') {
    const until = parseRfc3339(untilText);
    if (until === null) return bad('bad_until');
    return until > now + 14 * DAY_MS ? bad('too_far') : { kind, durationSeconds: null, until, problem: null };
  }
  const { durationSeconds } = act;
  return durationSeconds === undefined ? bad('bad_duration') : { kind, durationSeconds, until: null, problem: null };
}

/** `600`, `10m`, `2h`, `7d`: whole seconds from 1 to 14 days, else null. */
function readDuration(text: string): number | null {
  const match = /^(\d{1,8})\s*([smhdw]?)$/.exec(text);
  if (!match) return null;
  const seconds = Number(match[1]) * (UNITS[match[2] ?? ''] ?? 1);
  return seconds >= 1 && seconds <= LONGEST_TIMEOUT_SECONDS ? seconds : null;
}

/** True for what a list without a header can only mean as a duration. */
export function looksLikeDuration(text: string): boolean {
  return /^(?:\d{1,8}\s*[smhdw]?|perm|permanent)$/i.test(text.trim());
}

function reasonProblem(reason: string, isRequired: boolean): string | null {
  if (reason.length > LONGEST_REASON) return 'reason_too_long';
  return isRequired && reason === '' ? 'no_reason' : null;
}
