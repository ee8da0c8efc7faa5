// Whom the history knows: "timed out by this moderator yesterday". Days are local.
import type { ChannelView, EntryKind } from '../../../shared/model.ts';
import { historyQuestion, type HistoryWish } from '../../lib/bulk-draft.ts';
import { localDay } from '../../lib/ban-filter.ts';
import { plural } from '../../lib/format.ts';
import { useApp, useServices } from '../../lib/services.tsx';
import { useQuery } from '../../lib/use-query.ts';
import { KINDS } from '../../lib/words.tsx';
import { Chip } from '../../ui/button.tsx';
import { Day, Labelled, TextField } from '../../ui/field.tsx';
import { PickModerator } from '../../ui/filter.tsx';

const OFFERED = [
  'ban',
  'timeout',
  'expired',
  'lifted',
  'unbanned',
  'warned',
  'message_deleted',
] as const satisfies readonly EntryKind[];
const DAYS = [
  { word: 'Today', from: 0, to: 0 },
  { word: 'Yesterday', from: -1, to: -1 },
  { word: 'Last 7 days', from: -6, to: 0 },
] as const;

export function HistoryForm({
  channel,
  wish,
  onChange,
}: {
  readonly channel: ChannelView;
  readonly wish: HistoryWish;
  readonly onChange: (wish: HistoryWish) => void;
}) {
  const { kinds, search, filter } = wish;
  const toggle = (kind: EntryKind): void =>
    onChange({ ...wish, kinds: kinds.includes(kind) ? kinds.filter((other) => other !== kind) : [...kinds, kind] });
  const setFilter = (change: Partial<HistoryWish['filter']>): void =>
    onChange({ ...wish, filter: { ...filter, ...change } });
  return (
    <div className="flex flex-col gap-3 rounded-md border border-line bg-s1 px-3 py-3">
      <div role="group" aria-label="Who was" className="flex flex-wrap gap-1.5">
        {OFFERED.map((kind) => (
          <Chip key={kind} isOn={kinds.includes(kind)} onClick={() => toggle(kind)}>
            {KINDS[kind].word}
          </Chip>
        ))}
      </div>
      <div className="grid gap-2 @min-[30rem]:grid-cols-2">
        <By channel={channel} wish={wish} onPick={(moderator) => setFilter({ moderator })} />
        <Labelled word="Name or reason has">
          {(id) => (
            <TextField
              id={id}
              value={search}
              maxLength={100}
              placeholder="anything"
              onChange={(event) => onChange({ ...wish, search: event.target.value })}
            />
          )}
        </Labelled>
        <Day word="From day" value={filter.from} most={filter.to} onChange={(from) => setFilter({ from })} />
        <Day word="To day" value={filter.to} least={filter.from} onChange={(to) => setFilter({ to })} />
      </div>
      <DayChips wish={wish} onPick={setFilter} />
      <Matches channelId={channel.id} wish={wish} />
    </div>
  );
}

function DayChips({
  wish: { filter },
  onPick,
}: {
  readonly wish: HistoryWish;
  readonly onPick: (days: { from: string | null; to: string | null }) => void;
}) {
  const { ticker } = useServices();
  const now = ticker.now();
  return (
    <div role="group" aria-label="Days" className="flex flex-wrap gap-1.5">
      {DAYS.map(({ word, ...days }) => {
        const [from, to] = [localDay(now, days.from), localDay(now, days.to)];
        const isOn = filter.from === from && filter.to === to;
        return (
          <Chip key={word} isOn={isOn} onClick={() => onPick(isOn ? { from: null, to: null } : { from, to })}>
            {word}
          </Chip>
        );
      })}
    </div>
  );
}

/** The broadcaster, and the moderators as far as they are known. */
function By({
  channel,
  wish,
  onPick,
}: {
  readonly channel: ChannelView;
  readonly wish: HistoryWish;
  readonly onPick: (moderator: HistoryWish['filter']['moderator']) => void;
}) {
  const { moderator } = wish.filter;
  const { value } = useQuery('moderators.list', { channelId: channel.id, limit: 100 });
  const known = (value?.moderators ?? []).map(({ userId, displayName }) => ({ id: userId, name: displayName }));
  return <PickModerator picked={moderator} known={known} onChange={onPick} />;
}

function Matches({ channelId, wish }: { readonly channelId: string; readonly wish: HistoryWish }) {
  const revision = useApp((state) => state.historyRevision[channelId] ?? 0);
  const { value } = useQuery(
    'history.list',
    { channelId, ...historyQuestion(wish), found: true, limit: 1 },
    revision,
    true,
  );
  return (
    <p role="status" className="text-mute">
      {value === null
        ? '…'
        : `${plural(value.total, 'entry matches', 'entries match')}; each person in them is taken once.`}
    </p>
  );
}
