// What the evidence column of an entry holds, and back. What only a row of the list told is what the columns beside it
// say, so of that only the rest is kept: nearly all that a first read writes is of this kind. Pure.
import type { Person, RestrictionKind } from '../../shared/model.ts';
import { rowKey, type Evidence, type Start } from './evidence.ts';
import type { Act } from './story.ts';

/** The voices that told of an entry, and for an ending the id of the entry it ended. */
export interface StoredEvidence {
  readonly of: string | null;
  readonly voices: readonly Evidence[];
}

/** The columns of an entry that say what its evidence leaves out. */
export interface Told {
  readonly kind: Act['kind'];
  readonly at: number;
  readonly expiresAt: number | null;
  readonly rawExpiresAt: string | null;
  readonly reason: string;
  readonly moderatorId: string | null;
  readonly moderatorLogin: string | null;
  readonly moderatorName: string | null;
  readonly evidence: string;
}

/** What a row of the list knows that no column does: `rawCreatedAt`, `seenAt`, `notBefore` and, if set, `seenUntil`. */
type Rest = readonly [string | null, number | null, number | null, number?];

export function packEvidence(act: Act, of: string | null): string {
  const [voice] = act.evidence;
  if (of === null && act.evidence.length === 1 && voice?.type === 'row' && isToldByColumns(voice, act)) {
    const { rawCreatedAt, seenAt, notBefore, seenUntil } = voice;
    const rest = [rawCreatedAt, seenAt, notBefore] as const;
    const row: Rest = seenUntil === undefined ? rest : [...rest, seenUntil];
    return JSON.stringify({ row });
  }
  const stored: StoredEvidence = { of, voices: act.evidence };
  return JSON.stringify(stored);
}

export function unpackEvidence(entry: Told): StoredEvidence {
  const stored = JSON.parse(entry.evidence) as StoredEvidence | { readonly row: Rest };
  return 'row' in stored ? { of: null, voices: [voiceOf(entry, stored.row)] } : stored;
}

function isToldByColumns(voice: Start, act: Act): boolean {
  return (
    voice.source === 'poll' &&
    voice.kind === act.kind &&
    voice.at === act.at &&
    voice.expiresAt === act.expiresAt &&
    voice.rawExpiresAt === act.rawExpiresAt &&
    voice.reason === act.reason &&
    voice.by === act.by &&
    !voice.isLocalTime &&
    voice.key === rowKey(voice)
  );
}

/** In the order in which `toEvidence` sets them: whether two entries say the same is told by their text. */
function voiceOf(entry: Told, [rawCreatedAt, seenAt, notBefore, seenUntil]: Rest): Start {
  const { at, expiresAt, rawExpiresAt, reason } = entry;
  const kind = entry.kind as RestrictionKind;
  const source = 'poll';
  return {
    type: 'row',
    source,
    key: rowKey({ source, rawCreatedAt, rawExpiresAt, kind }),
    kind,
    at,
    isLocalTime: false,
    expiresAt,
    rawExpiresAt,
    rawCreatedAt,
    reason,
    by: moderatorOf(entry),
    seenAt,
    notBefore,
    ...(seenUntil === undefined ? {} : { seenUntil }),
  };
}

function moderatorOf({ moderatorId: id, moderatorLogin, moderatorName }: Told): Person | null {
  return id === null ? null : { id, login: moderatorLogin ?? '', displayName: moderatorName ?? '' };
}
