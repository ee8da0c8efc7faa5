// One act in several channels: first what it would come to in each, then what came of it, with another try for what
// failed and one Undo for all.
import { CircleCheck, CircleDashed, CircleSlash, CircleX, LoaderCircle, Undo2 } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { PreviewView } from '../../../shared/contract/acting.ts';
import type { AppError } from '../../../shared/errors.ts';
import { formatRelative, plural } from '../../lib/format.ts';
import { describeError, fullLine, oneLine } from '../../lib/messages.ts';
import { useApp, useMinute } from '../../lib/services.tsx';
import { channelOf } from '../../lib/store.ts';
import { useQuery } from '../../lib/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { Window } from '../../ui/dialog.tsx';
import { isCountTyped, TypedCount } from '../../ui/typed-count.tsx';
import type { SeveralOutcome } from '../../lib/several.ts';
import { planWords, useSeveral, type SeveralPlan } from './use-several.ts';

const VERBS = { ban: 'Ban', timeout: 'Time out', end: 'Lift' } as const;

/** From so many channels on their number is typed before anything is sent. */
const TYPED_ABOVE = 25;

export function SeveralWindow({ plan, onClose }: { readonly plan: SeveralPlan | null; readonly onClose: () => void }) {
  const now = useMinute();
  return (
    <Window title={plan === null ? '' : planWords(plan, now)} isOpen={plan !== null} onClose={onClose}>
      {plan !== null && <Body plan={plan} onClose={onClose} />}
    </Window>
  );
}

function Body({ plan, onClose }: { readonly plan: SeveralPlan; readonly onClose: () => void }) {
  const several = useSeveral(plan);
  const act = plan.act.kind;
  const input = { channelIds: [...plan.channelIds], user: plan.user, act };
  const { value, error } = useQuery('acts.preview', several.outcomes === null ? input : null);
  const [refused, setRefused] = useState<readonly PreviewView[] | null>(null);
  if (several.outcomes !== null && refused !== null)
    return <Results several={several} refused={refused} name={plan.name} onClose={onClose} />;
  if (error !== null) {
    return (
      <p role="alert" className="text-danger">
        {fullLine(describeError(error, plan.name))}
      </p>
    );
  }
  if (value === null) return <p aria-busy="true">Looking at each channel…</p>;
  const start = (channelIds: readonly string[]): void => {
    setRefused(value.channels.filter(({ channelId }) => !channelIds.includes(channelId)));
    several.start({ id: value.user.id }, channelIds);
  };
  return <DryRun plan={plan} rows={value.channels} onStart={start} onCancel={onClose} />;
}

function DryRun({
  plan,
  rows,
  onStart,
  onCancel,
}: {
  readonly plan: SeveralPlan;
  readonly rows: readonly PreviewView[];
  readonly onStart: (channelIds: readonly string[]) => void;
  readonly onCancel: () => void;
}) {
  const [typed, setTyped] = useState('');
  const able = rows.filter(({ refusal }) => refusal === null).map(({ channelId }) => channelId);
  const needsTyping = able.length > TYPED_ABOVE;
  const isReady = able.length > 0 && (!needsTyping || isCountTyped(typed, able.length));
  return (
    <form
      className="contents"
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) onStart(able);
      }}
    >
      <p className="text-mute">
        {able.length === 0
          ? 'No channel would let this act through. Nothing was sent.'
          : `${able.length} of ${plural(rows.length, 'channel', 'channels')} would act. Nothing was sent yet.`}
      </p>
      <Lines>
        {rows.map((row) => (
          <PreviewLine key={row.channelId} row={row} name={plan.name} />
        ))}
      </Lines>
      {needsTyping && (
        <div className="flex items-center justify-end gap-3">
          <TypedCount count={able.length} typed={typed} onChange={setTyped} />
        </div>
      )}
      <div className="mt-1 flex justify-end gap-2">
        <Button onClick={onCancel}>Cancel</Button>
        {/* Twitch was asked first, so the window could not give it the focus. */}
        <Button type="submit" look="primary" autoFocus={!needsTyping} disabled={!isReady}>
          {VERBS[plan.act.kind]} in {plural(able.length, 'channel', 'channels')}
        </Button>
      </div>
    </form>
  );
}

