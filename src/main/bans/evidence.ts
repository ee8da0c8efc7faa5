// Observations in the form the history keeps them: small, keyed, and never changed once stored.
import type { EntryKind, Person, RestrictionKind, Source } from '../../shared/model.ts';
import type { ActSeen, Observation, Stretch } from './observation.ts';

/** A voice that says: this restriction began. */
export interface Start {
  readonly type: 'row' | 'act';
  readonly source: Source;
  readonly key: string;
  readonly kind: RestrictionKind;
  readonly at: number;
  readonly isLocalTime: boolean;
  readonly expiresAt: number | null;
  readonly rawExpiresAt: string | null;
  readonly rawCreatedAt: string | null;
  readonly reason: string;
  readonly by: Person | null;
  /** Only rows: when it was read, and the last complete read before that. */
  readonly seenAt: number | null;
  readonly notBefore: number | null;
  /** Only rows that were told again: when the list last showed it. */
  readonly seenUntil?: number;
  /** Only our own requests. */
  readonly stretch?: Stretch;
}

/** A voice that says: whatever was in force was ended by a person. */
export interface End {
  readonly type: 'end';
  readonly source: Source;
  readonly key: string;
  readonly kind: 'unban' | 'untimeout';
  readonly at: number;
  readonly isLocalTime: boolean;
  readonly reason: string;
  readonly by: Person | null;
  /** Only our own requests. */
  readonly stretch?: Stretch;
}

/** A restriction that was in one complete list and not in a later one. */
export interface Gone {
  readonly type: 'gone';
  readonly source: 'poll';
  readonly key: string;
  /** Key of the start that vanished. */
  readonly of: string;
  readonly at: number;
  readonly notBefore: number | null;
}

/** Another act of a moderator, which changes nobody's restriction. */
export interface Note {
  readonly type: 'note';
  readonly source: Source;
  readonly key: string;
  readonly kind: EntryKind;
  readonly at: number;
  readonly by: Person | null;
  readonly reason: string;
}

/** Keys are unique per person and channel; the same key twice is the same observation. */
export type Evidence = Start | End | Gone | Note;

export const SOURCE_BITS: Readonly<Record<Source, number>> = { poll: 1, eventsub: 2, app: 4, import: 8 };

/** Bit mask of the sources that told of an act: 1 poll, 2 eventsub, 4 app, 8 import. */
export function sourcesOf(evidence: readonly Evidence[]): number {
  let mask = 0;
  for (const item of evidence) mask |= SOURCE_BITS[item.source];
  return mask;
}

/** Names a row of the list: the same act, however often the list shows it. */
export function rowKey(row: Pick<Start, 'source' | 'kind' | 'rawCreatedAt' | 'rawExpiresAt'>): string {
  return `${row.source}:${row.rawCreatedAt}|${row.rawExpiresAt ?? row.kind}`;
}

/**
 * Turns an observation into evidence. `vanishedKey` is the key of a start in the entry that a `gone` names;
 * without one (the entry is unknown here) a `gone` says nothing and gives null.
 */
export function toEvidence(seen: Observation, vanishedKey: string | null): Evidence | null {
  switch (seen.type) {
    case 'row':
      return {
        type: 'row',
        source: seen.source,
        key: rowKey(seen),
        kind: seen.kind,
        at: seen.createdAt ?? seen.seenAt,
        isLocalTime: false,
        expiresAt: seen.expiresAt,
        rawExpiresAt: seen.rawExpiresAt,
        rawCreatedAt: seen.rawCreatedAt,
        reason: seen.reason,
        by: seen.moderator,
        seenAt: seen.seenAt,
        notBefore: seen.notBefore,
      };
    case 'gone':
      if (vanishedKey === null) return null;
      return {
        type: 'gone',
        source: 'poll',
        key: `gone:${vanishedKey}@${seen.seenAt}`,
        of: vanishedKey,
        at: seen.seenAt,
        notBefore: seen.notBefore,
      };
    case 'note':
      return {
        type: 'note',
        source: seen.source,
        key: `${seen.source}:${seen.key}`,
        kind: seen.kind,
        at: seen.at,
        by: seen.moderator,
        reason: seen.reason,
      };
    case 'act':
      return actEvidence(seen);
  }
}

function actEvidence(seen: ActSeen): Start | End {
  const voice = {
    source: seen.source,
    key: `${seen.source}:${seen.key}`,
    at: seen.at,
    isLocalTime: seen.isLocalTime === true,
    reason: seen.reason,
    by: seen.moderator,
    ...(seen.stretch === undefined ? {} : { stretch: seen.stretch }),
  };
  if (seen.kind === 'unban' || seen.kind === 'untimeout') return { type: 'end', kind: seen.kind, ...voice };
  return {
    type: 'act',
    ...voice,
    kind: seen.kind,
    expiresAt: seen.expiresAt,
    rawExpiresAt: seen.rawExpiresAt,
    rawCreatedAt: null,
    seenAt: null,
    notBefore: null,
  };
}
