// Turns numbers, times and names into what a person reads. Pure; knows no screen and never prints NaN.
import { formatDuration } from '../../shared/duration.ts';

export { formatDuration, formatLength } from '../../shared/duration.ts';

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;
const WEEK = 604_800;
/** Twitch's longest timeout, in seconds. */
export const LONGEST_TIMEOUT = 1_209_600;
const THIN_SPACE = '\u202f';

/** The same, for the preset buttons, where whole weeks read shorter: `2w`. */
export function formatPreset(seconds: number): string {
  return seconds > 0 && seconds % WEEK === 0 ? `${seconds / WEEK}w` : formatDuration(seconds);
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: MINUTE, h: HOUR, d: DAY, w: WEEK };

/** Every unit, so that reading it back gives the same: `1d 1h 1m 1s`; whole weeks as `2w`. */
export function formatExact(seconds: number): string {
  if (seconds > 0 && seconds % WEEK === 0) return `${seconds / WEEK}w`;
  const parts = [
    [Math.floor(seconds / DAY), 'd'],
    [Math.floor((seconds % DAY) / HOUR), 'h'],
    [Math.floor((seconds % HOUR) / MINUTE), 'm'],
    [seconds % MINUTE, 's'],
  ] as const;
  return parts.flatMap(([amount, unit]) => (amount > 0 ? [`${amount}${unit}`] : [])).join(' ') || '0s';
}

/** Reads `10m`, `1h 30m`, `2w` back into seconds (1 to 1 209 600); null when it is none of these. */
export function parseDuration(text: string): number | null {
  const compact = text.trim().toLowerCase();
  if (!/^(\d{1,7}\s*[smhdw]\s*)+$/.test(compact)) return null;
  let total = 0;
  for (const [, amount = '', unit = ''] of compact.matchAll(/(\d+)\s*([smhdw])/g)) {
    total += Number(amount) * (UNIT_SECONDS[unit] ?? 0);
  }
  return total >= 1 && total <= LONGEST_TIMEOUT ? total : null;
}

/** `1 204`, with a narrow space that does not break. */
export function formatCount(count: number): string {
  if (!Number.isFinite(count)) return '0';
  return String(Math.trunc(count)).replace(/\B(?=(\d{3})+$)/g, THIN_SPACE);
}

const BYTES = ['B', 'kB', 'MB', 'GB'] as const;

