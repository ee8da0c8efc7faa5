// Which timeouts the nine buttons stand for in a channel. Pure.
import type { Settings } from '../../shared/model.ts';

/** Seconds: the channel's own nine, else those of all channels; none before the settings are known. */
export function presetsOf(settings: Settings | null, channelId: string | null): readonly number[] {
  if (settings === null) return [];
  const own = channelId === null ? undefined : settings.channelTimeoutPresets[channelId];
  return own ?? settings.timeoutPresets;
}

/** `1st`, `2nd`, `3rd`, `11th`. */
export function ordinal(number: number): string {
  const tail = number % 100 >= 11 && number % 100 <= 13 ? 0 : number % 10;
  return `${number}${['th', 'st', 'nd', 'rd'][tail] ?? 'th'}`;
}

/** The list with the one at `from` standing at `to`; the same list where there is no such place. */
export function moved<T>(list: readonly T[], from: number, to: number): readonly T[] {
  const item = list[from];
  if (item === undefined || to < 0 || to >= list.length) return list;
  return list.toSpliced(from, 1).toSpliced(to, 0, item);
}
