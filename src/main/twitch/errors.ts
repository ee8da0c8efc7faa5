// Turns whatever a call to Twitch can end in into one of our own errors. Nothing of a URL, header or token gets
// through; Twitch's message texts are hints for three well-known cases and are never shown or passed on.
import { AppFailure, fail, type AppError } from '../../shared/errors.ts';

/** What the call was, for the error's details. `endpoint` is a path without a query. */
export interface CallFacts {
  readonly endpoint: string;
  readonly accountId?: string;
  readonly channelId?: string;
}

/** A status outside HTTP's own that Twurple neither retries nor mistakes for an answer of Twitch. */
export const NOT_ANSWERED = 499;

/** Certainly never reached Twitch: no connection came about. https://nodejs.org/api/errors.html#common-system-errors */
const NOT_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Why an exchange ended before its answer was read. */
export type Ending = 'deadline' | 'caller' | 'network' | 'too_large';

/**
 * The failure for an exchange without a complete answer. OFFLINE means that nothing was sent; SERVICE_UNAVAILABLE and
 * a cancellation `in_flight` mean that a write may have happened all the same.
 */
export function failureOfEnding(ending: Ending, error: unknown): AppError {
  switch (ending) {
    case 'caller':
      return { code: 'CANCELLED', error: 'The call to Twitch was cancelled.', details: { reason: 'in_flight' } };
    case 'deadline':
      return unavailable('Twitch did not answer in time.', 'timeout');
    case 'too_large':
      return {
        code: 'TWITCH_API_ERROR',
        error: 'The answer of Twitch was too large to be one.',
        details: { status: 200, reason: 'body_too_large' },
      };
    case 'network':
      return NOT_SENT.has(networkCode(error) ?? '')
        ? { code: 'OFFLINE', error: 'Twitch cannot be reached.', details: { reason: networkCode(error) ?? 'network' } }
        : unavailable('The connection to Twitch broke off.', 'connection_lost');
  }
}

/** The failure for a complete answer that is not a success. `body` serves as a hint only. */
export function failureOfStatus(status: number, body: string, facts: CallFacts): AppFailure {
  const marked = readMarked(body);
  if (marked !== null) return new AppFailure(marked);
  const account = facts.accountId === undefined ? {} : { account_id: facts.accountId };
  if (status >= 500) {
    return fail('SERVICE_UNAVAILABLE', 'Twitch has trouble of its own right now.', { status });
  }
  switch (status) {
    case 400:
      return failureOf400(body, facts);
    case 401:
      return fail('TWITCH_AUTH_FAILED', 'Twitch did not accept the sign-in for this.', {
        reason: 'refused',
        ...account,
      });
    case 403:
      return fail('FORBIDDEN', 'Twitch does not let this account do that in this channel.', {
        reason: 'not_a_moderator',
      });
    case 404:
      return fail('NOT_FOUND', 'Twitch does not know what was asked for.', { what: facts.endpoint });
    case 409:
      return fail('CONFLICT', 'Somebody else is changing this person right now.', { reason: 'busy' });
    case 422:
      if (facts.endpoint === MODERATORS) return unfit('vip', 'This person is a VIP here. Remove the VIP first.');
      return fail('INVALID_REQUEST', 'Twitch refused the request as it is.', { reason: 'unprocessable' });
    case 429:
      return fail('RATE_LIMIT_EXCEEDED', 'Twitch asks to slow down.', { retry_after: 10 });
    default:
      return fail('TWITCH_API_ERROR', `Twitch answered with status ${status}.`, { status, endpoint: facts.endpoint });
  }
}

/** Anything thrown anywhere below becomes an AppFailure; one that already is stays as it is. */
export function toAppFailure(error: unknown, facts: CallFacts): AppFailure {
  if (error instanceof AppFailure) return error;
  const answer = answerOf(error);
  if (answer !== null) return failureOfStatus(answer.status, answer.body, facts);
  if (isNamed(error, 'AbortError')) return new AppFailure(failureOfEnding('caller', error));
  if (isNamed(error, 'TimeoutError')) return new AppFailure(failureOfEnding('deadline', error));
  if (error instanceof SyntaxError) return malformed(facts, 'not_json');
  if (error instanceof TypeError && networkCode(error) !== null) {
    return new AppFailure(failureOfEnding('network', error));
  }
  // Not `cause`: an unknown error may carry a URL or a header.
  return fail('TWITCH_API_ERROR', 'The call to Twitch failed in an unexpected way.', {
    status: 0,
    endpoint: facts.endpoint,
    reason: 'unexpected',
  });
}

