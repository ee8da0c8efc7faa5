// Local days and hours of a time zone, for every quarter of an hour since 1970: all zones have kept to quarters since
// 1972. Pure; asks Intl once per day.
import { DAY_MS, MINUTE_MS } from './time.ts';

/** Quarters of an hour in a UTC day. */
export const SLOTS = 96;
export const SLOT_MS = DAY_MS / SLOTS;
const MINUTES = 1440;

/** What each quarter of one UTC day is locally. */
export interface LocalDay {
  /** Days since 1970-01-01. */
  readonly days: Int32Array;
  /** Hour of the week, Monday 0 h = 0. */
  readonly hours: Uint8Array;
}

export interface Zone {
  /** UTC day `day` since 1970-01-01. */
  localDay(day: number): LocalDay;
  /** Epoch ms at which the local day `day` begins. */
  startOf(day: number): number;
  /** From when (epoch ms) which distance from UTC (ms) holds, newest first; the last one holds for all before, too. */
  changes(from: number, to: number): readonly ZoneChange[];
}

export interface ZoneChange {
  readonly since: number;
  readonly offsetMs: number;
}

/** No zone changes its clocks and back again within less. */
const LEAST_SEASON_MS = 28 * DAY_MS;

/** Throws RangeError for a name that Intl does not know. */
export function createZone(timeZone: string): Zone {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  const known = new Map<number, number>();

  /** Minutes to add to UTC. */
  function offsetAt(ms: number): number {
    const found = known.get(ms);
    if (found !== undefined) return found;
    // As in `11/20/2026, GMT+01:00`: in parts it takes four times as long.
    const [, sign, hours = '0', minutes = '0'] = /GMT([+-])(\d{2}):(\d{2})/.exec(format.format(ms)) ?? [];
    const offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
    known.set(ms, offset);
    return offset;
  }

  function localDay(day: number): LocalDay {
    const start = day * DAY_MS;
    // A zone that changes within this day ends it with another offset than it began with.
    const isEven = offsetAt(start) === offsetAt(start + DAY_MS);
    const days = new Int32Array(SLOTS);
    const hours = new Uint8Array(SLOTS);
    for (let slot = 0; slot < SLOTS; slot += 1) {
      const offset = offsetAt(isEven ? start : start + slot * SLOT_MS);
      const minute = day * MINUTES + (slot * MINUTES) / SLOTS + offset;
      const local = Math.floor(minute / MINUTES);
      days[slot] = local;
      // 1970-01-01 was a Thursday.
      hours[slot] = ((((local + 3) % 7) + 7) % 7) * 24 + Math.floor((minute - local * MINUTES) / 60);
    }
    return { days, hours };
  }

  /** The first quarter of an hour after `before` that has the offset of `after`. */
  function changeBetween(before: number, after: number): number {
    let [early, late] = [Math.floor(before / SLOT_MS), Math.ceil(after / SLOT_MS)];
    const wanted = offsetAt(late * SLOT_MS);
    while (late - early > 1) {
      const middle = Math.floor((early + late) / 2);
      if (offsetAt(middle * SLOT_MS) === wanted) late = middle;
      else early = middle;
    }
    return late * SLOT_MS;
  }

  return {
    localDay,
    changes(from, to) {
      const found: ZoneChange[] = [{ since: from, offsetMs: offsetAt(from) * MINUTE_MS }];
      for (let at = from; at < to; at += LEAST_SEASON_MS) {
        const next = Math.min(to, at + LEAST_SEASON_MS);
        if (offsetAt(next) !== offsetAt(at))
          found.unshift({ since: changeBetween(at, next), offsetMs: offsetAt(next) * MINUTE_MS });
      }
      return found;
    },
    startOf(day) {
      // No zone is further from UTC than a day.
      for (let utc = day - 1; utc <= day + 1; utc += 1) {
        const slot = localDay(utc).days.findIndex((local) => local >= day);
        if (slot !== -1) return utc * DAY_MS + slot * SLOT_MS;
      }
      return (day + 2) * DAY_MS;
    },
  };
}
