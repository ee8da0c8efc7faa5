// Acts of moderators that hold nobody out, each told once: what our own request says and what the event says of the same
// act belong together. Pure.
import type { Evidence, Note } from './evidence.ts';

/** An own act has our clock's time, and its event may be stamped a while later. */
const SAME_MS = 15_000;

/** Groups of voices about one act, in a fixed order; within a group the event comes first. */
export function noteGroups(evidence: readonly Evidence[]): readonly (readonly [Note, ...Note[]])[] {
  const notes = evidence.filter((item): item is Note => item.type === 'note').toSorted(byTime);
  const groups = notes.flatMap((note): [Note, ...Note[]][] => (note.source === 'app' ? [] : [[note]]));
  for (const own of notes) {
    if (own.source !== 'app') continue;
    const near = groups
      .filter((group) => group.length === 1 && isSameAct(group[0], own))
      .toSorted((one, other) => Math.abs(one[0].at - own.at) - Math.abs(other[0].at - own.at));
    if (near[0] === undefined) groups.push([own]);
    else near[0].push(own);
  }
  return groups;
}

function isSameAct(told: Note, own: Note): boolean {
  const isSamePerson = told.by === null || own.by === null || told.by.id === own.by.id;
  return told.source === 'eventsub' && told.kind === own.kind && isSamePerson && Math.abs(told.at - own.at) <= SAME_MS;
}

function byTime(one: Note, other: Note): number {
  return one.at - other.at || (one.key < other.key ? -1 : 1);
}
