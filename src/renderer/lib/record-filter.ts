// What Audit and Activity are narrowed to beyond kind and search: by whom, about whom, what, where, when. Pure: turns the
// filter into the core's question and into words.
import type { Input } from '../../shared/contract.ts';
import type { SavedFilter } from '../../shared/saved-filter.ts';
import { datesOf, startOfDay } from './ban-filter.ts';
import { formatTimeOfDay, hourWords } from './format.ts';
import { AUDIT_WORDS } from './words.tsx';

/** As it can be kept under a name. Days are local, `2026-11-17`, both included; null = open. */
export type RecordFilter = SavedFilter['filter'];
export type RecordScreen = SavedFilter['screen'];

export const EVERYTHING: RecordFilter = {
  moderator: null,
  target: null,
  channelId: null,
  actions: [],
  from: null,
  to: null,
  since: null,
  weekHour: null,
  stream: null,
};

interface Question {
  readonly moderatorId?: string;
  readonly channelId?: string;
  readonly from?: string;
  readonly to?: string;
}

/** The part of the core's question that both screens share. */
export function questionOf({ moderator, channelId, from, to, since, stream }: RecordFilter): Question {
  const start = [startOfDay(from)?.toISOString(), since, stream?.from]
    .filter((one) => one != null)
    .toSorted()
    .at(-1);
  const end = [startOfDay(to, 1)?.toISOString(), stream?.to].filter((one) => one != null).toSorted()[0];
  return {
    ...(moderator === null ? {} : { moderatorId: moderator.id }),
    ...(channelId === null ? {} : { channelId }),
    ...(start === undefined ? {} : { from: start }),
    ...(end === undefined ? {} : { to: end }),
  };
}

/** The part of the question that only Activity has. */
export function hourOf({ weekHour }: RecordFilter): Pick<Input<'history.list'>, 'weekHour'> {
  return weekHour === null ? {} : { weekHour: { hour: weekHour, timeZone: timeZone() } };
}

export interface RecordPart {
  readonly name: string;
  readonly words: string;
  /** The filter without this part. */
  readonly without: RecordFilter;
}

/** Each part that narrows, in words. `since` has a chip of its own and is left out. `now` in ms. */
export function partsOf(filter: RecordFilter, now: number, channelName: (id: string) => string): readonly RecordPart[] {
  const { moderator, target, channelId, actions, from, to, weekHour, stream } = filter;
  const parts: RecordPart[] = [];
  const add = (name: string, words: string, change: Partial<RecordFilter>): void =>
    void parts.push({ name, words, without: { ...filter, ...change } });
  if (moderator !== null) add('moderator', `by ${moderator.name}`, { moderator: null });
  if (target !== null) add('target', `on ${target.name}`, { target: null });
  if (channelId !== null) add('channel', `in ${channelName(channelId)}`, { channelId: null });
  if (actions.length > 0) add('actions', actions.map((action) => AUDIT_WORDS[action]).join(' or '), { actions: [] });
  const dates = datesOf(from, to, now);
  if (dates !== null) add('dates', dates, { from: null, to: null });
  if (weekHour !== null) add('hour', hourWords(weekHour), { weekHour: null });
  if (stream !== null) add('stream', `stream of ${formatTimeOfDay(stream.from, now)}`, { stream: null });
  return parts;
}

/** The zone that days are counted in, as people know it: `Europe/Berlin`. */
export function timeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}
