// The Bans screen: filters, the truth about the list's age, the table, and words when it is empty.
import { UserPlus } from 'lucide-react';
import { memo, useEffect, useMemo } from 'react';
import { formatCount } from '../../lib/format.ts';
import { currentChannel, openBulk } from '../../lib/store.ts';
import { useApp, useMay, useServices } from '../../lib/services.tsx';
import { Failure } from '../../ui/failure.tsx';
import { Button } from '../../ui/button.tsx';
import { BanTable } from './ban-table.tsx';
import { EmptyList } from './empty-list.tsx';
import { ScheduleButton } from '../schedule/schedule-button.tsx';
import { FreshnessBadge } from '../sync/freshness-badge.tsx';
import { Notices } from '../sync/notices.tsx';
import { SyncButton } from '../sync/sync-button.tsx';
import type { BanPages } from './ban-pages.ts';
import { ExportButton } from './export-button.tsx';
import { FilterButton } from './filter-form.tsx';
import { FilterChips } from './filter-chips.tsx';
import { KindChips } from './kind-chips.tsx';
import { SelectionBar } from './selection-bar.tsx';
import { questionIn, useBanPages, wordsIn, type BanQuestion } from './use-ban-pages.ts';

export function BansScreen() {
  const channelId = useApp((state) => state.channelId);
  return channelId === null ? null : <ChannelBans channelId={channelId} />;
}

function ChannelBans({ channelId }: { readonly channelId: string }) {
  const { store } = useServices();
  const kinds = useApp((state) => state.kinds);
  const sort = useApp((state) => state.sort);
  const words = useApp(wordsIn);
  const banFilter = useApp((state) => state.banFilter);
  const question = useMemo(
    () => questionIn(channelId, { kinds, sort, words, banFilter }),
    [channelId, kinds, sort, words, banFilter],
  );
  const rows = useBanPages(question);
  useEffect(() => {
    // With other rows on screen the active one may be out of sight, where no key should reach it.
    if (store.getState().panel === null) store.setState({ activeRow: null });
  }, [store, question]);
  const { channelId: _, sort: __, ...narrowed } = question;
  const isFiltered = Object.keys(narrowed).length > 0;
  const isEmpty = !rows.isLoading && rows.held.total === 0;
  return (
    <section aria-label="Bans" className="flex min-h-0 flex-1 flex-col">
      <Toolbar held={rows.held} question={question} isFiltered={isFiltered} />
      <SourceNotices />
      {rows.error !== null && <Failure error={rows.error} onRetry={rows.refresh} />}
      <div className="relative flex min-h-0 flex-1 flex-col">
        {!isEmpty && <BanTable rows={rows} />}
        {isEmpty && rows.error === null && <EmptyList isFiltered={isFiltered} />}
        <SelectionBar />
      </div>
    </section>
  );
}

/** What is wrong with the sources of this list, right above it. */
function SourceNotices() {
  const channel = useApp(currentChannel);
  if (channel === null) return null;
  return (
    <div className="px-3 pb-2 empty:hidden">
      <Notices channel={channel} canLook />
    </div>
  );
}

/** How the list is read. Apart, because a key in the search draws the screen twice and changes nothing here. */
const Reading = memo(function Reading({
  channelId,
  isReadable,
}: {
  readonly channelId: string;
  readonly isReadable: boolean;
}) {
  return (
    <>
      <FreshnessBadge />
      <ScheduleButton channelId={channelId} />
      {isReadable && <SyncButton />}
    </>
  );
});

function Toolbar({
  held,
  question,
  isFiltered,
}: {
  readonly held: BanPages;
  readonly question: BanQuestion;
  readonly isFiltered: boolean;
}) {
  const { store } = useServices();
  const mayAct = useMay('bans.create');
  const mayBulk = useMay('bulk.prepare');
  const mode = useApp((state) => currentChannel(state)?.mode ?? 'viewer');
  const shown = isFiltered ? `${formatCount(held.total)}${held.isExact ? '' : ' or more'} shown` : '';
  const typeName = (): void => store.setState({ panel: { kind: 'typed' }, activeRow: null, intent: null, reason: '' });
  return (
    <div className="@container/tools px-3 py-2">
      <div className="flex flex-wrap items-center gap-1.5">
        <KindChips shown={shown} />
        <FilterButton held={held} />
        <FilterChips />
        {isFiltered && (
          <span className="whitespace-nowrap text-mute">
            {formatCount(held.total)}
            {held.isExact ? '' : ' or more'} shown
          </span>
        )}
        {isFiltered && held.total > 0 && mayBulk && mode !== 'viewer' && (
          <Button look="quiet" onClick={() => openBulk(store, { origin: 'filter' })}>
            Act on all…
          </Button>
        )}
        <span className="ml-auto flex min-w-0 items-center gap-1.5 @max-[30rem]/tools:w-full">
          <Reading channelId={question.channelId} isReadable={mode === 'broadcaster'} />
          {held.total > 0 && <ExportButton question={question} />}
          {mayAct && mode !== 'viewer' && (
            <Button onClick={typeName} title="Ban or time out a name you type (N)" aria-label="Act on a name">
              <UserPlus size={14} aria-hidden="true" />
              <span className="@max-[54rem]/tools:sr-only">Act on a name</span>
            </Button>
          )}
        </span>
      </div>
    </div>
  );
}
