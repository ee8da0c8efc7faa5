// Times as text and back. Strict on the way in, because a moderation list is decided by these strings;
// knows no domain words. With clock.ts the only place on the main side that may touch Date.

export const SECOND_MS = 1000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

const RFC3339 = /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(?:[Zz]|([+-])(\d{2}):(\d{2}))$/;

/**
 * Reads an RFC 3339 date-time (https://www.rfc-editor.org/rfc/rfc3339#section-5.6) into epoch ms; null for
 * everything else, whatever its type. The calendar is checked, a fraction of any length is cut to ms, `-00:00`
 * counts as UTC. Second 60 is taken only where a leap second can be, at 23:59:60 UTC on 30 June or 31 December,
 * and gives the first instant of the next day, so that order is kept.
 */
export function parseRfc3339(text: unknown): number | null {
  if (typeof text !== 'string') return null;
  const match = RFC3339.exec(text);
  if (!match) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const [hour, minute, second] = [Number(match[4]), Number(match[5]), Number(match[6])];
  const isDate = month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
  if (!isDate || hour > 23 || minute > 59 || second > 60) return null;
  const offset = offsetMinutes(match[8], match[9], match[10]);
  if (offset === null) return null;
  const minuteStart = epochDay(year, month, day) * DAY_MS + (hour * 60 + minute - offset) * MINUTE_MS;
  if (second === 60) return canLeapAt(minuteStart) ? minuteStart + MINUTE_MS : null;
  return minuteStart + second * SECOND_MS + Number((match[7] ?? '').slice(0, 3).padEnd(3, '0'));
}

/** Epoch ms as `2026-11-20T10:11:12.345Z`. Throws RangeError beyond what a Date can hold. */
export function toIso(ms: number): string {
  return new Date(ms).toISOString();
}

/** As `toIso`; null stays null. */
export function isoOrNull(ms: number | null): string | null {
  return ms === null ? null : toIso(ms);
}

/** Epoch ms as `20261120T101112345Z`: sorts by time, and is allowed in file names everywhere. */
export function fileStamp(ms: number): string {
  return toIso(ms).replaceAll(/[-:.]/g, '');
}

/** Reads what `fileStamp` wrote; null for anything else. */
export function parseFileStamp(text: string): number | null {
  const match = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})(\d{3})Z$/.exec(text);
  if (!match) return null;
  const [, year, month, day, hour, minute, second, fraction] = match;
  return parseRfc3339(`${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction}Z`);
}

const HTTP_DATE =
  /^(?:Sun|Mon|Tue|Wed|Thu|Fri|Sat), (\d{2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT$/;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Reads an HTTP `Date` header (IMF-fixdate, RFC 9110 5.6.7) into epoch ms at whole seconds; null for anything else. */
export function parseHttpDate(text: unknown): number | null {
  const match = typeof text === 'string' ? HTTP_DATE.exec(text) : null;
  if (!match) return null;
  const month = String(MONTHS.indexOf(match[2] ?? '') + 1).padStart(2, '0');
  return parseRfc3339(`${match[3]}-${month}-${match[1]}T${match[4]}:${match[5]}:${match[6]}Z`);
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days since 1970-01-01 in the proleptic Gregorian calendar. Date.UTC would move the years 0 to 99 to 1900. */
function epochDay(year: number, month: number, day: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getTime() / DAY_MS;
}

function offsetMinutes(sign?: string, hours?: string, minutes?: string): number | null {
  if (sign === undefined) return 0;
  if (Number(hours) > 23 || Number(minutes) > 59) return null;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

function canLeapAt(minuteStart: number): boolean {
  const text = new Date(minuteStart).toISOString();
  return text.endsWith('06-30T23:59:00.000Z') || text.endsWith('12-31T23:59:00.000Z');
}

/** The day that a calendar on this machine's wall shows at `ms`, as `2026-11-20`. */
export function localDay(ms: number): string {
  const date = new Date(ms);
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** Minutes since midnight that a clock on this machine's wall shows at `ms`: 0 to 1439. */
export function localMinute(ms: number): number {
  const date = new Date(ms);
  return date.getHours() * 60 + date.getMinutes();
}

/** The last moment (epoch ms) at or before `ms` at which a clock on this machine's wall showed `hour`:00. */
export function lastLocalHour(ms: number, hour: number): number {
  const date = new Date(ms);
  date.setHours(hour, 0, 0, 0);
  if (date.getTime() > ms) date.setDate(date.getDate() - 1);
  return date.getTime();
}
