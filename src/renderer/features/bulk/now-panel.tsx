// Where a job stands now, and the buttons that fit: one state, one thing to do.
import { Download, Pause, Play, RotateCw, Undo2 } from 'lucide-react';
import type { ReactNode } from 'react';
import type { BulkView } from '../../../shared/contract/bulk.ts';
import { formatBytes, formatCount, plural } from '../../lib/format.ts';
import { useApp, useMay, useServices } from '../../lib/services.tsx';
import { Button } from '../../ui/button.tsx';
import { haltWords } from './bulk-words.ts';
import { Notes } from './notes.tsx';
import { ProgressLine } from './progress-line.tsx';
import { StartBox } from './start-box.tsx';
import type { BulkDeeds, BulkOnShow } from './use-bulk.ts';

type Props = BulkOnShow & { readonly bulk: BulkView };

export function NowPanel(props: Props) {
  return (
    <div className="mx-3 mt-2 flex flex-col gap-2.5 rounded-lg border border-line bg-s1 px-3.5 py-3">
      <Standing {...props} />
    </div>
  );
}

function Standing(props: Props) {
  const { bulk } = props;
  switch (bulk.state) {
    case 'collecting':
      return <Collecting {...props} />;
    case 'checking':
    case 'running':
      return <UnderWay {...props} />;
    case 'planned':
      return <StartBox {...props} />;
    case 'paused':
    case 'failed':
      return <Halted {...props} />;
    case 'completed':
    case 'cancelled':
      return <Ended {...props} />;
  }
}

function Actions({ children }: { readonly children: ReactNode }) {
  const may = useMay('bulk.start');
  return may ? <div className="flex flex-wrap items-center gap-2">{children}</div> : null;
}

function Collecting({ bulk, job, isBusy, deeds }: Props) {
  const { store } = useServices();
  const upload = useApp((state) => (state.upload?.bulkId === bulk.id ? state.upload : null));
  const isLeft = upload === null && job === null;
  const startAgain = (): void => {
    deeds.cancel();
    store.setState({ bulkId: null });
  };
  return (
    <>
      <ProgressLine
        label="Lines"
        share={upload === null || upload.size === 0 ? null : upload.sent / upload.size}
        words={[
          isLeft ? 'Lines are awaited' : 'Collecting the lines',
          plural(bulk.total, 'line', 'lines'),
          upload === null ? '' : `${formatBytes(upload.sent)} of ${formatBytes(upload.size)}`,
        ]}
      />
      {isLeft && (
        <p>
          This page is not sending them: it was opened again while they were on their way, or another window sends them.
          If no more arrive, cancel this job and start again. Nobody was acted on.
        </p>
      )}
      <Actions>
        {isLeft && (
          <Button look="primary" disabled={isBusy} onClick={startAgain}>
            <RotateCw size={14} aria-hidden="true" /> Cancel and start again
          </Button>
        )}
        <Button disabled={isBusy} onClick={deeds.cancel}>
          Cancel
        </Button>
      </Actions>
    </>
  );
}

const PHASES: Readonly<Record<string, string>> = {
  collecting: 'Collecting the lines',
  checking: 'Looking everybody up; nobody is acted on',
  acting: 'Acting',
  verifying: 'Looking whether the list shows it',
  'waiting for room on the disk': 'Waits for room on the disk',
};

