// What a failed subscription request means for the feed of one channel.
// https://dev.twitch.tv/docs/api/reference/#create-eventsub-subscription
import { AppFailure } from '../../shared/errors.ts';

export type SubscriptionFailure =
  /** The same subscription exists already: events flow. */
  | { readonly outcome: 'exists' }
  /** Worth another try after a while. */
  | { readonly outcome: 'retry'; readonly reason: string }
  /** The socket it was meant for is gone. */
  | { readonly outcome: 'session_gone' }
  /** Asking again would get the same answer. */
  | { readonly outcome: 'refused'; readonly reason: 'forbidden' | 'unauthorized' | 'bad_request' | 'unavailable' };

/** Reads an error of Twurple, of the token provider or of the network; the error's text never leaves here. */
export function readSubscriptionFailure(error: unknown): SubscriptionFailure {
  if (error instanceof AppFailure) return readAppFailure(error);
  if (!(error instanceof Error)) return { outcome: 'retry', reason: 'subscribe_failed' };
  // Twurple's HTTP error, told by its fields: its class is not exported by any package that is asked for by name.
  if ('statusCode' in error && typeof error.statusCode === 'number') {
    return readStatus(error.statusCode, 'body' in error ? String(error.body) : '');
  }
  // Twurple's own words when the token provider has nobody by that id.
  if (error.message.includes('no token was found')) return { outcome: 'refused', reason: 'unauthorized' };
  return { outcome: 'retry', reason: 'subscribe_failed' };
}

function readStatus(status: number, body: string): SubscriptionFailure {
  switch (status) {
    case 409:
      return { outcome: 'exists' };
    case 401:
      return { outcome: 'refused', reason: 'unauthorized' };
    case 403:
      return { outcome: 'refused', reason: 'forbidden' };
    case 400:
      return /session does not exist|already disconnected/.test(body)
        ? { outcome: 'session_gone' }
        : { outcome: 'refused', reason: 'bad_request' };
    default:
      return { outcome: 'retry', reason: `subscribe_${status}` };
  }
}

function readAppFailure({ failure }: AppFailure): SubscriptionFailure {
  switch (failure.code) {
    case 'INSUFFICIENT_SCOPES':
    case 'FORBIDDEN':
      return { outcome: 'refused', reason: 'forbidden' };
    case 'UNAUTHORIZED':
    case 'TWITCH_AUTH_FAILED':
      return { outcome: 'refused', reason: 'unauthorized' };
    case 'CONFLICT':
      return { outcome: 'exists' };
    case 'INTERNAL_ERROR':
      return { outcome: 'refused', reason: 'unavailable' };
    case 'TWITCH_API_ERROR':
      return readStatus(failure.details.status, failure.details.reason ?? '');
    default:
      return { outcome: 'retry', reason: 'subscribe_failed' };
  }
}
