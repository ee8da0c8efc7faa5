// The few field shapes that every domain's contract is made of.
import { z } from 'zod';

/** Twitch's numeric id as a string: no sign, no leading zero, at most 20 digits. */
export const twitchId = z.string().regex(/^[1-9]\d{0,19}$/, 'must be a numeric Twitch id');
export const rowId = z.uuid();
export const login = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9_]{1,25}$/, 'must be a Twitch login');
/** A one-time id that the caller invents; a repeat with the same id changes nothing. */
export const actId = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/, 'must be 8 to 64 letters, digits, - or _');
export const reason = z.string().max(500);
export const search = z.string().max(100);
export const isoTime = z.iso.datetime({ offset: true });
export const sources = z.array(z.enum(['poll', 'eventsub', 'app', 'import'])).max(4);
export const offset = z.int().min(0).max(100_000_000);
export const cursor = z.string().max(400);
/** How a list's length is told: exactly unless `bounded`, which stops counting where that would take long, and says so. */
export const count = z.enum(['exact', 'bounded']).optional();
export const empty = z.strictObject({});

/** An output is typed, not parsed: main is trusted. */
export function output<T>(): z.ZodType<T> {
  return z.custom<T>();
}

export const timeZone = z.string().max(64).refine(isTimeZone, 'must be a time zone of the IANA list, as Europe/Berlin');

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
