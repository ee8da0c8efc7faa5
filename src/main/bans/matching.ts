// What belongs to whom: observations to people, acts to the rows that told of them before. Pure.
import type { Person } from '../../shared/model.ts';
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

/** The row that told of this act before: one that shares a voice with it, else the one that ended the same act. */
export function claim(before: readonly KnownEntry[], act: Act, of: string | null): EntryRow | null {
  if (before.length === 0) return null;
  const keys = new Set(act.evidence.filter((voice) => voice.type !== 'gone').map((voice) => voice.key));
  const gones = new Set(act.evidence.filter((voice) => voice.type === 'gone').map((voice) => voice.key));
  const isEnding = !isRestriction(act.kind);
  const free = before.filter((old) => !old.isClaimed);
  const old =
    free.find(({ voices }) => voices.some((voice) => keys.has(voice.key))) ??
    (isEnding
      ? free.find(({ voices, row }) => !isRestriction(row.kind) && voices.some((voice) => gones.has(voice.key)))
      : undefined) ??
    (isEnding && of !== null ? free.find((candidate) => candidate.of === of) : undefined);
  if (old === undefined) return null;
  old.isClaimed = true;
  return old.row;
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
