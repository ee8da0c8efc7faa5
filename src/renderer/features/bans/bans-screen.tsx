// The Bans screen: filters, the truth about the list's age, the table, and words when it is empty.
import { UserPlus } from 'lucide-react';
import { useEffect, useMemo } from 'react';
import { currentChannel } from '../../lib/store.ts';
import { useApp, useMay, useServices } from '../../lib/services.tsx';
import { describeError, fullLine } from '../../lib/messages.ts';
import { Button } from '../../ui/button.tsx';
import { BanTable } from './ban-table.tsx';
import { EmptyList } from './empty-list.tsx';
import { Freshness, SyncButton } from './freshness.tsx';
import { KindChips } from './kind-chips.tsx';
import { SelectionBar } from './selection-bar.tsx';
import { useBanPages, type BanQuestion } from './use-ban-pages.ts';

export function BansScreen() {
  const channelId = useApp((state) => state.channelId);
  return channelId === null ? null : <ChannelBans channelId={channelId} />;
}

function ChannelBans({ channelId }: { readonly channelId: string }) {
  const { store } = useServices();
  const kinds = useApp((state) => state.kinds);
  const sort = useApp((state) => state.sort);
  const search = useApp((state) => state.search['bans'] ?? '').trim();
  const question = useMemo<BanQuestion>(
    () => ({
      channelId,
      sort,
      ...(kinds.length > 0 ? { kinds: [...kinds] } : {}),
      ...(search === '' ? {} : { search }),
    }),
    [channelId, kinds, sort, search],
  );
  const rows = useBanPages(question);
  useEffect(() => {
    // With other rows on screen the active one may be out of sight, where no key should reach it.
    if (store.getState().panel === null) store.setState({ activeRow: null });
  }, [store, question]);
  const isFiltered = kinds.length > 0 || search !== '';
  const isEmpty = !rows.isLoading && rows.held.total === 0;
  return (
    <section aria-label="Bans" className="flex min-h-0 flex-1 flex-col">
      <Toolbar total={rows.held.total} isFiltered={isFiltered} />
      {rows.error !== null && (
        <p role="alert" className="border-y border-line bg-danger-bg px-3 py-2 text-danger">
          {fullLine(describeError(rows.error))}{' '}
          <button type="button" className="underline" onClick={rows.refresh}>
            Try again
          </button>
        </p>
      )}
      <div className="relative flex min-h-0 flex-1 flex-col">
        {!isEmpty && <BanTable rows={rows} />}
        {isEmpty && rows.error === null && <EmptyList isFiltered={isFiltered} />}
        <SelectionBar />
      </div>
    </section>
  );
}

function Toolbar({ total, isFiltered }: { readonly total: number; readonly isFiltered: boolean }) {
  const { store } = useServices();
  const mayAct = useMay('bans.create');
  const mode = useApp((state) => currentChannel(state)?.mode ?? 'viewer');
  const typeName = (): void => store.setState({ panel: { kind: 'typed' }, activeRow: null, intent: null, reason: '' });
  return (
    <div className="@container/tools px-3 py-2">
      <div className="flex flex-wrap items-center gap-1.5">
        <KindChips total={total} isFiltered={isFiltered} />
        <span className="ml-auto flex min-w-0 items-center gap-1.5 @max-[30rem]/tools:w-full">
          <Freshness />
          {mode === 'broadcaster' && <SyncButton />}
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
