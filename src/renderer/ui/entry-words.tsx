// What happened, as a sentence: to whom, what, by whom. Used by the activity lines and by a person's history.
import type { EntryView } from '../../shared/model.ts';
import type { TimelineItem } from '../lib/timeline.ts';
import { formatLength, formatSpan } from '../lib/format.ts';
import { GAP_WORDS } from '../lib/words.tsx';

/** `subject` is the name to begin with; without one the sentence begins with what happened. */
export function EntryWords({ entry, subject }: { readonly entry: EntryView; readonly subject?: React.ReactNode }) {
  const was = subject === undefined ? '' : ' was ';
  const by = <By entry={entry} />;
  const length = entry.durationSeconds === null ? null : formatLength(entry.durationSeconds);
  switch (entry.kind) {
    case 'ban':
      return (
        <>
          {subject}
          {was}banned{by}
        </>
      );
    case 'timeout':
      return (
        <>
          {subject}
          {was}timed out
          {length !== null && (
            <>
              {' '}
              for <b className="font-semibold">{length}</b>
            </>
          )}
          {by}
        </>
      );
    case 'unknown':
      return (
        <>
          {subject}
          {was}held out{by}, until when is not known
        </>
      );
    case 'expired':
      return (
        <>
          timeout{length !== null && <> of {length}</>}
          {subject !== undefined && <> of {subject}</>} ran out
        </>
      );
    case 'lifted':
      return (
        <>
          timeout{subject !== undefined && <> of {subject}</>} was lifted{by}
        </>
      );
    case 'unbanned':
      return (
        <>
          {subject}
          {was}unbanned{by}
        </>
      );
    case 'warned':
      return (
        <>
          {subject}
          {was}warned{by}
        </>
      );
    case 'message_deleted':
      return (
        <>
          a message{subject !== undefined && <> of {subject}</>} was deleted{by}
        </>
      );
    case 'moderator_added':
      return (
        <>
          {subject}
          {was}made a moderator{by}
        </>
      );
    case 'moderator_removed':
      return (
        <>
          {subject}
          {was}no longer a moderator{by}
        </>
      );
    case 'unban_request_approved':
      return (
        <>
          unban request{subject !== undefined && <> of {subject}</>} approved{by}
        </>
      );
    case 'unban_request_denied':
      return (
        <>
          unban request{subject !== undefined && <> of {subject}</>} denied{by}
        </>
      );
  }
}

function By({ entry }: { readonly entry: EntryView }) {
  const name = entry.moderatorDisplayName ?? entry.moderatorUsername;
  return name === null ? <span className="text-mute"> by unknown actor</span> : <> by {name}</>;
}

/** `not watched 02:10–09:30`. */
export function GapLine({
  item,
  now,
}: {
  readonly item: Extract<TimelineItem, { kind: 'gap' }>;
  readonly now: number;
}) {
  const reasons = [...new Set(item.gaps.map((gap) => GAP_WORDS[gap.reason]))].join(', ');
  const times = item.gaps.length === 1 ? '' : ` (${item.gaps.length} times)`;
  return (
    <div role="separator" title={reasons} className="gap-line flex items-center gap-2 text-xs text-mute">
      not watched {formatSpan(item.from, item.to, now)}
      {times}
    </div>
  );
}
