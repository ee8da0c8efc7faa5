// The client id that the environment names. Pure.
import { fail } from '../../shared/errors.ts';

/** `TWITCH_CLIENT_ID`, or empty. Throws INVALID_REQUEST for what no client id can be. */
export function parseClientId(environment: Readonly<Record<string, string | undefined>>): string {
  const clientId = environment['TWITCH_CLIENT_ID'] ?? '';
  if (/^([a-z0-9]{10,60})?$/.test(clientId)) return clientId;
  const words = 'TWITCH_CLIENT_ID must be a Twitch client id: 10 to 60 lower-case letters and digits.';
  throw fail('INVALID_REQUEST', words, { field: 'TWITCH_CLIENT_ID' });
}