function UnderWay({ bulk, job, isBusy, deeds }: Props) {
  const isRun = bulk.state === 'running';
  const total = isRun ? (bulk.plans.act ?? 0) : bulk.total;
  const left = isRun ? (bulk.results.waiting ?? 0) + (bulk.results.sent ?? 0) : (bulk.plans.new ?? 0);
  const done = Math.max(0, total - left);
  const phase = PHASES[job?.phase ?? ''] ?? (isRun ? 'Acting' : 'Dry run');
  return (
    <>
      <ProgressLine
        label={isRun ? 'Acts' : 'Dry run'}
        share={total === 0 ? null : done / total}
        words={[phase, `${formatCount(done)} of ${formatCount(total)}`]}
        job={job}
        acts={isRun ? total : 0}
      />
      <Notes bulk={bulk} />
      <Actions>
        {isRun && (
          <Button look="primary" disabled={isBusy} onClick={deeds.pause}>
            <Pause size={14} aria-hidden="true" /> Pause
          </Button>
        )}
        <Button disabled={isBusy} onClick={deeds.cancel}>
          Cancel
        </Button>
        {isRun && <span className="text-mute">What is done stays done until you take it back.</span>}
      </Actions>
    </>
  );
}

function Halted({ bulk, isBusy, deeds }: Props) {
  const isPaused = bulk.state === 'paused';
  const left = (bulk.results.waiting ?? 0) + (bulk.results.sent ?? 0);
  return (
    <>
      <p className={isPaused ? '' : 'text-danger'}>
        {haltWords(bulk)}
        {isPaused && (
          <>
            {' '}
            <span className="text-mute">
              {formatCount(bulk.results.done ?? 0)} done, {formatCount(left)} left.
            </span>
          </>
        )}
      </p>
      <Notes bulk={bulk} />
      <Actions>
        {isPaused ? (
          <Button look="primary" disabled={isBusy} onClick={deeds.resume}>
            <Play size={14} aria-hidden="true" /> Resume
          </Button>
        ) : (
          <Button look="primary" disabled={isBusy} onClick={deeds.check}>
            <RotateCw size={14} aria-hidden="true" /> Dry run again
          </Button>
        )}
        <Button disabled={isBusy} onClick={deeds.cancel}>
          Cancel for good
        </Button>
        {isPaused && <AfterDeeds bulk={bulk} isBusy={isBusy} deeds={deeds} />}
      </Actions>
    </>
  );
}

function Ended({ bulk, isBusy, deeds }: Props) {
  const why = haltWords(bulk);
  const done = bulk.results.done ?? 0;
  const isForNothing = bulk.state === 'cancelled' && done === 0;
  return (
    <>
      <p>
        {why !== '' && `${why} `}
        {isForNothing ? (
          'Nobody was acted on.'
        ) : (
          <>
            {bulk.state === 'completed' ? 'Finished: ' : 'Stopped on the way: '}
            <b className="font-semibold">{formatCount(done)} done</b>
            <span className="text-mute">{restWords(bulk)}.</span>
          </>
        )}
      </p>
      <Notes bulk={bulk} />
      <Actions>
        <AfterDeeds bulk={bulk} isBusy={isBusy} deeds={deeds} />
      </Actions>
    </>
  );
}

function restWords({ results, total }: BulkView): string {
  const parts = (
    [
      ['failed', 'failed'],
      ['unknown', 'not known'],
      ['waiting', 'never begun'],
      ['skipped', 'left out'],
    ] as const
  ).flatMap(([state, word]) => ((results[state] ?? 0) > 0 ? [`${formatCount(results[state] ?? 0)} ${word}`] : []));
  return [...parts, `${plural(total, 'line', 'lines')} in all`].map((part) => `, ${part}`).join('');
}

function AfterDeeds({
  bulk,
  isBusy,
  deeds,
}: {
  readonly bulk: BulkView;
  readonly isBusy: boolean;
  readonly deeds: BulkDeeds;
}) {
  const canRollBack = (bulk.results.done ?? 0) > 0;
  return (
    <>
      <Button disabled={isBusy} onClick={deeds.save}>
        <Download size={14} aria-hidden="true" /> Result file
      </Button>
      {canRollBack && (
        <Button disabled={isBusy} onClick={deeds.rollback} title="Plans a new job; nothing happens before you start it">
          <Undo2 size={14} aria-hidden="true" /> Take it back…
        </Button>
      )}
    </>
  );
}
