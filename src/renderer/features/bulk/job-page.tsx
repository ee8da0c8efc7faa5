// One bulk job, from its dry run to its result: where it stands and what can be done now, then its rows.
import { ArrowLeft } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode, type RefObject } from 'react';
import type { BulkView } from '../../../shared/contract/bulk.ts';
import { formatWhenLong } from '../../lib/format.ts';
import { useHotkey } from '../../lib/keyboard.tsx';
import { describeError, fullLine } from '../../lib/messages.ts';
import { useApp, useMinute, useServices } from '../../lib/services.tsx';
import { channelOf } from '../../lib/store.ts';
import { Button } from '../../ui/button.tsx';
import { When } from '../../ui/marks.tsx';
import { haltWords, sourceWords, stateWords, titleOf } from './bulk-words.ts';
import { JobState } from './job-state.tsx';
import { NowPanel } from './now-panel.tsx';
import { offered, RowChips, type RowFilter } from './row-chips.tsx';
import { RowTable } from './row-table.tsx';
import { useBulk } from './use-bulk.ts';

export function JobPage({ bulkId }: { readonly bulkId: string }) {
  const { store } = useServices();
  const onShow = useBulk(bulkId);
  const { bulk, error, revision } = onShow;
  const [picked, setFilter] = useState<RowFilter>({});
  const heading = useRef<HTMLHeadingElement>(null);
  const close = (): void => store.setState({ bulkId: null });
  useHotkey('close', close);
  useEffect(() => {
    // The button that was pressed is gone with its state; the keyboard goes on from the top of what is new.
    if (document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
  }, [bulk?.state]);
  const back = (
    <Button look="quiet" onClick={close}>
      <ArrowLeft size={14} aria-hidden="true" /> All jobs
    </Button>
  );
  if (bulk === null) {
    return (
      <section aria-label="Bulk job" className="flex flex-col items-start gap-2 p-3" aria-busy={error === null}>
        {back}
        {error !== null && <p role="alert">{fullLine(describeError(error))}</p>}
      </section>
    );
  }
  const filter = offered(bulk, picked);
  return (
    <section aria-label="Bulk job" className="flex min-h-0 flex-1 flex-col overflow-y-auto">
      <Head bulk={bulk} back={back} heading={heading} />
      <NowPanel {...onShow} bulk={bulk} />
      {bulk.total > 0 && bulk.state !== 'collecting' && (
        <>
          <RowChips bulk={bulk} filter={filter} onPick={setFilter} />
          <RowTable key={JSON.stringify(filter)} bulk={bulk} filter={filter} revision={revision} />
        </>
      )}
      <p role="status" className="sr-only">
        {`${stateWords(bulk)}. ${haltWords(bulk)}`}
      </p>
    </section>
  );
}

function Head({
  bulk,
  back,
  heading,
}: {
  readonly bulk: BulkView;
  readonly back: ReactNode;
  readonly heading: RefObject<HTMLHeadingElement | null>;
}) {
  const now = useMinute();
  const channel = useApp((state) => channelOf(state, bulk.channelId)?.displayName ?? bulk.channelId);
  return (
    <header className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 pt-2">
      {back}
      <h2 ref={heading} tabIndex={-1} className="min-w-0 text-lg font-semibold wrap-anywhere">
        {titleOf(bulk)}
      </h2>
      <JobState bulk={bulk} />
      <span className="text-mute wrap-anywhere">
        {channel} · from {sourceWords(bulk.source)} ·{' '}
        <When
          iso={bulk.createdAt}
          now={now}
          text={formatWhenLong(bulk.createdAt, Math.max(now, Date.parse(bulk.createdAt)))}
        />
        {bulk.actor !== null && bulk.actor !== 'owner' && ` · by ${bulk.actor}`}
      </span>
    </header>
  );
}
