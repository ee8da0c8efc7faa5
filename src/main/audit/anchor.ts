// How far the audit log is anchored: the rows of `audit_anchor`, each a stretch of the log with a code that only the
// vault's key can make. Writes those rows, inside the caller's transaction; knows no row of the log itself.
import type { Database } from '../db/open.ts';
import type { AnchorKeys } from './anchor-key.ts';
import { createEnds, type Place } from './chain.ts';

/** Why a stretch began. */
export type AnchorReason = 'first' | 'no_key' | 'again' | 'key_changed' | 'mismatch' | 'gone' | 'older' | 'restored';

/** A stretch as it is stored; `mac` is empty where there was no key. See the schema for the rest. */
export interface Segment extends Place {
  readonly id: number;
  readonly reason: AnchorReason;
  readonly fromSeq: number;
  readonly count: number;
  readonly baseSeq: number;
  readonly baseHash: string;
  readonly beganAt: number;
  readonly keyId: string | null;
  readonly prevMac: string;
  readonly mac: string;
}

export interface Anchor {
  /** Why the last stretch cannot go on from `head`, the last row of the log; null when it can. */
  problem(head: Place): AnchorReason | null;
  /** As `problem`, and what the vault remembers of the log is held against it. */
  problemAtStart(head: Place): AnchorReason | null;
  /** Begins a new stretch after `head`. Returns the sentence for the log; null when there is nothing to say. */
  begin(reason: AnchorReason, head: Place): AnchorStatement | null;
  /** The last stretch reaches to `place` now. */
  extend(place: Place): void;
  segments(): Segment[];
  /** The newest stretch with the key in use, and the end of the log, for the vault to remember. */
  toRemember(): { anchor: number; seq: number };
}

