// Every way Modkeep can refuse or fail, as plain data that survives any process boundary.
// No zod here: the renderer uses this file. Words for people live in the renderer's message table.

/** Details by code. Names follow the moderation API that integrators already know, hence snake_case. */
export interface ErrorDetails {
  INVALID_REQUEST: { field?: string; provided?: string; reason?: string; offset?: number; limit?: number };
  UNAUTHORIZED: { reason?: string };
  FORBIDDEN: { required_right?: string; reason?: string };
  NOT_FOUND: { what?: string; id?: string };
  CONFLICT: {
    reason:
      | 'already_banned'
      | 'not_banned'
      | 'busy'
      | 'is_timeout'
      | 'is_ban'
      | 'unknown_state'
      | 'duplicate'
      | 'moved_on'
      | 'port_taken';
    /** Of `moved_on`: what has happened since, as `acts.undoable` names it. */
    why?: string;
  };
  RATE_LIMIT_EXCEEDED: { retry_after: number; limit?: number; remaining?: number; reset_at?: string; brake?: string };
  INTERNAL_ERROR: { id: string };
  SERVICE_UNAVAILABLE: { status?: number; reason?: string };
  INSUFFICIENT_SCOPES: { required_scopes: readonly string[]; current_scopes: readonly string[] };
  INVALID_BROADCASTER_ID: { provided: string };
  TWITCH_AUTH_FAILED: { reason: string; account_id?: string };
  TWITCH_API_ERROR: { status: number; endpoint?: string; reason?: string };
  SYNC_TIMEOUT: { duration_ms: number; timeout_ms: number };
  SITE_MODERATORS_READ_ONLY: { channel_id: string };
  FEATURE_DISABLED: { reason: 'flag_off' | 'kill_switch' | 'channel_off' | 'demo_only' };
  OFFLINE: { reason?: string };
  CANCELLED: { reason?: string };
  /** `happened`, here and below: Twitch has carried the act out, and only writing it down has failed. */
  DATABASE_BUSY: { path?: string; happened?: true };
  DATABASE_FULL: { path?: string; happened?: true };
  DATABASE_CORRUPT: { path?: string; kept_as?: string; happened?: true };
  DATABASE_NEWER: { found: number; known: number };
}

export type ErrorCode = keyof ErrorDetails;

/** One error as it travels: `error` is a sentence for logs and outside callers, never a stack, SQL, path or token. */
export type AppError = {
  [C in ErrorCode]: { readonly code: C; readonly error: string; readonly details: ErrorDetails[C] };
}[ErrorCode];

/** The only thing thrown on purpose inside. Caught in exactly two places: dispatch and jobs. */
export class AppFailure extends Error {
  override readonly name = 'AppFailure';
  readonly failure: AppError;

  constructor(failure: AppError, options?: { cause?: unknown }) {
    super(`${failure.code}: ${failure.error}`, options);
    this.failure = failure;
  }
}

/** Builds a failure to throw: `throw fail('NOT_FOUND', 'Channel 12 is not known here.', { id: '12' })`. */
export function fail<C extends ErrorCode>(
  code: C,
  error: string,
  details: ErrorDetails[C],
  options?: { cause?: unknown },
): AppFailure {
  return new AppFailure({ code, error, details } as AppError, options);
}

/** A switch that misses a case does not compile. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value ${JSON.stringify(value)}`);
}
