// What the list of bans is narrowed to, beyond kind and search: by whom, why, when, from which source.
// Pure: turns the filter into the core's question and into words.
import type { Input } from '../../shared/contract.ts';
import type { Source } from '../../shared/model.ts';
import { formatDay } from './format.ts';

export interface BanFilter {
  readonly moderator: { readonly id: string; readonly name: string } | null;
  readonly reason: string;
  /** Local days, `2026-11-17`, both included; null = open. */
  readonly from: string | null;
  readonly to: string | null;
  /** Empty = any. */
  readonly sources: readonly Source[];
}

export const NO_FILTER: BanFilter = { moderator: null, reason: '', from: null, to: null, sources: [] };

export const SOURCE_WORDS: Readonly<Record<Source, string>> = {
  poll: 'list',
  eventsub: 'live',
  app: 'Modkeep',
  import: 'import',
};

type Question = Pick<Input<'bans.list'>, 'moderatorId' | 'reason' | 'from' | 'to' | 'sources'>;

/** The part of the core's question that this filter is. */
export function questionOf({ moderator, reason, from, to, sources }: BanFilter): Question {
  const start = startOfDay(from);
  const end = startOfDay(to, 1);
  return {
    ...(moderator === null ? {} : { moderatorId: moderator.id }),
    ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
    ...(start === null ? {} : { from: start.toISOString() }),
    ...(end === null ? {} : { to: end.toISOString() }),
    ...(sources.length === 0 ? {} : { sources: [...sources] }),
  };
}

export interface FilterPart {
  readonly name: 'moderator' | 'reason' | 'dates' | 'sources';
  readonly words: string;
  /** The filter without this part. */
  readonly without: BanFilter;
}

/** Each part that narrows, in words, with the filter that is left when it is taken away. `now` in ms. */
export function partsOf(filter: BanFilter, now: number): readonly FilterPart[] {
  const { moderator, reason, from, to, sources } = filter;
  const parts: FilterPart[] = [];
  if (moderator !== null)
    parts.push({ name: 'moderator', words: `by ${moderator.name}`, without: { ...filter, moderator: null } });
  if (reason.trim() !== '')
    parts.push({ name: 'reason', words: `reason “${reason.trim()}”`, without: { ...filter, reason: '' } });
  const dates = datesOf(from, to, now);
  if (dates !== null) parts.push({ name: 'dates', words: dates, without: { ...filter, from: null, to: null } });
  if (sources.length > 0) {
    const words = `from ${sources.map((source) => SOURCE_WORDS[source]).join(' or ')}`;
    parts.push({ name: 'sources', words, without: { ...filter, sources: [] } });
  }
  return parts;
}

/** Days in words, null when both ends are open. `now` in ms. */
export function datesOf(from: string | null, to: string | null, now: number): string | null {
  const [start, end] = [startOfDay(from), startOfDay(to)].map((day) => (day === null ? null : formatDay(+day, now)));
  if (start != null && end != null) return start === end ? `on ${start}` : `${start} – ${end}`;
  if (start != null) return `since ${start}`;
  return end == null ? null : `until ${end}`;
}

/** The local day `later` days from now (ms), as the fields write it: `2026-11-17`. */
export function localDay(now: number, later = 0): string {
  const today = new Date(now);
  const day = new Date(today.getFullYear(), today.getMonth(), today.getDate() + later);
  return [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
}

/** Midnight of a local day, `later` days on. Days are counted by the calendar: some have 23 or 25 hours. */
export function startOfDay(day: string | null, later = 0): Date | null {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day ?? '');
  if (match === null) return null;
  const start = new Date(Number(match[1]), Number(match[2]) - 1, Number(match[3]) + later);
  return Number.isFinite(start.getTime()) ? start : null;
}
