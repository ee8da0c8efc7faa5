// Which days and which channels are added up, and the ways to take the numbers along.
import { Download } from 'lucide-react';
import type { StatsView } from '../../../shared/contract/insight.ts';
import { fileName, saveFile, offerFile } from '../../lib/save-file.ts';
import { useApp, useMinute, useServices } from '../../lib/services.tsx';
import { SPANS, spanWord, type StatsRange } from '../../lib/stats-range.ts';
import { localDay } from '../../lib/ban-filter.ts';
import { channelOf, currentChannel } from '../../lib/store.ts';
import { Button, Chip } from '../../ui/button.tsx';
import { INPUT } from '../../ui/field.tsx';
import { Menu } from '../../ui/menu.tsx';
import { drawStats } from './drawing.ts';
import { statsCsv } from './stats-words.ts';

export function RangeBar({ stats }: { readonly stats: StatsView | null }) {
  const { store } = useServices();
  const range = useApp((state) => state.statsRange);
  const now = useMinute();
  const set = (change: Partial<StatsRange>): void => store.setState({ statsRange: { ...range, ...change } });
  return (
    <div className="@container/tools flex flex-wrap items-center gap-1.5 px-3 py-2">
      <div role="group" aria-label="Days" className="flex flex-wrap items-center gap-1.5">
        {SPANS.map((span) => (
          <Chip
            key={span}
            isOn={range.span === span}
            onClick={() =>
              set(
                span === 'custom' && range.from === null
                  ? { span, from: localDay(now, -13), to: localDay(now) }
                  : { span },
              )
            }
          >
            {spanWord(span)}
          </Chip>
        ))}
      </div>
      {range.span === 'custom' && (
        <div className="flex items-center gap-1.5">
          <DayField label="From day" value={range.from} onChange={(from) => set({ from })} />
          <span className="text-mute">–</span>
          <DayField label="To day" value={range.to} onChange={(to) => set({ to })} />
        </div>
      )}
      <Scope />
      <span className="ml-auto">{stats !== null && <SaveButton stats={stats} />}</span>
    </div>
  );
}

function DayField({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: string | null;
  readonly onChange: (day: string | null) => void;
}) {
  return (
    <input
      type="date"
      aria-label={label}
      value={value ?? ''}
      onChange={(event) => onChange(event.target.value === '' ? null : event.target.value)}
      className={`${INPUT} h-7 w-32 px-1.5`}
    />
  );
}

/** One channel or all of them; not there where there is only one. */
function Scope() {
  const { store } = useServices();
  const isEverywhere = useApp((state) => state.isEverywhere);
  const hasSeveral = useApp((state) => (state.channels?.length ?? 0) > 1);
  const name = useApp(currentChannel)?.displayName ?? '';
  if (!hasSeveral) return null;
  return (
    <div role="group" aria-label="Channels" className="flex items-center gap-1.5 border-l border-line pl-2">
      <Chip isOn={!isEverywhere} onClick={() => store.setState({ isEverywhere: false })}>
        <span className="max-w-32 truncate">{name}</span>
      </Chip>
      <Chip isOn={isEverywhere} onClick={() => store.setState({ isEverywhere: true })}>
        All channels
      </Chip>
    </div>
  );
}

function SaveButton({ stats }: { readonly stats: StatsView }) {
  const { store, say, ticker } = useServices();
  const whose = stats.channelId === null ? 'all' : (channelOf(store.getState(), stats.channelId)?.login ?? 'channel');
  const savePicture = async (): Promise<void> => {
    const title = stats.channelId === null ? 'All channels' : (currentChannel(store.getState())?.displayName ?? whose);
    const picture = await drawStats(stats, title, ticker.now());
    if (picture === null)
      return say.note('The picture could not be drawn', 'The numbers can be saved as CSV.', 'failed');
    offerFile(picture, fileName(whose, 'stats', 'png', ticker.now()));
  };
  const saveNumbers = (): void =>
    void saveFile({
      name: fileName(whose, 'stats', 'csv', ticker.now()),
      type: 'text/csv',
      page: async () => ({ ok: true, value: { text: statsCsv(stats), next: null } }),
    });
  return (
    <Menu
      trigger={<Button aria-label="Export" />}
      items={[
        { label: 'CSV', hint: 'the numbers, for spreadsheets', onPick: saveNumbers },
        { label: 'PNG', hint: 'a picture of this page', onPick: () => void savePicture() },
      ]}
    >
      <Download size={14} aria-hidden="true" />
      <span className="@max-[40rem]/tools:sr-only">Export</span>
    </Menu>
  );
}
