// What goes into the file: which rows, in which form, how much of each. One sentence says it before anything is done.
import { useState } from 'react';
import type { Input } from '../../../shared/contract.ts';
import { isOwnWindow } from '../../lib/dock.ts';
import type { ExportWish } from '../../lib/exports.ts';
import { formatCount } from '../../lib/format.ts';
import { describeError, oneLine } from '../../lib/messages.ts';
import { useApp, useServices } from '../../lib/services.tsx';
import { useQuery } from '../../lib/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { Row, Toggle } from '../../ui/field.tsx';
import { Choices } from '../../ui/choices.tsx';
import { FinishedExports } from './finished-exports.tsx';

/** What a screen shows now, and the same with nothing narrowed. */
export type Exported =
  | { readonly what: 'audit'; readonly filter: AuditFilter; readonly whole: AuditFilter }
  | { readonly what: 'history'; readonly filter: HistoryFilter; readonly whole: HistoryFilter };

type AuditFilter = Omit<Input<'audit.export'>, 'format' | 'columns'>;
type HistoryFilter = Omit<Input<'history.export'>, 'format' | 'columns'>;
type Format = Input<'audit.export'>['format'];

const FORMATS = [
  { value: 'csv', word: 'Data', text: 'Plain CSV, for any table program, script or colleague.' },
  { value: 'excel', word: 'Excel', text: 'The same, marked so that Excel reads every script right.' },
  { value: 'jsonl', word: 'JSON Lines', text: 'One whole, unaltered object per row, for programs.' },
] as const;
const COLUMNS = { audit: { seed: 8, more: 15 }, history: { seed: 11, more: 18 } } as const;
const MORE = {
  audit: 'Channel, name, duration, source, number and hash in the log, and what the row adds to.',
  history: 'Display name, source, when it was recorded, the raw expiry, and the number.',
} as const;

interface Choices {
  readonly format: Format;
  readonly isWhole: boolean;
  readonly hasMore: boolean;
  readonly isRaw: boolean;
}

export function ExportForm({ exported, onStarted }: { readonly exported: Exported; readonly onStarted: () => void }) {
  const { exports, say } = useServices();
  const [choices, setChoices] = useState<Choices>({ format: 'csv', isWhole: false, hasMore: false, isRaw: false });
  const [isBusy, setBusy] = useState(false);
  const { what } = exported;
  const isNarrowed = JSON.stringify(exported.filter) !== JSON.stringify(exported.whole);
  const set = (change: Partial<Choices>): void => setChoices({ ...choices, ...change });
  const start = async (): Promise<void> => {
    setBusy(true);
    const failure = await exports.start(wishOf(exported, choices));
    setBusy(false);
    if (failure !== null) return say.failed(failure);
    onStarted();
  };
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        void start();
      }}
    >
      <Choices label="Format" value={choices.format} choices={FORMATS} onPick={(format) => set({ format })} />
      {isNarrowed && (
        <Choices
          label="Rows"
          value={choices.isWhole ? 'whole' : 'now'}
          choices={[
            { value: 'now', word: 'As filtered now', text: 'What the filters and the search leave.' },
            { value: 'whole', word: 'Everything', text: 'As if nothing were filtered.' },
          ]}
          onPick={(picked) => set({ isWhole: picked === 'whole' })}
        />
      )}
      <div>
        {choices.format !== 'jsonl' && (
          <Row title="More columns" text={MORE[what]}>
            <Toggle label="More columns" isOn={choices.hasMore} onChange={(hasMore) => set({ hasMore })} />
          </Row>
        )}
        {what === 'audit' && (
          <Row title="Rows as written" text="What became known later stands on a row of its own, as in the log itself.">
            <Toggle label="Rows as written" isOn={choices.isRaw} onChange={(isRaw) => set({ isRaw })} />
          </Row>
        )}
      </div>
      <FinishedExports what={what} />
      <div className="sticky -bottom-5 -mx-5 -mb-5 flex flex-col gap-3 border-t border-line bg-s1 px-5 pt-3 pb-5">
        <p role="status">
          <Sentence exported={exported} choices={choices} />
        </p>
        <div className="flex justify-end">
          <Button type="submit" look="primary" disabled={isBusy}>
            {isBusy ? 'Exporting' : 'Export'}
          </Button>
        </div>
      </div>
    </form>
  );
}

/** `The file will hold 1 204 rows, oldest first, in 8 columns.` */
function Sentence({ exported, choices }: { readonly exported: Exported; readonly choices: Choices }) {
  const isAsked = useApp(isOwnWindow);
  const { input } = wishOf(exported, choices);
  const { format, columns: _, ...filter } = input;
  const few = { limit: 1, count: 'bounded' } as const;
  const audit = useQuery('audit.list', exported.what === 'audit' ? { ...(filter as AuditFilter), ...few } : null);
  const history = useQuery(
    'history.list',
    exported.what === 'history' ? { ...(filter as HistoryFilter), ...few } : null,
  );
  const error = audit.error ?? history.error;
  if (error !== null) return <span className="text-danger">{oneLine(describeError(error))}</span>;
  const counted = audit.value?.meta ?? history.value;
  if (counted === null || counted === undefined) return 'Counting the rows.';
  const shape =
    format === 'jsonl'
      ? 'each with all that is known of it'
      : `in ${COLUMNS[exported.what][columnsOf(choices)]} columns`;
  const rows = `${counted.totalIsExact ? '' : 'more than '}${formatCount(counted.total)}`;
  const place = isAsked ? 'You choose where it goes.' : 'You save it when it is done.';
  return `The file will hold ${rows} ${counted.total === 1 ? 'row' : 'rows'}, oldest first, ${shape}. Times are UTC. ${place}`;
}

function columnsOf({ hasMore }: Choices): 'seed' | 'more' {
  return hasMore ? 'more' : 'seed';
}

function wishOf(exported: Exported, choices: Choices): ExportWish {
  const how = { format: choices.format, columns: columnsOf(choices) };
  if (exported.what === 'history')
    return { command: 'history.export', input: { ...(choices.isWhole ? exported.whole : exported.filter), ...how } };
  const filter = choices.isWhole ? exported.whole : exported.filter;
  return { command: 'audit.export', input: { ...filter, ...how, ...(choices.isRaw ? { folded: false } : {}) } };
}
