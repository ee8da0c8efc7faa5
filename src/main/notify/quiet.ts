// Whether this is a moment to be quiet: by the time of day, or because the channel streams.
import type { Settings } from '../../shared/model.ts';
import type { QuietHours, Severity } from '../../shared/notice.ts';
import type { Clock } from '../lib/clock.ts';
import { localMinute, MINUTE_MS } from '../lib/time.ts';

export type IsQuiet = (severity: Severity) => Promise<boolean>;

export interface QuietDeps {
  readonly clock: Clock;
  readonly settings: () => Pick<Settings, 'quietHours' | 'quietOnAir' | 'quietLetsDanger'>;
  /** Whether an own channel streams; null where Twitch could not be asked. */
  readonly isOnAir: () => Promise<boolean | null>;
}

/** What was last known of streaming holds this long when Twitch can't be asked: a broken line must not end the quiet. */
const REMEMBERED_MS = 15 * MINUTE_MS;
/** What is to be said does not wait longer for Twitch. */
const PATIENCE_MS = 3_000;

export function createQuiet({ clock, settings, isOnAir }: QuietDeps): IsQuiet {
  let known: { readonly isOnAir: boolean; readonly at: number } | null = null;

  async function streams(): Promise<boolean> {
    const said = await Promise.race([isOnAir(), clock.sleep(PATIENCE_MS).then(() => null)]);
    if (said !== null) known = { isOnAir: said, at: clock.monotonic() };
    return known !== null && known.isOnAir && clock.monotonic() - known.at < REMEMBERED_MS;
  }

  return async (severity) => {
    const { quietHours, quietOnAir, quietLetsDanger } = settings();
    if (severity === 'danger' && quietLetsDanger) return false;
    if (isWithin(quietHours, localMinute(clock.now()))) return true;
    return quietOnAir && streams();
  };
}

/** Whether `minute` of the local day lies in one of `hours`; the beginning belongs to it, the end does not. */
export function isWithin(hours: readonly QuietHours[], minute: number): boolean {
  return hours.some(({ from, to }) => {
    const [begin, end] = [minuteOf(from), minuteOf(to)];
    return begin < end ? minute >= begin && minute < end : minute >= begin || minute < end;
  });
}

function minuteOf(timeOfDay: string): number {
  const [hours = 0, minutes = 0] = timeOfDay.split(':').map(Number);
  return hours * 60 + minutes;
}
