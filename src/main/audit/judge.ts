// Says what a walked log is worth: chain, anchors and key held against each other. Pure; the only place that decides
// whether the audit log is to be believed.
import type { Verification } from '../../shared/contract/audit.ts';
import type { AnchorKey } from './anchor-key.ts';
import { segmentText, type AnchorReason, type Segment } from './anchor.ts';
import type { Place } from './chain.ts';
import type { Problem, Walked } from './walk.ts';

export interface Judged {
  readonly walked: Walked;
  /** As they were when the walk began, the last of them at `head`. */
  readonly segments: readonly Segment[];
  readonly head: Place;
  readonly key: AnchorKey | null;
  /** The vault's newest anchor with this key; 0 = none. */
  readonly remembered: number;
}

/** The first thing that is wrong counts; without one, how much of the log is anchored and since when. */
export function judge(judged: Judged): Verification {
  const { walked, segments, head } = judged;
  const problem =
    walked.problem ??
    lost(judged) ??
    segments.map((segment, index) => wrong(judged, segment, segments[index - 1])).find((found) => found !== null) ??
    loose(judged);
  return {
    isUnbroken: problem === null,
    rows: walked.rows,
    firstSeq: walked.firstSeq,
    lastSeq: head.seq,
    headHash: head.hash,
    removed: walked.base.count,
    problem,
    ...(problem === null ? anchoringOf(judged) : { anchoring: 'none', notes: [] }),
  };
}

/** What the vault remembers must still be there. */
function lost({ segments, key, remembered }: Judged): Problem | null {
  if (key === null || remembered === 0) return null;
  const found = segments.find((segment) => segment.id === remembered);
  if (found?.keyId === key.id) return null;
  return { seq: segments[0]?.fromSeq ?? 1, what: 'the anchor that Modkeep had set is gone: somebody took it away' };
}

/** What is wrong with one stretch: its own words, its place after the one before, and the row it speaks of. */
function wrong({ walked, key }: Judged, segment: Segment, before: Segment | undefined): Problem | null {
  const { id, fromSeq, seq, hash, mac, reason } = segment;
  const isMine = key !== null && segment.keyId === key.id;
  if (id !== (before?.id ?? 0) + 1 || segment.prevMac !== (before?.mac ?? ''))
    return { seq: fromSeq, what: 'the anchor before it was changed or taken away' };
  if (isMine && key.mac(segmentText(segment)) !== mac)
    return { seq: fromSeq, what: `the anchor of rows ${fromSeq} to ${seq} was changed` };
  const told = TOLD[reason];
  if (told !== undefined) return { seq: fromSeq, what: told };
  if (seq <= walked.base.seq) return null;
  const end = before?.seq ?? fromSeq - 1;
  if (fromSeq > end + 1) return { seq: end + 1, what: `rows ${end + 1} to ${fromSeq - 1} were not written by Modkeep` };
  if (walked.hashes[seq] === undefined && seq > walked.end.seq) return missingEnd(walked.end.seq, seq);
  if (walked.hashes[seq] === hash) return null;
  return { seq, what: 'it is not the row that was anchored: the log was rewritten' };
}

/** Stretches that began because something was wrong then. */
const TOLD: Partial<Record<AnchorReason, string>> = {
  mismatch: 'here Modkeep found the log changed by somebody else',
  gone: 'here Modkeep found the anchor of the log gone',
  older: 'here Modkeep found an older log in the place of this one',
};

/** The log must end where the last stretch does, and begin where it says. */
function loose({ walked, segments, head, key }: Judged): Problem | null {
  const last = segments.at(-1);
  if (last === undefined || (last.keyId === null && key === null && last.seq === head.seq)) return null;
  if (head.seq > last.seq)
    return { seq: last.seq + 1, what: `rows ${last.seq + 1} to ${head.seq} were not written by Modkeep` };
  if (last.baseSeq !== walked.base.seq || last.baseHash !== walked.base.hash)
    return { seq: walked.base.seq + 1, what: 'the rows before it were not removed by Modkeep' };
  return null;
}

function missingEnd(end: number, seq: number): Problem {
  const what = seq === end + 1 ? 'it is missing at the end' : `rows ${end + 1} to ${seq} are missing at the end`;
  return { seq: end + 1, what };
}

/** How much is proven. A stretch whose key is gone is held by the next one that has a key, from when that began. */
function anchoringOf({ walked, segments, key, head }: Judged): Pick<Verification, 'anchoring' | 'notes'> {
  if (key === null || segments.at(-1)?.keyId !== key.id) {
    return { anchoring: 'none', notes: ['There is no key for this log now: the chain holds, but nothing proves it.'] };
  }
  const since = segments.findLastIndex((segment) => segment.keyId !== key.id) + 1;
  const { fromSeq } = segments[since]!;
  if (fromSeq <= walked.base.seq + 1 || head.seq < fromSeq) return { anchoring: 'anchored', notes: [] };
  const before = segments[0]!.fromSeq - 1;
  const earlier = segments.filter((segment) => segment.keyId !== key.id && segment.seq > walked.base.seq);
  return {
    anchoring: 'partly',
    notes: [
      ...(before > walked.base.seq ? [`Rows up to ${before} were written before the log was anchored.`] : []),
      ...earlier.flatMap((segment) => noteOf(segment)),
      `Since row ${fromSeq} nothing of all this can be changed unnoticed.`,
    ],
  };
}

function noteOf({ keyId, fromSeq, seq }: Segment): string[] {
  if (seq < fromSeq) return [];
  const rows = fromSeq === seq ? `Row ${seq} was` : `Rows ${fromSeq} to ${seq} were`;
  return keyId === null ? [`${rows} written without a key.`] : [`${rows} anchored with a key that is gone.`];
}
