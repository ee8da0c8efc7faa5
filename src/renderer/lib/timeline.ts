// Entries and gaps on one line of time, newest first. Pure.
import type { EntryView, GapView } from '../../shared/model.ts';
import { isUndoable } from './undo-words.ts';

export type TimelineItem =
  | { readonly kind: 'entry'; readonly key: string; readonly entry: EntryView }
  | {
      readonly kind: 'gap';
      readonly key: string;
      readonly from: string;
      readonly to: string;
      readonly gaps: readonly GapView[];
    };

/** Puts each gap where it lies among the entries; gaps with nothing between them become one divider. */
export function timelineOf(entries: readonly EntryView[], gaps: readonly GapView[]): readonly TimelineItem[] {
  const points = [
    ...entries.map((entry) => ({ at: Date.parse(entry.at), seq: entry.seq, entry, gap: null })),
    ...gaps.map((gap) => ({ at: Date.parse(gap.to), seq: Number.POSITIVE_INFINITY, entry: null, gap })),
  ].sort((one, other) => other.at - one.at || (other.seq === one.seq ? 0 : other.seq - one.seq));
  const items: TimelineItem[] = [];
  for (const { entry, gap } of points) {
    if (entry !== null) items.push({ kind: 'entry', key: entry.id, entry });
    else appendGap(items, gap);
  }
  return items;
}

function appendGap(items: TimelineItem[], gap: GapView): void {
  const last = items.at(-1);
  if (last?.kind === 'gap' && isSameStretch(last, gap)) {
    const from = gap.from < last.from ? gap.from : last.from;
    items[items.length - 1] = { ...last, from, gaps: [...last.gaps, gap] };
  } else items.push({ kind: 'gap', key: gap.id, from: gap.from, to: gap.to, gaps: [gap] });
}

/** Several channels that were deaf at the same time were so for one reason: that is one line. */
function isSameStretch(last: Extract<TimelineItem, { kind: 'gap' }>, gap: GapView): boolean {
  return last.gaps.every((one) => one.channelId === gap.channelId) || gap.to >= last.from;
}

/** The acts of ours among them that may be taken back at all. */
export function undoableOf(items: readonly TimelineItem[]): readonly string[] {
  return items.flatMap((item) => (item.kind === 'entry' && isUndoable(item.entry) ? [item.entry.id] : []));
}