/** `12 kB`, `1.5 MB`: a size in bytes. */
export function formatBytes(bytes: number): string {
  const power = Math.min(BYTES.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  const amount = bytes / 1000 ** power;
  return `${amount < 10 && power > 0 ? amount.toFixed(1) : Math.round(amount)}${THIN_SPACE}${BYTES[power] ?? 'B'}`;
}

/** How far `iso` lies from `now` (ms): `4 s ago`, `in 6 s`, `3 min ago`, `2 h ago`, `5 d ago`. */
export function formatRelative(iso: string | null, now: number): string {
  const at = parseTime(iso);
  if (at === null) return 'never';
  const seconds = at > now ? Math.ceil((at - now) / 1000) : Math.floor((now - at) / 1000);
  if (seconds === 0) return 'just now';
  const amount =
    seconds < 60
      ? `${seconds} s`
      : seconds < HOUR
        ? `${Math.floor(seconds / 60)} min`
        : seconds < 2 * DAY
          ? `${Math.floor(seconds / HOUR)} h`
          : `${Math.floor(seconds / DAY)} d`;
  return at > now ? `in ${amount}` : `${amount} ago`;
}

/** How long ago `iso` was. What seems to lie ahead is only newer than the last tick of the clock: `just now`. */
export function formatAge(iso: string | null, now: number): string {
  return formatRelative(iso, Math.max(now, parseTime(iso) ?? now));
}

/** A moment in local 24 h time, as short as its age allows: `14:02:11`, `yesterday`, `17 Nov`, `17 Nov 2024`. */
export function formatWhen(iso: string | null, now: number): string {
  const at = parseTime(iso);
  if (at === null) return 'not known';
  const days = dayNumber(now) - dayNumber(at);
  if (days === 0) return clockTime(at, true);
  if (days === 1) return 'yesterday';
  return formatDay(at, now);
}

/** Since when something is known: `14:02` today, else the day. */
export function formatSince(iso: string | null, now: number): string {
  return formatWhen(iso, now).replace(/^(\d\d:\d\d):\d\d$/, '$1');
}

/** The same with the time of day kept for older moments: `17 Nov 14:02`. */
export function formatWhenLong(iso: string | null, now: number): string {
  const at = parseTime(iso);
  if (at === null) return 'not known';
  const days = dayNumber(now) - dayNumber(at);
  if (days === 0) return clockTime(at, true);
  if (days === 1) return `yesterday ${clockTime(at, false)}`;
  return `${formatDay(at, now)} ${clockTime(at, false)}`;
}

/** Hours and minutes, with the day in front where it is not today: `02:10`, `17 Nov 02:10`. */
export function formatTimeOfDay(iso: string, now: number): string {
  const at = parseTime(iso);
  if (at === null) return 'an unknown time';
  return `${dayNumber(at) === dayNumber(now) ? '' : `${formatDay(at, now)} `}${clockTime(at, false)}`;
}

/** `02:10–09:30`, with the day in front where it is not today. */
export function formatSpan(from: string, to: string, now: number): string {
  const start = parseTime(from);
  const end = parseTime(to);
  if (start === null || end === null) return 'for an unknown time';
  const isSameDay = dayNumber(start) === dayNumber(end);
  const head = dayNumber(start) === dayNumber(now) ? '' : `${formatDay(start, now)} `;
  const tail = isSameDay ? '' : `${formatDay(end, now)} `;
  return `${head}${clockTime(start, false)}–${tail}${clockTime(end, false)}`;
}

/** The exact moment for titles and copying: `2026-11-20 14:02:11 UTC`. */
export function formatUtc(iso: string | null): string {
  const at = parseTime(iso);
  if (at === null) return 'time not known';
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** Milliseconds until `iso`; null when it is not a time. */
export function millisecondsUntil(iso: string | null, now: number): number | null {
  const at = parseTime(iso);
  return at === null ? null : at - now;
}

/** `Display (login)` when they differ by more than capital letters, else the display name. */
export function formatName(displayName: string, login: string): string {
  const hidden = loginToShow(displayName, login);
  return hidden === null ? displayName || login : `${displayName} (${hidden})`;
}

/** The login where it says more than the display name does, else null. */
export function loginToShow(displayName: string, login: string): string | null {
  if (!displayName || !login) return null;
  return displayName.toLowerCase() === login.toLowerCase() ? null : login;
}

/** `1 person`, `2 people`. */
export function plural(count: number, one: string, many: string): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

function parseTime(iso: string | null): number | null {
  if (iso === null || iso === '') return null;
  const at = Date.parse(iso);
  return Number.isFinite(at) ? at : null;
}

/** The local calendar day as a running number, so that days can be subtracted. */
function dayNumber(at: number): number {
  const day = new Date(at);
  return Math.floor(Date.UTC(day.getFullYear(), day.getMonth(), day.getDate()) / (DAY * 1000));
}

function clockTime(at: number, withSeconds: boolean): string {
  const day = new Date(at);
  const parts = [day.getHours(), day.getMinutes(), ...(withSeconds ? [day.getSeconds()] : [])];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** A local day: `17 Nov`, with the year where it is another. */
export function formatDay(at: number, now: number): string {
  const day = new Date(at);
  const year = day.getFullYear() === new Date(now).getFullYear() ? '' : ` ${day.getFullYear()}`;
  return `${day.getDate()} ${MONTHS[day.getMonth()] ?? ''}${year}`;
}

export const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;

/** `Mon 14–15 h`, for an hour of the week. */
export function hourWords(weekHour: number): string {
  const hour = weekHour % 24;
  return `${WEEKDAYS[Math.floor(weekHour / 24)] ?? ''} ${hour}–${hour + 1} h`;
}
