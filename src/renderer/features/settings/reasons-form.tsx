// The reasons that the composer offers, in their order, with how often each was given; and others given often.
import { Plus } from 'lucide-react';
import { useRef, useState, type FormEvent } from 'react';
import type { ReasonView } from '../../../shared/contract/acting.ts';
import { formatAge, formatUtc, plural } from '../../lib/format.ts';
import { describeError, fullLine } from '../../lib/messages.ts';
import { moved } from '../../lib/presets.ts';
import { useApp, useMinute, useServices } from '../../lib/services.tsx';
import { useQuery } from '../../lib/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { Card } from './card.tsx';
import { heardMove, ListRow, useFocusAfter } from './list-row.tsx';
import { useSetSettings } from './use-settings.ts';

const MOST = 50;
const LONGEST = 500;
const MOST_OTHERS = 8;

export function ReasonsForm() {
  const { say } = useServices();
  const set = useSetSettings();
  const presets = useApp((state) => state.settings?.reasonPresets) ?? [];
  const audit = useApp((state) => state.auditRevision);
  const { value, error } = useQuery('reasons.list', {}, `${audit} ${presets.join('\n')}`);
  const focusAfter = useFocusAfter(presets);
  const save = async (next: readonly string[]): Promise<void> => {
    if (next !== presets) await set({ reasonPresets: [...next] });
  };
  const remove = async (index: number): Promise<void> => {
    const gone = presets[index];
    if (gone === undefined || !(await set({ reasonPresets: presets.toSpliced(index, 1) }))) return;
    const back = (): void => {
      say.close(toast);
      void set({ reasonPresets: [...presets] });
    };
    const toast = say.undoable('Reason removed', gone, { actId: crypto.randomUUID(), undo: back }, () => undefined);
  };
  const move = (from: number, to: number): void => {
    const next = moved(presets, from, to);
    if (next !== presets) focusAfter(`reason-${to}`);
    void save(next);
  };
  const usesOf = (reason: string): ReasonView | undefined => value?.reasons.find((one) => one.reason === reason);
  const others = (value?.reasons ?? []).filter(({ reason }) => !presets.includes(reason)).slice(0, MOST_OTHERS);
  return (
    <Card title="Reasons" text="Offered in the composer, in this order. Twitch takes up to 500 characters.">
      <ol>
        {presets.map((reason, index) => (
          <ListRow
            key={`${index} ${reason}`}
            index={index}
            count={presets.length}
            name={reason}
            onMove={(to) => move(index, to)}
            onRemove={() => void remove(index)}
          >
            <ReasonText
              {...{ presets, index, reason }}
              onMove={(step) => move(index, index + step)}
              onSave={(next) => void save(presets.with(index, next))}
            />
            <Uses reason={usesOf(reason)} />
          </ListRow>
        ))}
      </ol>
      {error !== null && (
        <p role="alert" className="pt-1 text-danger">
          {fullLine(describeError(error))}
        </p>
      )}
      <AddReason presets={presets} onAdd={(reason) => save([...presets, reason])} />
      {others.length > 0 && (
        <Others others={others} isFull={presets.length >= MOST} onAdd={(reason) => void save([...presets, reason])} />
      )}
    </Card>
  );
}

function Uses({ reason }: { readonly reason: ReasonView | undefined }) {
  const now = useMinute();
  if (reason === undefined) return null;
  return (
    <span className="w-40 text-xs text-mute" title={reason.lastUsedAt === null ? '' : formatUtc(reason.lastUsedAt)}>
      {reason.uses === 0
        ? 'not used yet'
        : `${plural(reason.uses, 'time', 'times')}, last ${formatAge(reason.lastUsedAt, now)}`}
    </span>
  );
}

/** Why a reason cannot be a preset; null = it can. */
function problemWith(text: string, others: readonly string[]): string | null {
  if (text.length > LONGEST) return `A reason can hold ${LONGEST} characters; this one has ${text.length}.`;
  return others.includes(text) ? 'This reason is there already.' : null;
}

function ReasonText({
  presets,
  index,
  reason,
  onSave,
  onMove,
}: {
  readonly presets: readonly string[];
  readonly index: number;
  readonly reason: string;
  readonly onSave: (reason: string) => void;
  readonly onMove: (step: -1 | 1) => void;
}) {
  const [text, setText] = useState(reason);
  const isGivenUp = useRef(false);
  const wanted = text.trim();
  const problem =
    wanted === '' ? 'A reason has words. To take it away, use ×.' : problemWith(wanted, presets.toSpliced(index, 1));
  const leave = (): void => {
    if (isGivenUp.current) setText(reason);
    else if (problem === null && wanted !== reason) onSave(wanted);
    isGivenUp.current = false;
  };
  return (
    <span className="min-w-44 flex-1">
      <TextField
        id={`reason-${index}`}
        aria-label={`Reason ${index + 1}`}
        aria-invalid={problem !== null}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onBlur={leave}
        onKeyDown={(event) => {
          heardMove(event, onMove);
          if (event.key === 'Enter') leave();
          if (event.key === 'Escape') isGivenUp.current = true;
        }}
      />
      {problem !== null && (
        <span role="alert" className="block pt-0.5 text-danger">
          {problem} Not saved.
        </span>
      )}
    </span>
  );
}

function AddReason({
  presets,
  onAdd,
}: {
  readonly presets: readonly string[];
  readonly onAdd: (reason: string) => Promise<void>;
}) {
  const [text, setText] = useState('');
  const reason = text.trim();
  const problem = presets.length >= MOST ? `At most ${MOST} reasons.` : problemWith(reason, presets);
  const add = (event: FormEvent): void => {
    event.preventDefault();
    if (reason !== '' && problem === null) void onAdd(reason).then(() => setText(''));
  };
  return (
    <form className="flex flex-wrap gap-2 pt-2" onSubmit={add}>
      <TextField
        aria-label="New reason"
        placeholder="New reason"
        value={text}
        aria-invalid={reason !== '' && problem !== null}
        onChange={(event) => setText(event.target.value)}
        className="min-w-44 flex-1"
      />
      <Button type="submit" className="min-h-8" disabled={reason === '' || problem !== null}>
        <Plus size={14} aria-hidden="true" /> Add
      </Button>
      {reason !== '' && problem !== null && (
        <p role="alert" className="w-full text-danger">
          {problem}
        </p>
      )}
    </form>
  );
}

/** Reasons that were typed often enough to be worth a place. */
function Others({
  others,
  isFull,
  onAdd,
}: {
  readonly others: readonly ReasonView[];
  readonly isFull: boolean;
  readonly onAdd: (reason: string) => void;
}) {
  return (
    <div className="pt-3">
      <h3 className="pb-1 text-xs font-semibold text-mute">Typed often</h3>
      <ul>
        {others.map((reason) => (
          <li key={reason.reason} className="flex flex-wrap items-center gap-x-2.5 gap-y-1 border-t border-line py-1">
            <span className="min-w-44 flex-1 wrap-break-word">{reason.reason}</span>
            <Uses reason={reason} />
            <Button look="quiet" disabled={isFull} onClick={() => onAdd(reason.reason)}>
              <Plus size={14} aria-hidden="true" /> Add<span className="sr-only"> {reason.reason}</span>
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