export interface AnchorStatement {
  readonly sentence: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

const COLUMNS = `id, reason, from_seq AS fromSeq, seq, hash, count, base_seq AS baseSeq, base_hash AS baseHash,
  began_at AS beganAt, key_id AS keyId, prev_mac AS prevMac, mac`;

/** What the code of a stretch is made over: all that is stored of it, in a fixed order. */
export function segmentText(segment: Omit<Segment, 'mac'>): string {
  const { id, reason, fromSeq, seq, hash, count, baseSeq, baseHash, beganAt, keyId, prevMac } = segment;
  return JSON.stringify([1, id, reason, fromSeq, seq, hash, count, baseSeq, baseHash, beganAt, keyId, prevMac]);
}

export function createAnchor(deps: {
  readonly db: Pick<Database, 'sqlite'>;
  readonly keys: Pick<AnchorKeys, 'current' | 'memory'>;
  readonly now: () => number;
}): Anchor {
  const { keys, now } = deps;
  const ends = createEnds(deps.db);
  const { all, newest, keyOf, ofKey, insert, move } = prepareSegments(deps.db);

  function coded(segment: Omit<Segment, 'mac'>): Segment {
    return { ...segment, mac: segment.keyId === null ? '' : (keys.current()?.mac(segmentText(segment)) ?? '') };
  }

  function problem(head: Place): AnchorReason | null {
    const key = keys.current();
    const last = newest.get();
    if (last === undefined) return key === null ? 'no_key' : 'first';
    if (key === null && last.keyId === null) return fits(last, head) ? null : 'mismatch';
    if (key === null) return 'no_key';
    if (last.keyId === null) return 'again';
    if (last.keyId !== key.id) return 'key_changed';
    return fits(last, head) && key.mac(segmentText(last)) === last.mac ? null : 'mismatch';
  }

  function fits(segment: Segment, head: Place): boolean {
    const base = ends.base();
    return (
      segment.seq === head.seq &&
      segment.hash === head.hash &&
      segment.baseSeq === base.seq &&
      segment.baseHash === base.hash
    );
  }

  return {
    problem,
    problemAtStart(head) {
      const key = keys.current();
      const { anchor, seq } = keys.memory();
      if (key !== null && anchor > 0 && keyOf.get(anchor) !== key.id) return 'gone';
      if (key !== null && head.seq < seq) return 'older';
      return problem(head);
    },
    begin(reason, head) {
      const last = newest.get();
      const base = ends.base();
      insert.run(
        coded({
          id: (last?.id ?? 0) + 1,
          reason,
          fromSeq: head.seq + 1,
          ...head,
          count: last?.seq === head.seq ? last.count : head.seq,
          baseSeq: base.seq,
          baseHash: base.hash,
          beganAt: now(),
          keyId: keys.current()?.id ?? null,
          prevMac: last?.mac ?? '',
        }),
      );
      if (reason === 'first' && head.seq === 0) return null;
      const expected = reason === 'older' ? keys.memory().seq : (last?.seq ?? null);
      return {
        sentence: sentenceOf(reason, expected ?? 0, head.seq),
        metadata: { reason, expected, found: head.seq },
      };
    },
    extend(place) {
      const last = newest.get();
      if (last === undefined) throw new Error('an anchor is begun before it is moved');
      const base = ends.base();
      const { seq, hash } = place;
      const next = { ...last, seq, hash, count: last.count + seq - last.seq, baseSeq: base.seq, baseHash: base.hash };
      move.run(coded(next));
    },
    segments: () => all.all(),
    toRemember() {
      const key = keys.current();
      return { anchor: key === null ? 0 : (ofKey.get(key.id) ?? 0), seq: ends.head().seq };
    },
  };
}

function prepareSegments({ sqlite }: Pick<Database, 'sqlite'>) {
  const all = sqlite.prepare<[], Segment>(`SELECT ${COLUMNS} FROM audit_anchor ORDER BY id`);
  const newest = sqlite.prepare<[], Segment>(`SELECT ${COLUMNS} FROM audit_anchor ORDER BY id DESC LIMIT 1`);
  const keyOf = sqlite.prepare<[number], string | null>('SELECT key_id FROM audit_anchor WHERE id = ?').pluck();
  const ofKey = sqlite.prepare<[string], number | null>('SELECT max(id) FROM audit_anchor WHERE key_id = ?').pluck();
  const insert = sqlite.prepare(
    `INSERT INTO audit_anchor (id, reason, from_seq, seq, hash, count, base_seq, base_hash, began_at, key_id, prev_mac, mac)
     VALUES (@id, @reason, @fromSeq, @seq, @hash, @count, @baseSeq, @baseHash, @beganAt, @keyId, @prevMac, @mac)`,
  );
  const move = sqlite.prepare(
    `UPDATE audit_anchor SET seq = @seq, hash = @hash, count = @count, base_seq = @baseSeq, base_hash = @baseHash,
       mac = @mac WHERE id = @id`,
  );
  return { all, newest, keyOf, ofKey, insert, move };
}

/** What the log says of itself where a stretch begins. `expected` and `found` are sequences. */
function sentenceOf(reason: AnchorReason, expected: number, found: number): string {
  switch (reason) {
    case 'first':
      return `The log is anchored from here on; rows up to ${found} were written before that.`;
    case 'no_key':
      return 'The log is not anchored from here on: the vault gives no key.';
    case 'again':
      return `The log is anchored again; rows up to ${found} since the last anchor were written without a key.`;
    case 'key_changed':
      return `The log is anchored with a new key; the one that anchored rows up to ${expected} is gone.`;
    case 'mismatch':
      return `The log was changed outside Modkeep: it was left at row ${expected} and found at row ${found}.`;
    case 'gone':
      return 'The anchor of this log is gone: the log was begun anew, or somebody took it away.';
    case 'older':
      return `An older log took the place of this one: it had reached row ${expected} and ends at row ${found}.`;
    case 'restored':
      return `A backup took the place of the log: it goes on after row ${found}.`;
  }
}
