// Asks Twitch two small things and says what came back and how fast: whether the sign-in holds, and whether Helix answers.
import type { TestCall } from '../../shared/contract/health.ts';
import { AppFailure, fail, type AppError } from '../../shared/errors.ts';
import type { Clock } from '../lib/clock.ts';
import { SECOND_MS } from '../lib/time.ts';

export interface HealthTestDeps {
  readonly clock: Clock;
  /** The account to ask with; null when nobody is signed in. */
  readonly accountId: () => string | null;
  /** False when Twitch says that the token does not hold. */
  readonly validate: (accountId: string, signal: AbortSignal) => Promise<boolean>;
  readonly readUser: (accountId: string, signal: AbortSignal) => Promise<unknown>;
}

/** A person waits for this. */
const DEADLINE_MS = 10 * SECOND_MS;

/** Throws TWITCH_AUTH_FAILED when nobody is signed in; what Twitch answers is in the result. */
export function createHealthTest(deps: HealthTestDeps): () => Promise<{ calls: readonly TestCall[] }> {
  const { clock } = deps;

  async function call(name: TestCall['name'], run: (signal: AbortSignal) => Promise<unknown>): Promise<TestCall> {
    const late = new AbortController();
    const disarm = clock.every(DEADLINE_MS, () => late.abort());
    const began = clock.monotonic();
    const ms = (): number => Math.round(clock.monotonic() - began);
    try {
      const isFine = (await run(late.signal)) !== false;
      return { name, status: isFine ? 200 : 401, ms: ms(), error: isFine ? null : REFUSED };
    } catch (error) {
      if (!(error instanceof AppFailure)) throw error;
      const failure = late.signal.aborted ? SLOW : error.failure;
      return { name, status: statusOf(failure), ms: ms(), error: failure };
    } finally {
      disarm();
    }
  }

  return async () => {
    const accountId = deps.accountId();
    if (accountId === null) throw fail('TWITCH_AUTH_FAILED', 'Sign in to Twitch first.', { reason: 'signed_out' });
    const validated = await call('validate', (signal) => deps.validate(accountId, signal));
    return { calls: [validated, await call('users', (signal) => deps.readUser(accountId, signal))] };
  };
}

const REFUSED: AppError = {
  code: 'TWITCH_AUTH_FAILED',
  error: 'Twitch says that this sign-in does not hold any more.',
  details: { reason: 'revoked' },
};
const SLOW: AppError = { code: 'OFFLINE', error: 'Twitch did not answer within ten seconds.', details: {} };

/** The HTTP status behind an error; null where no answer came. */
function statusOf(error: AppError): number | null {
  switch (error.code) {
    case 'TWITCH_API_ERROR':
      return error.details.status;
    case 'SERVICE_UNAVAILABLE':
      return error.details.status ?? null;
    case 'TWITCH_AUTH_FAILED':
    case 'UNAUTHORIZED':
    case 'INSUFFICIENT_SCOPES':
      return 401;
    case 'RATE_LIMIT_EXCEEDED':
      return 429;
    default:
      return null;
  }
}
