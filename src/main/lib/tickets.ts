// Something handed out once, for a minute, against a word that nobody can guess. Knows not what it is.
import { randomBytes } from 'node:crypto';
import type { Clock } from './clock.ts';
import { MINUTE_MS } from './time.ts';

export interface Tickets<T> {
  /** A new word for `value`: 43 letters, digits, - and _. */
  issue(value: T): string;
  /** What the word stands for, and never again; null for any other word. */
  take(ticket: string): T | null;
}

const VALID_MS = MINUTE_MS;
/** More are not waiting at once: the oldest goes. */
const MOST = 100;

export function createTickets<T>(clock: Pick<Clock, 'monotonic'>): Tickets<T> {
  const open = new Map<string, { readonly value: T; readonly until: number }>();
  return {
    issue(value) {
      const now = clock.monotonic();
      for (const [ticket, { until }] of open) if (until <= now || open.size >= MOST) open.delete(ticket);
      const ticket = randomBytes(32).toString('base64url');
      open.set(ticket, { value, until: now + VALID_MS });
      return ticket;
    },
    take(ticket) {
      const found = open.get(ticket);
      open.delete(ticket);
      return found === undefined || found.until <= clock.monotonic() ? null : found.value;
    },
  };
}
