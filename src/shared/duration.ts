// How long something lasts, as both sides write it.

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;

/**
 * A length of time in its two largest units: `45s`, `10m`, `1h 30m`, `14d`.
 * Fractions of a second are dropped; anything that is no length of time reads `unknown`.
 */
export function formatDuration(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds) || seconds < 0) return 'unknown';
  const whole = Math.floor(seconds);
  const parts = [
    [Math.floor(whole / DAY), 'd'],
    [Math.floor((whole % DAY) / HOUR), 'h'],
    [Math.floor((whole % HOUR) / MINUTE), 'm'],
    [whole % MINUTE, 's'],
  ] as const;
  const first = parts.findIndex(([amount]) => amount > 0);
  if (first === -1) return '0s';
  return parts
    .slice(first, first + 2)
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount}${unit}`)
    .join(' ');
}

/**
 * The length of a past timeout. Twitch tells its end, not its length, and the two moments it is worked out from lie up
 * to two seconds apart, so that 9m 59s was meant as 10m.
 */
export function formatLength(seconds: number): string {
  const missing = (MINUTE - (seconds % MINUTE)) % MINUTE;
  return formatDuration(seconds >= MINUTE - 2 && missing <= 2 ? seconds + missing : seconds);
}
