// Bans that end on a date: whose, when, and what became of those whose date has passed.
import {
  ArrowLeft,
  CalendarClock,
  Check,
  CircleAlert,
  CircleSlash,
  Clock,
  Layers2,
  type LucideIcon,
} from 'lucide-react';
import type { ScheduledLiftView } from '../../../shared/contract/acting.ts';
import { formatName, formatRelative, formatUtc, formatWhenLong, plural } from '../../lib/format.ts';
import { useApp, useMay, useNow, useServices } from '../../lib/services.tsx';
import { channelOf, openChannel, openPerson, openScreen } from '../../lib/store.ts';
import { Failure } from '../../ui/failure.tsx';
import { Button } from '../../ui/button.tsx';
import { liftWords, sorted } from './schedule-words.ts';
import { useSchedule } from './use-schedule.ts';

export function ScheduleScreen() {
  const { store } = useServices();
  const { value, error, isLoading, refresh } = useSchedule({});
  const { waiting, over } = sorted(value?.lifts ?? []);
  return (
    <section aria-label="Scheduled lifts" className="min-h-0 flex-1 overflow-y-auto" aria-busy={isLoading}>
      <div className="flex flex-wrap items-center gap-2 px-3 py-2">
        <Button look="quiet" onClick={() => openScreen(store, 'bans')}>
          <ArrowLeft size={14} aria-hidden="true" /> Bans
        </Button>
        <h1 className="font-semibold">Scheduled lifts</h1>
        <span className="text-mute">
          {value === null || value.lifts.length === 0
            ? ''
            : `${plural(waiting.length, 'ban', 'bans')} with a date to come`}
        </span>
      </div>
      {error !== null && <Failure error={error} onRetry={refresh} />}
      {value !== null && value.lifts.length === 0 && <Nothing />}
      <List title="To come" lifts={waiting} onChange={refresh} />
      <List title="Over" lifts={over} onChange={refresh} />
    </section>
  );
}

function Nothing() {
  return (
    <div className="mx-auto flex max-w-96 flex-col items-center gap-2 px-4 py-16 text-center text-mute">
      <CalendarClock size={28} aria-hidden="true" />
      <p className="text-lg text-ink">No ban ends on a date</p>
      <p>
        Twitch knows timeouts of up to 14 days. Longer ones are bans that Modkeep lifts on the date you give; they wait
        here, through restarts too.
      </p>
    </div>
  );
}

const COLUMNS =
  'grid grid-cols-[minmax(0,1.2fr)_minmax(0,1fr)_minmax(0,1.1fr)_minmax(0,1.6fr)_5.5rem] items-start gap-x-3 @max-[40rem]/lifts:grid-cols-[minmax(0,1fr)_auto]';

function List({
  title,
  lifts,
  onChange,
}: {
  readonly title: string;
  readonly lifts: readonly ScheduledLiftView[];
  readonly onChange: () => void;
}) {
  if (lifts.length === 0) return null;
  return (
    <section aria-label={title} className="@container/lifts pb-5">
      <h2 className="px-3 pb-1 font-semibold">{title}</h2>
      <div role="table" aria-label={title} aria-rowcount={lifts.length + 1}>
        <div
          role="row"
          className={`${COLUMNS} border-b border-line px-3 py-1 text-xs font-semibold text-mute @max-[40rem]/lifts:sr-only`}
        >
          {['Person', 'Channel', title === 'Over' ? 'Was to lift' : 'Lifts', 'State'].map((word) => (
            <span key={word} role="columnheader">
              {word}
            </span>
          ))}
          <span role="columnheader" className="sr-only">
            Action
          </span>
        </div>
        {lifts.map((lift) => (
          <Line key={lift.id} lift={lift} onChange={onChange} />
        ))}
      </div>
    </section>
  );
}

const ICONS: Readonly<Record<ScheduledLiftView['state'], LucideIcon>> = {
  waiting: Clock,
  done: Check,
  failed: CircleAlert,
  cancelled: CircleSlash,
  overtaken: Layers2,
};
const TONES = {
  info: 'text-info',
  ok: 'text-ok',
  warn: 'text-warn',
  danger: 'text-danger',
  mute: 'text-mute',
} as const;

function Line({ lift, onChange }: { readonly lift: ScheduledLiftView; readonly onChange: () => void }) {
  const { store } = useServices();
  const now = useNow();
  const channel = useApp((state) => channelOf(state, lift.channelId));
  const { word, text, tone } = liftWords(lift, now);
  const Icon = ICONS[lift.state];
  const open = (): void => {
    openChannel(store, lift.channelId);
    openPerson(store, lift.channelId, lift.userId, lift.displayName);
  };
  return (
    <div role="row" className={`${COLUMNS} gap-y-0.5 border-b border-line px-3 py-1.5`}>
      <span role="cell" className="min-w-0">
        <button type="button" onClick={open} className="max-w-full truncate rounded-sm font-medium hover:underline">
          {formatName(lift.displayName, lift.username)}
        </button>
      </span>
      <span role="cell" className="min-w-0 truncate text-mute">
        {channel?.displayName ?? lift.channelId}
      </span>
      <span role="cell" className="min-w-0" title={formatUtc(lift.dueAt)}>
        {formatWhenLong(lift.dueAt, now)} <span className="text-mute">· {formatRelative(lift.dueAt, now)}</span>
      </span>
      <span role="cell" className="min-w-0 @max-[40rem]/lifts:col-start-1">
        <span className={`inline-flex items-center gap-1.5 font-medium ${TONES[tone]}`}>
          <Icon size={14} className="shrink-0" aria-hidden="true" /> {word}
        </span>
        {text !== '' && <span className="block text-mute">{text}</span>}
      </span>
      <span role="cell" className="text-right @max-[40rem]/lifts:col-start-2 @max-[40rem]/lifts:row-start-3">
        {lift.state === 'waiting' && <Cancel lift={lift} onDone={onChange} />}
      </span>
    </div>
  );
}

function Cancel({ lift, onDone }: { readonly lift: ScheduledLiftView; readonly onDone: () => void }) {
  const { bridge, store, say } = useServices();
  const may = useMay('schedule.cancel');
  if (!may) return null;
  const cancel = async (): Promise<void> => {
    const reply = await bridge.call('schedule.cancel', { id: lift.id });
    if (reply.ok) say.note('The date was called off', `${lift.displayName} stays banned until somebody ends it.`);
    else say.failed(reply.error, lift.displayName);
    onDone();
  };
  const ask = (): void =>
    store.setState({
      question: {
        title: `Call off the date for ${lift.displayName}?`,
        text: 'The ban then stays until somebody ends it. A date cannot be given again without a new ban.',
        action: 'Call it off',
        onYes: () => void cancel(),
      },
    });
  return (
    <Button look="quiet" className="-my-1" onClick={ask} aria-label={`Call off the date for ${lift.displayName}`}>
      Call off
    </Button>
  );
}