/** An answer that does not have the documented shape. `reason` is a code, never a part of the answer. */
export function malformed(facts: CallFacts, reason: string): AppFailure {
  return fail('TWITCH_API_ERROR', 'The answer of Twitch was not of the expected shape.', {
    status: 200,
    endpoint: facts.endpoint,
    reason,
  });
}

/** True when a write that failed like this may have happened at Twitch: look before doing it again. */
export function isAmbiguous(error: AppError): boolean {
  if (error.code === 'CANCELLED') return error.details.reason === 'in_flight';
  if (error.code === 'TWITCH_API_ERROR') return error.details.status === 200;
  return error.code === 'SERVICE_UNAVAILABLE' && error.details.reason !== 'not_sent';
}

/** Writes a failure into a body, so that it survives a library that only passes status and body on. */
export function markedBody(error: AppError): string {
  return JSON.stringify({ modkeep: error });
}

/** The failure that `markedBody` wrote, or null. */
export function readMarked(body: string): AppError | null {
  if (!body.includes('"modkeep"')) return null;
  try {
    const found = (JSON.parse(body) as { modkeep?: AppError }).modkeep;
    return typeof found?.code === 'string' && typeof found.error === 'string' ? found : null;
  } catch {
    return null;
  }
}

const MODERATORS = 'moderation/moderators';

function unfit(reason: string, sentence: string): AppFailure {
  return fail('INVALID_REQUEST', sentence, { field: 'user', reason });
}

/** Null for none of the known answers. https://dev.twitch.tv/docs/api/reference/#add-channel-moderator */
function failureOfModerator400(body: string): AppFailure | null {
  if (/\balready (?:a )?mod/i.test(body))
    return unfit('already_moderator', 'This person moderates the channel already.');
  if (/\bnot (?:a )?mod/i.test(body)) {
    return fail('NOT_FOUND', 'This person does not moderate the channel.', { what: 'moderator' });
  }
  return /\bbanned\b/i.test(body) ? unfit('banned', 'This person is banned or timed out here. Lift that first.') : null;
}

function failureOf400(body: string, { endpoint, channelId }: CallFacts): AppFailure {
  const ofModerator = endpoint === MODERATORS ? failureOfModerator400(body) : null;
  if (ofModerator !== null) return ofModerator;
  if (/\balready banned\b/i.test(body)) {
    return fail('CONFLICT', 'This person is already banned.', { reason: 'already_banned' });
  }
  if (/\bis not banned\b/i.test(body)) {
    return fail('CONFLICT', 'This person is neither banned nor timed out.', { reason: 'not_banned' });
  }
  if (/\bmay not be (?:banned|put in a timeout)\b/i.test(body)) {
    return fail('INVALID_REQUEST', 'Twitch does not allow banning this person.', {
      field: 'user',
      reason: 'protected_user',
    });
  }
  const provided = channelId === undefined ? {} : { provided: channelId };
  return fail('INVALID_REQUEST', 'Twitch refused the request as it is.', {
    reason: `refused ${endpoint}`,
    ...provided,
  });
}

function unavailable(error: string, reason: string): AppError {
  return { code: 'SERVICE_UNAVAILABLE', error, details: { reason } };
}

/** Status and body of Twurple's HttpStatusCodeError, known by its shape: its message carries the URL. */
function answerOf(error: unknown): { status: number; body: string } | null {
  if (!(error instanceof Error) || !('statusCode' in error) || !('body' in error)) return null;
  const { statusCode, body } = error;
  return typeof statusCode === 'number' && typeof body === 'string' ? { status: statusCode, body } : null;
}

/** The system or undici code under a fetch TypeError, through happy-eyeballs aggregates; null when there is none. */
function networkCode(error: unknown): string | null {
  for (let depth = 0, at: unknown = error; at instanceof Error && depth < 5; depth += 1) {
    if ('code' in at && typeof at.code === 'string') return at.code;
    at = at instanceof AggregateError ? at.errors[0] : (at.cause ?? null);
  }
  return null;
}

function isNamed(error: unknown, name: string): boolean {
  return error instanceof Error && error.name === name;
}
