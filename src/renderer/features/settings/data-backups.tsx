// The copies that there are: one more now, and going back to one at the next start.
import { Archive, CircleAlert } from 'lucide-react';
import { useState } from 'react';
import type { BackupView } from '../../../shared/contract/data.ts';
import { formatBytes, formatWhenLong } from '../../lib/format.ts';
import { useApp, useMinute, useServices } from '../../lib/services.tsx';
import { useQuery } from '../../lib/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { Window } from '../../ui/dialog.tsx';
import { When } from '../../ui/marks.tsx';

export function BackupList() {
  const { bridge, say } = useServices();
  const jobs = useApp((state) => state.jobs);
  const isBusy = jobs.some(({ kind }) => kind === 'backup');
  const { value, refresh } = useQuery('backups.list', {}, jobs, true);
  const [wanted, setWanted] = useState<BackupView | null>(null);
  const backups = value?.backups ?? null;
  const staged = backups?.find(({ isStaged }) => isStaged) ?? null;
  const create = async (): Promise<void> => {
    const reply = await bridge.call('backups.create', {});
    if (!reply.ok) say.failed(reply.error);
  };
  const keepCurrent = async (): Promise<void> => {
    const reply = await bridge.call('backups.cancelRestore', {});
    if (!reply.ok) say.failed(reply.error);
    refresh();
  };
  return (
    <>
      {staged !== null && <Staged backup={staged} onUndo={() => void keepCurrent()} />}
      {backups?.length === 0 && (
        <p className="border-t border-line py-3 text-mute">
          None yet. The first is made a few minutes after the start.
        </p>
      )}
      <ul>
        {backups?.map((backup) => (
          <Line key={backup.name} backup={backup} onRestore={() => setWanted(backup)} />
        ))}
      </ul>
      <div className="border-t border-line pt-3">
        <Button disabled={isBusy} onClick={() => void create()}>
          <Archive size={14} aria-hidden="true" /> {isBusy ? 'Backing up' : 'Back up now'}
        </Button>
      </div>
      <RestoreWindow backup={wanted} onClose={() => setWanted(null)} onStaged={refresh} />
    </>
  );
}

function Line({ backup, onRestore }: { readonly backup: BackupView; readonly onRestore: () => void }) {
  const now = useMinute();
  return (
    <li className="flex min-h-9 flex-wrap items-center justify-between gap-x-3 border-t border-line py-1">
      <span>
        <When iso={backup.madeAt} now={now} text={formatWhenLong(backup.madeAt, now)} />
        <span className="text-mute">
          {' · '}
          {formatBytes(backup.bytes)}
          {backup.kind === 'kept' && ' · what was there before a restore'}
        </span>
      </span>
      {!backup.isStaged && (
        <Button
          look="quiet"
          aria-label={`Restore the backup of ${formatWhenLong(backup.madeAt, now)}`}
          onClick={onRestore}
        >
          Restore
        </Button>
      )}
    </li>
  );
}

function Staged({ backup, onUndo }: { readonly backup: BackupView; readonly onUndo: () => void }) {
  const now = useMinute();
  return (
    <div
      role="status"
      className="mb-2 flex flex-wrap items-center justify-between gap-2 rounded-md bg-warn-bg px-3 py-2"
    >
      <span className="flex min-w-0 items-start gap-1.5">
        <CircleAlert size={14} className="mt-0.5 shrink-0 text-warn" aria-hidden="true" />
        <span className="min-w-0">
          The backup of {formatWhenLong(backup.madeAt, now)} takes the database’s place when Modkeep starts next. Close
          it and start it again.
        </span>
      </span>
      <Button onClick={onUndo}>Keep the database instead</Button>
    </div>
  );
}

interface RestoreProps {
  readonly backup: BackupView | null;
  readonly onClose: () => void;
  readonly onStaged: () => void;
}

function RestoreWindow({ backup, onClose, onStaged }: RestoreProps) {
  const { bridge, say } = useServices();
  const now = useMinute();
  const [isBusy, setBusy] = useState(false);
  const restore = async (name: string): Promise<void> => {
    setBusy(true);
    const reply = await bridge.call('backups.restore', { name });
    setBusy(false);
    if (!reply.ok) return say.failed(reply.error);
    onStaged();
    onClose();
  };
  return (
    <Window title="Restore a backup" isOpen={backup !== null} onClose={onClose}>
      {backup !== null && (
        <>
          <p>
            At the next start the database goes back to {formatWhenLong(backup.madeAt, now)}: history, audit log, lists
            and settings.
          </p>
          <p className="text-mute">
            What came since is missing then, and the history shows that stretch as not watched. The database of now is
            kept among the backups, so you can come back to it in the same way. Bans at Twitch stay as they are.
          </p>
          <div className="mt-2 flex flex-wrap justify-end gap-2">
            <Button onClick={onClose}>Cancel</Button>
            <Button look="primary" disabled={isBusy} onClick={() => void restore(backup.name)}>
              {isBusy ? 'Looking through the backup' : 'Restore at the next start'}
            </Button>
          </div>
        </>
      )}
    </Window>
  );
}
