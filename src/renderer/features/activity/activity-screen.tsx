// The Activity screen: what happened, newest first, one line each, in one channel or in all. Stands still under the pointer.
import { useState } from 'react';
import type { EntryKind } from '../../../shared/model.ts';
import type { Actor } from '../../lib/actors.ts';
import { hourOf, questionOf, type RecordFilter } from '../../lib/record-filter.ts';
import { useApp, useServices } from '../../lib/services.tsx';
import { currentChannel } from '../../lib/store.ts';
import { Chip } from '../../ui/button.tsx';
import { ExportButton } from '../export/export-button.tsx';
import type { Exported } from '../export/export-form.tsx';
import { FreshnessBadge } from '../sync/freshness-badge.tsx';
import { RecordFilterBar } from '../record/record-filter.tsx';
import { Notices } from '../sync/notices.tsx';
import { ActivityLines } from './activity-lines.tsx';

const FILTERS = [
  { word: 'Bans', kinds: ['ban', 'unknown'] },
  { word: 'Timeouts', kinds: ['timeout'] },
  { word: 'Ended', kinds: ['expired', 'lifted', 'unbanned'] },
  {
    word: 'Other',
    kinds: [
      'warned',
      'message_deleted',
      'moderator_added',
      'moderator_removed',
      'unban_request_approved',
      'unban_request_denied',
    ],
  },
] as const satisfies readonly { word: string; kinds: readonly EntryKind[] }[];

export function ActivityScreen() {
  const { store } = useServices();
  const channelId = useApp((state) => state.channelId);
  const isEverywhere = useApp((state) => state.isEverywhere);
  const channel = useApp(currentChannel);
  const search = useApp((state) => state.search['activity'] ?? '').trim();
  const words = useApp((state) => state.activityKinds);
  const [moderators, setModerators] = useState<readonly Actor[]>([]);
  const filter = useApp((state) => state.records.activity);
  if (channelId === null) return null;
  const kinds = FILTERS.filter((filter) => words.includes(filter.word)).flatMap((filter) => filter.kinds);
  const shown = isEverywhere ? null : channelId;
  return (
    <section aria-label="Activity" className="flex min-h-0 flex-1 flex-col">
      <div className="@container/tools flex flex-wrap items-center gap-1.5 px-3 py-2">
        <KindFilter words={words} onChange={(activityKinds) => store.setState({ activityKinds })} />
        <RecordFilterBar screen="activity" moderators={moderators} />
        <span className="ml-auto flex min-w-0 items-center gap-1.5">
          {isEverywhere ? <AllChannels /> : <FreshnessBadge />}
          <ExportButton exported={exportedOf(shown, kinds, search, filter)} />
        </span>
      </div>
      {!isEverywhere && channel !== null && (
        <div className="px-3 pb-2 empty:hidden">
          <Notices channel={channel} canLook />
        </div>
      )}
      <ActivityLines
        key={`${shown ?? 'all'} ${words.join()} ${search} ${JSON.stringify(filter)}`}
        channelId={shown}
        kinds={kinds}
        search={search}
        onModerators={setModerators}
      />
    </section>
  );
}

/** What is on show, as a file. */
function exportedOf(
  channelId: string | null,
  kinds: readonly EntryKind[],
  search: string,
  filter: RecordFilter,
): Exported {
  const place = channelId === null ? {} : { channelId };
  const narrowed = {
    ...(kinds.length > 0 ? { kinds: [...kinds] } : {}),
    ...(search === '' ? {} : { search }),
    ...(filter.target === null ? {} : { userId: filter.target.id }),
  };
  return { what: 'history', filter: { ...questionOf(filter), ...hourOf(filter), ...place, ...narrowed }, whole: place };
}

function KindFilter({
  words,
  onChange,
}: {
  readonly words: readonly string[];
  readonly onChange: (words: readonly string[]) => void;
}) {
  const toggle = (word: string): void =>
    onChange(words.includes(word) ? words.filter((other) => other !== word) : [...words, word]);
  return (
    <div role="group" aria-label="Kinds shown" className="flex flex-wrap items-center gap-1.5">
      <Chip isOn={words.length === 0} onClick={() => onChange([])}>
        All
      </Chip>
      {FILTERS.map(({ word }) => (
        <Chip key={word} isOn={words.includes(word)} onClick={() => toggle(word)}>
          {word}
        </Chip>
      ))}
    </div>
  );
}

/** Says that every channel is in view, and leads back to one. */
function AllChannels() {
  const { store } = useServices();
  const name = useApp(currentChannel)?.displayName ?? '';
  return (
    <>
      <span className="text-mute">All channels</span>
      <Chip isOn={false} onClick={() => store.setState({ isEverywhere: false, panel: null })}>
        Only {name}
      </Chip>
    </>
  );
}
