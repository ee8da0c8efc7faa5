// What belongs to whom: observations to people, acts to the rows that told of them before. Pure.
import type { Person, Source } from '../../shared/model.ts';
import { toEvidence, type Evidence } from './evidence.ts';
import type { EntryRow } from './entry-rows.ts';
import type { Observation } from './observation.ts';
import { isRestriction, type Act } from './story.ts';
import { seenUntil } from './timeline.ts';

export interface Group {
  person: Person;
  seen: Observation[];
}

/** A stored row on its way through a new telling of the story. */
export interface KnownEntry {
  readonly row: EntryRow;
  /** For an ending: the id of the entry it ended. */
  readonly of: string | null;
  readonly voices: readonly Evidence[];
  isClaimed: boolean;
}

/** Groups by person; an event whose message id was handled before is left out (`isFirst` is false). */
export function byPerson(seen: readonly Observation[], isFirst: (messageId: string) => boolean): Iterable<Group> {
  const groups = new Map<string, Group>();
  for (const item of seen) {
    if ('key' in item && item.source === 'eventsub' && !isFirst(item.key)) continue;
    const group = groups.get(item.user.id);
    if (group === undefined) groups.set(item.user.id, { person: item.user, seen: [item] });
    else {
      group.seen.push(item);
      group.person = item.user;
    }
  }
  return groups.values();
}

/** The same key told twice: the one seen first stays, and of a row of the list how long it was seen. */
export function earlier(known: Evidence | undefined, told: Evidence): Evidence {
  if (known === undefined) return told;
  const seenAt = (item: Evidence): number => ('seenAt' in item ? (item.seenAt ?? item.at) : item.at);
  const first = seenAt(told) < seenAt(known) ? told : known;
  if (first.type !== 'row') return first;
  const last = Math.max(seenUntil(known), seenUntil(told));
  return last > seenUntil(first) ? { ...first, seenUntil: last } : first;
}

/** Whose word an entry follows when what was taken for one act turns out to be two. */
const FOLLOWED: readonly Source[] = ['app', 'eventsub', 'poll', 'import'];

/**
 * The rows that told of these acts before: one that shares a voice, our own request's first, since its entry was
 * answered with and must stay what it was; else the row of an ending that ended the same act.
 */
export function claimRows(before: readonly KnownEntry[], acts: readonly Act[]): ReadonlyMap<Act, EntryRow> {
  const claimed = new Map<Act, EntryRow>();
  if (before.length === 0) return claimed;
  const take = (act: Act, isRow: (known: KnownEntry) => boolean): void => {
    const old = claimed.has(act) ? undefined : before.find((known) => !known.isClaimed && isRow(known));
    if (old === undefined) return;
    old.isClaimed = true;
    claimed.set(act, old.row);
  };
  for (const source of FOLLOWED) {
    for (const act of acts) {
      const keys = act.evidence.flatMap((voice) => (voice.source === source && voice.type !== 'gone' ? voice.key : []));
      if (keys.length > 0) take(act, ({ voices }) => voices.some((voice) => keys.includes(voice.key)));
    }
  }
  for (const act of acts) {
    if (isRestriction(act.kind)) continue;
    const gones = act.evidence.flatMap((voice) => (voice.type === 'gone' ? voice.key : []));
    take(act, ({ voices, row }) => !isRestriction(row.kind) && voices.some((voice) => gones.includes(voice.key)));
    const of = act.ended === null ? undefined : claimed.get(act.ended)?.id;
    take(act, (known) => of !== undefined && known.of === of);
  }
  return claimed;
}

export function isVoiceOf(act: Act, item: Observation): boolean {
  const key =
    item.type === 'row' ? toEvidence(item, null)?.key : item.type === 'gone' ? null : `${item.source}:${item.key}`;
  return act.evidence.some((voice) => (key === null ? voice.type === 'gone' : voice.key === key));
}

export function metaOf(seen: readonly Observation[]): Record<string, unknown> | undefined {
  const metas = seen.flatMap((item) => (item.type === 'act' && item.meta !== undefined ? [item.meta] : []));
  return metas.length === 0 ? undefined : Object.assign({}, ...metas);
}