function PreviewLine({ row, name }: { readonly row: PreviewView; readonly name: string }) {
  const now = useMinute();
  const { refusal, held, isCertain } = row;
  const state =
    held === null
      ? null
      : held.kind === 'timeout'
        ? `timed out, ends ${formatRelative(held.expiresAt, now)}`
        : 'banned';
  const known = [state === null ? null : `now ${state}`, isCertain ? null : 'cannot be checked here'];
  return (
    <Line
      channelId={row.channelId}
      icon={
        refusal === null ? (
          <CircleCheck size={14} className="text-ok" aria-hidden="true" />
        ) : (
          <CircleSlash size={14} className="text-danger" aria-hidden="true" />
        )
      }
      word={refusal === null ? 'would act' : 'refused'}
      text={refusal === null ? known.filter((part) => part !== null).join(' · ') : whyNot(refusal, name)}
    />
  );
}

/** Nothing was asked of Twitch yet, so nothing is said of what it says. */
function whyNot(refusal: AppError, name: string): string {
  return refusal.code === 'CONFLICT' ? refusal.error : oneLine(describeError(refusal, name));
}

const STATES: Readonly<Record<SeveralOutcome['state'], readonly [word: string, icon: ReactNode]>> = {
  waiting: ['waiting', <CircleDashed key="i" size={14} className="text-mute" aria-hidden="true" />],
  working: ['working…', <LoaderCircle key="i" size={14} className="text-info" aria-hidden="true" />],
  done: ['done', <CircleCheck key="i" size={14} className="text-ok" aria-hidden="true" />],
  failed: ['failed', <CircleX key="i" size={14} className="text-danger" aria-hidden="true" />],
  undone: ['undone', <Undo2 key="i" size={14} className="text-info" aria-hidden="true" />],
  kept: ['not undone', <CircleX key="i" size={14} className="text-danger" aria-hidden="true" />],
};

function Results({
  several,
  refused,
  name,
  onClose,
}: {
  readonly several: ReturnType<typeof useSeveral>;
  /** What the dry run had ruled out: nothing was sent there. */
  readonly refused: readonly PreviewView[];
  readonly name: string;
  readonly onClose: () => void;
}) {
  const outcomes = several.outcomes ?? [];
  const count = (...states: readonly SeveralOutcome['state'][]): number =>
    outcomes.filter(({ state }) => states.includes(state)).length;
  const isWorking = count('waiting', 'working') > 0;
  const failed = count('failed');
  const done = count('done', 'kept');
  return (
    <>
      <p role="status" className={failed > 0 && !isWorking ? 'text-warn' : 'text-mute'}>
        {isWorking
          ? `${outcomes.length - count('waiting', 'working')} of ${outcomes.length} answered…`
          : [
              count('done') > 0 ? `Done in ${plural(count('done'), 'channel', 'channels')}.` : '',
              count('undone') > 0 ? `Undone in ${plural(count('undone'), 'channel', 'channels')}.` : '',
              failed > 0 ? `Failed in ${plural(failed, 'channel', 'channels')}.` : '',
              refused.length > 0 ? `Nothing sent to ${plural(refused.length, 'channel', 'channels')}.` : '',
            ]
              .filter((part) => part !== '')
              .join(' ')}
      </p>
      <Lines>
        {outcomes.map(({ channelId, state, error }) => (
          <Line
            key={channelId}
            channelId={channelId}
            icon={STATES[state][1]}
            word={STATES[state][0]}
            text={error === null ? '' : oneLine(describeError(error))}
          />
        ))}
        {refused.map((row) => (
          <PreviewLine key={row.channelId} row={row} name={name} />
        ))}
      </Lines>
      <div className="mt-1 flex flex-wrap justify-end gap-2">
        {failed > 0 && (
          <Button disabled={isWorking} onClick={several.retry}>
            Retry failed ({failed})
          </Button>
        )}
        {done > 0 && (
          <Button disabled={isWorking} onClick={() => void several.undoAll()}>
            <Undo2 size={14} aria-hidden="true" /> Undo all ({done})
          </Button>
        )}
        <Button look="primary" onClick={onClose}>
          Close
        </Button>
      </div>
    </>
  );
}

function Lines({ children }: { readonly children: ReactNode }) {
  return (
    <ul aria-label="Channels" tabIndex={0} className="max-h-[50vh] overflow-y-auto rounded-md border border-line">
      {children}
    </ul>
  );
}

function Line(props: {
  readonly channelId: string;
  readonly icon: ReactNode;
  readonly word: string;
  readonly text: string;
}) {
  const name = useApp((state) => channelOf(state, props.channelId)?.displayName ?? props.channelId);
  return (
    <li className="grid grid-cols-[1rem_minmax(0,1fr)_auto] items-center gap-x-2 border-b border-line px-3 py-1.5 last:border-b-0">
      {props.icon}
      <span className="truncate font-medium">{name}</span>
      <span className="text-mute">{props.word}</span>
      {props.text !== '' && <span className="col-span-2 col-start-2 text-xs text-mute">{props.text}</span>}
    </li>
  );
}
