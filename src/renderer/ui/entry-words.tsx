// What happened, as a sentence: to whom, what, by whom. Used by the activity lines and by a person's history.
import type { ReactNode } from 'react';
import type { EntryKind, EntryView } from '../../shared/model.ts';
import type { TimelineItem } from '../lib/timeline.ts';
import { formatLength, formatSpan } from '../lib/format.ts';
import { GAP_WORDS } from '../lib/words.tsx';

/** How a sentence about each kind is put together: the person first, or the thing that happened to them. */
const SENTENCES: Readonly<Record<EntryKind, { readonly subject: string; readonly happened: string }>> = {
  ban: { subject: 'person', happened: 'banned' },
  timeout: { subject: 'person', happened: 'timed out' },
  unknown: { subject: 'person', happened: 'held out' },
  expired: { subject: 'timeout', happened: 'ran out' },
  lifted: { subject: 'timeout', happened: 'was lifted' },
  unbanned: { subject: 'person', happened: 'unbanned' },
  warned: { subject: 'person', happened: 'warned' },
  message_deleted: { subject: 'a message', happened: 'was deleted' },
  moderator_added: { subject: 'person', happened: 'made a moderator' },
  moderator_removed: { subject: 'person', happened: 'no longer a moderator' },
  unban_request_approved: { subject: 'unban request', happened: 'approved' },
  unban_request_denied: { subject: 'unban request', happened: 'denied' },
};

/** `subject` is the name to begin with; without one the sentence begins with what happened. */
export function EntryWords({ entry, subject }: { readonly entry: EntryView; readonly subject?: ReactNode }) {
  const sentence = SENTENCES[entry.kind];
  const isPerson = sentence.subject === 'person';
  return (
    <>
      {isPerson ? subject : sentence.subject}
      {entry.kind === 'expired' && <Length entry={entry} word="of" />}
      {!isPerson && subject !== undefined && <> of {subject}</>}
      {isPerson ? (subject === undefined ? '' : ' was ') : ' '}
      {sentence.happened}
      {entry.kind === 'timeout' && <Length entry={entry} word="for" isStrong />}
      {entry.kind !== 'expired' && <By entry={entry} />}
      {entry.kind === 'unknown' && ', until when is not known'}
    </>
  );
}

function Length({
  entry,
  word,
  isStrong = false,
}: {
  readonly entry: EntryView;
  readonly word: string;
  readonly isStrong?: boolean;
}) {
  if (entry.durationSeconds === null) return null;
  const length = formatLength(entry.durationSeconds);
  return (
    <>
      {' '}
      {word} {isStrong ? <b className="font-semibold">{length}</b> : length}
    </>
  );
}

function By({ entry }: { readonly entry: EntryView }) {
  const name = entry.moderatorDisplayName ?? entry.moderatorUsername;
  return name === null ? <span className="text-mute"> by unknown actor</span> : <> by {name}</>;
}

/** `not watched 02:10–09:30: the computer slept`; `channel` where several are in view. */
export function GapLine({
  item,
  now,
  channel,
  hasReason = false,
}: {
  readonly item: Extract<TimelineItem, { kind: 'gap' }>;
  readonly now: number;
  readonly channel?: string | undefined;
  /** Where there is room for more than the title. */
  readonly hasReason?: boolean;
}) {
  const reasons = [...new Set(item.gaps.map((gap) => GAP_WORDS[gap.reason]))].join(', ');
  const isOne = item.gaps.every((gap) => gap.channelId === item.gaps[0]?.channelId);
  const times = item.gaps.length === 1 || !isOne ? '' : ` (${item.gaps.length} times)`;
  return (
    <div role="separator" title={reasons} className="gap-line flex items-center gap-2 text-xs text-mute">
      <span className="text-center">
        {channel !== undefined && `${channel} `}not watched {formatSpan(item.from, item.to, now)}
        {times}
        {hasReason && `: ${reasons}`}
      </span>
    </div>
  );
}
