// The last look before old rows of the audit log go: which, since when, what stays, and a file of them first.
import { Download } from 'lucide-react';
import { useState } from 'react';
import type { PurgePreview } from '../../../shared/contract/audit.ts';
import { formatCount, formatWhenLong, plural } from '../../lib/format.ts';
import { useMinute, useServices } from '../../lib/services.tsx';
import { Button } from '../../ui/button.tsx';
import { Window } from '../../ui/dialog.tsx';
import { useSaveRows } from './use-save-rows.ts';

interface PurgeWindowProps {
  readonly days: number;
  readonly preview: PurgePreview;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function PurgeWindow({ days, preview, isOpen, onClose }: PurgeWindowProps) {
  return (
    <Window title="Remove old rows of the audit log" isOpen={isOpen} onClose={onClose}>
      <Question days={days} preview={preview} onClose={onClose} />
    </Window>
  );
}

function Question({ days, preview, onClose }: Omit<PurgeWindowProps, 'isOpen'>) {
  const { bridge, say } = useServices();
  const now = useMinute();
  const [isBusy, setBusy] = useState(false);
  const saving = useSaveRows();
  const { rows, fromSeq, toSeq, firstAt, lastAt, oldestKeptAt } = preview;
  const remove = async (): Promise<void> => {
    setBusy(true);
    const reply = await bridge.call('audit.purge', { days });
    setBusy(false);
    if (!reply.ok) return say.failed(reply.error);
    say.note('Agreed', rows === 0 ? 'Rows go once they are old enough.' : `${plural(rows, 'row', 'rows')} are going.`);
    onClose();
  };
  return (
    <>
      {rows === 0 ? (
        <p>Nothing is older than {days} days now. From now on what gets older goes, every night at 02:00.</p>
      ) : (
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1">
          <dt className="text-mute">Goes</dt>
          <dd>
            {formatCount(rows)} rows, number {formatCount(fromSeq)} to {formatCount(toSeq)}
          </dd>
          <dt className="text-mute">From</dt>
          <dd>
            {formatWhenLong(firstAt, now)} to {formatWhenLong(lastAt, now)}
          </dd>
          <dt className="text-mute">Stays</dt>
          <dd>{oldestKeptAt === null ? 'what comes from now on' : `all since ${formatWhenLong(oldestKeptAt, now)}`}</dd>
        </dl>
      )}
      <p className="text-mute">
        This cannot be undone, except from a backup. Afterwards the same happens every night, for rows older than {days}{' '}
        days. What stays can still be proven. History and current lists are not touched.
      </p>
      <div className="mt-2 flex flex-wrap justify-end gap-2">
        {rows > 0 && (
          <Button disabled={saving.isBusy} onClick={() => void saving.save(preview)}>
            <Download size={14} aria-hidden="true" /> {saving.isBusy ? 'Saving' : 'Save them as CSV first'}
          </Button>
        )}
        <Button look="danger" disabled={isBusy || saving.isBusy} onClick={() => void remove()}>
          {rows === 0 ? 'Remove older rows from now on' : `Remove ${plural(rows, 'row', 'rows')}`}
        </Button>
      </div>
    </>
  );
}
