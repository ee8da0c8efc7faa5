// Before anything happens: what exactly would, to how many; above 25 their number has to be typed.
import { RotateCw } from 'lucide-react';
import { useState } from 'react';
import type { BulkView } from '../../../shared/contract/bulk.ts';
import { formatAge } from '../../lib/format.ts';
import { offWords } from '../../lib/possible.ts';
import { useApp, useMay, useMinute } from '../../lib/services.tsx';
import { channelOf } from '../../lib/store.ts';
import { Button } from '../../ui/button.tsx';
import { isCountTyped, TypedCount } from '../../ui/typed-count.tsx';
import { deedWords, etaWords, paceOf, paceWords } from './bulk-words.ts';
import { Notes } from './notes.tsx';
import type { BulkOnShow } from './use-bulk.ts';

type Props = BulkOnShow & { readonly bulk: BulkView };

export function StartBox({ bulk, isBusy, deeds }: Props) {
  const may = useMay('bulk.start');
  const minute = useMinute();
  const count = bulk.plans.act ?? 0;
  return (
    <>
      <Notes bulk={bulk} />
      {count === 0 ? (
        <p>There is nothing to do: no row would act. The table says why of each.</p>
      ) : (
        may && <StartForm bulk={bulk} count={count} isBusy={isBusy} onStart={() => deeds.start(count)} />
      )}
      {may && (
        <div className="flex flex-wrap items-center gap-2 text-mute">
          <span>Looked up {formatAge(bulk.updatedAt, Math.max(minute, Date.parse(bulk.updatedAt)))}.</span>
          <Button look="quiet" disabled={isBusy} onClick={deeds.check}>
            <RotateCw size={14} aria-hidden="true" /> Dry run again
          </Button>
          <Button look="quiet" disabled={isBusy} onClick={deeds.cancel}>
            Discard
          </Button>
        </div>
      )}
    </>
  );
}

function StartForm({
  bulk,
  count,
  isBusy,
  onStart,
}: {
  readonly bulk: BulkView;
  readonly count: number;
  readonly isBusy: boolean;
  readonly onStart: () => void;
}) {
  const [typed, setTyped] = useState('');
  const app = useApp((state) => state.app);
  const channel = useApp((state) => channelOf(state, bulk.channelId)?.displayName ?? bulk.channelId);
  const isTyped = !bulk.needsCount || isCountTyped(typed, count);
  const off = app === null ? null : offWords(app);
  const isOff = off !== null;
  return (
    <form
      className="flex flex-wrap items-center gap-x-3 gap-y-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (isTyped && !isOff && !isBusy) onStart();
      }}
    >
      {bulk.needsCount && <TypedCount count={count} typed={typed} onChange={setTyped} />}
      <Button
        type="submit"
        look="primary"
        className="min-h-8 px-4 whitespace-normal"
        disabled={!isTyped || isOff || isBusy}
      >
        {deedWords(bulk.acts)} in {channel}
      </Button>
      <span className="text-mute">{timeWords(count)}</span>
      {isOff && <p className="w-full text-warn">{off}</p>}
    </form>
  );
}

function timeWords(count: number): string {
  const pace = paceWords(count);
  return `Takes ${etaWords(paceOf(count))}, ${pace === '' ? 'up to 30 s right after other acts' : pace}.`;
}
