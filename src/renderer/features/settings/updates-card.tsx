// Newer versions: what was found, fetching it, and the click that installs it.
import { CircleAlert, Download, RefreshCw, Undo2 } from 'lucide-react';
import { useState } from 'react';
import type { Command } from '../../../shared/contract.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { UpdateView } from '../../../shared/contract/updates.ts';
import { formatBytes } from '../../lib/format.ts';
import { useApp, useMinute, useServices } from '../../lib/services.tsx';
import { updateFailure, updateSentence, waitSentence } from '../../lib/update-words.ts';
import { useQuery } from '../../lib/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { INPUT, Row, Toggle } from '../../ui/field.tsx';
import { When } from '../../ui/marks.tsx';
import { Card } from './card.tsx';
import { useSetSettings } from './use-settings.ts';

type UpdateCommand = Extract<Command, `updates.${'check' | 'download' | 'cancel' | 'install'}`>;

export function UpdatesCard() {
  const { bridge } = useServices();
  const revision = useApp((state) => state.updatesRevision);
  const jobs = useApp((state) => state.jobs);
  const { value, refresh } = useQuery('updates.get', {}, `${revision}.${jobs.length}`, true);
  const [refused, setRefused] = useState<AppError | null>(null);
  const update = value?.update ?? null;
  if (update === null) return null;
  const run = async (command: UpdateCommand): Promise<void> => {
    const reply = await bridge.call(command, {});
    setRefused(reply.ok ? null : reply.error);
    refresh();
  };
  const error = refused ?? update.error;
  return (
    <Card title="Updates">
      <div role="status" className="pb-2">
        <p>{updateSentence(update)}</p>
        {waitSentence(update) !== '' && <p className="text-mute">{waitSentence(update)}</p>}
        {update.failedVersion !== null && (
          <Trouble>
            Modkeep {update.failedVersion} was to be installed at the last end, and is not what runs now. Fetch it
            again.
          </Trouble>
        )}
        {error !== null && <Trouble>{updateFailure(error)}</Trouble>}
      </div>
      <Progress update={update} />
      <Steps update={update} run={(command) => void run(command)} />
      <Notes update={update} />
      {update.status !== 'off' && <Wishes onChannel={() => void run('updates.check')} />}
      <Previous update={update} />
    </Card>
  );
}

function Trouble({ children }: { readonly children: React.ReactNode }) {
  return (
    <p className="flex items-start gap-1.5 pt-1 text-warn">
      <CircleAlert size={14} className="mt-0.5 shrink-0" aria-hidden="true" />
      <span className="min-w-0 wrap-break-word">{children}</span>
    </p>
  );
}

function Progress({ update: { status, progress } }: { readonly update: UpdateView }) {
  if (status !== 'downloading') return null;
  const share = progress === null || progress.total <= 0 ? null : Math.min(1, progress.bytes / progress.total);
  return (
    <span
      role="progressbar"
      aria-label="Fetched so far"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={share === null ? undefined : Math.round(share * 100)}
      className="mb-2 block h-1.5 w-full overflow-hidden rounded-full bg-s3"
    >
      <span
        className={`block h-full rounded-full bg-accent ${share === null ? 'w-1/3 animate-pulse' : ''}`}
        style={share === null ? {} : { width: `${share * 100}%` }}
      />
    </span>
  );
}

/** The one thing to do next, and the way back from it. */
function Steps({ update, run }: { readonly update: UpdateView; readonly run: (command: UpdateCommand) => void }) {
  const now = useMinute();
  const { status, found, waitsFor, checkedAt } = update;
  if (status === 'off' || status === 'installing') return null;
  const canLook = status === 'idle' || status === 'available' || status === 'checking';
  return (
    <div className="flex flex-wrap items-center gap-2 pb-2">
      {status === 'available' && (
        <Button look="primary" onClick={() => run('updates.download')}>
          <Download size={14} aria-hidden="true" /> Fetch {found?.version}
          {found?.bytes == null ? '' : ` (${formatBytes(found.bytes)})`}
        </Button>
      )}
      {status === 'downloading' && <Button onClick={() => run('updates.cancel')}>Stop fetching</Button>}
      {status === 'ready' && (
        <Button look="primary" disabled={waitsFor.length > 0} onClick={() => run('updates.install')}>
          Restart into {found?.version}
        </Button>
      )}
      {canLook && (
        <Button disabled={status === 'checking'} onClick={() => run('updates.check')}>
          <RefreshCw size={14} aria-hidden="true" /> Look now
        </Button>
      )}
      {checkedAt !== null && (
        <span className="text-mute">
          Last looked <When iso={checkedAt} now={now} />
        </span>
      )}
    </div>
  );
}

function Notes({ update: { found } }: { readonly update: UpdateView }) {
  if (found === null || found.notes === '') return null;
  return (
    <details open className="border-t border-line py-2">
      <summary className="cursor-pointer font-medium">What is new in {found.version}</summary>
      <p tabIndex={0} className="max-h-64 overflow-y-auto pt-1 wrap-break-word whitespace-pre-wrap text-mute">
        {found.notes}
      </p>
    </details>
  );
}

function Wishes({ onChannel }: { readonly onChannel: () => void }) {
  const set = useSetSettings();
  const settings = useApp((state) => state.settings);
  if (settings === null) return null;
  const setChannel = async (updateChannel: 'stable' | 'beta'): Promise<void> => {
    if (await set({ updateChannel })) onChannel();
  };
  return (
    <>
      <Row
        title="Channel"
        text="Beta also brings versions that are still being tried. An older version is never installed."
      >
        <select
          aria-label="Channel"
          value={settings.updateChannel}
          onChange={(event) => void setChannel(event.target.value as 'stable' | 'beta')}
          className={`${INPUT} w-40`}
        >
          <option value="stable">Stable</option>
          <option value="beta">Beta</option>
        </select>
      </Row>
      <Row title="Look by itself" text="At the start and every few hours. Nothing is fetched without a click.">
        <Toggle
          label="Look for newer versions by itself"
          isOn={settings.updateChecks}
          onChange={(updateChecks) => void set({ updateChecks })}
        />
      </Row>
      <Row
        title="Install when quitting"
        text="What was fetched is installed when you quit Modkeep, unless work is under way then."
      >
        <Toggle
          label="Install when quitting"
          isOn={settings.updateAtQuit}
          onChange={(updateAtQuit) => void set({ updateAtQuit })}
        />
      </Row>
    </>
  );
}

/** The way back, and what has to be known before it is taken. */
function Previous({ update: { previous, current } }: { readonly update: UpdateView }) {
  const { bridge } = useServices();
  if (previous === null) return null;
  return (
    <Row
      title={`Go back to ${previous.version}`}
      text={`Its installer is kept. Quit Modkeep, then run it. An older Modkeep refuses a database that ${current} has changed: if it does, put back the backup that was made before, from Settings → Data here, or by hand from the folder backups.`}
    >
      <Button onClick={() => void bridge.call('updates.showPrevious', {})}>
        <Undo2 size={14} aria-hidden="true" /> Show the installer
      </Button>
    </Row>
  );
}
