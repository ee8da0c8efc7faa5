// One line of activity: icon and word, name, what happened, why, when.
import { memo } from 'react';
import type { UndoView } from '../../../shared/contract/acting.ts';
import type { EntryView } from '../../../shared/model.ts';
import { formatWhenLong } from '../../lib/format.ts';
import { useServices } from '../../lib/services.tsx';
import { openPerson } from '../../lib/store.ts';
import { KINDS } from '../../lib/words.tsx';
import { EntryWords } from '../../ui/entry-words.tsx';
import { Name, When } from '../../ui/marks.tsx';
import { UndoControl } from '../../ui/undo-control.tsx';
import { Unconfirmed } from '../../ui/unconfirmed.tsx';

export const ActivityLine = memo(function ActivityLine({
  entry,
  now,
  channel,
  undo,
  onUndone,
}: {
  readonly entry: EntryView;
  readonly now: number;
  /** Named where several channels are in view. */
  readonly channel?: string | undefined;
  /** What taking it back would mean, for an act of ours. */
  readonly undo?: UndoView | undefined;
  readonly onUndone?: (() => void) | undefined;
}) {
  const { store } = useServices();
  const { icon: Icon, tone, word } = KINDS[entry.kind];
  const open = (): void => {
    store.setState({ activeRow: null });
    openPerson(store, entry.channelId, entry.userId, entry.displayName);
  };
  const subject = (
    <button type="button" onClick={open} className="rounded-sm font-semibold hover:underline">
      <Name displayName={entry.displayName} login={entry.username} />
    </button>
  );
  const when = formatWhenLong(entry.at, now);
  return (
    <article className="group/line grid min-h-8 grid-cols-[1rem_5.75rem_minmax(0,1fr)_auto] items-center gap-x-2 px-3 py-1 hover:bg-s1 max-md:grid-cols-[1rem_minmax(0,1fr)_auto]">
      <Icon size={14} className={tone} aria-hidden="true" />
      <span className={`truncate font-medium max-md:sr-only ${tone}`}>{word}</span>
      <span className="min-w-0 truncate max-md:whitespace-normal max-md:wrap-break-word" title={entry.reason}>
        {channel !== undefined && <span className="mr-1.5 rounded-sm bg-s2 px-1 text-xs text-mute">{channel}</span>}
        <EntryWords entry={entry} subject={subject} />
        {entry.reason !== '' && <span className="text-mute">: {entry.reason}</span>}
      </span>
      <span className="flex items-center gap-1 text-xs whitespace-nowrap text-mute max-md:flex-wrap max-md:justify-end max-md:max-w-26">
        <Unconfirmed entryId={entry.id} />
        <UndoControl undo={undo} name={entry.displayName} onDone={onUndone} />
        <When iso={entry.at} now={now} text={entry.notBefore === null ? when : `by ${when}`} />
      </span>
    </article>
  );
});
