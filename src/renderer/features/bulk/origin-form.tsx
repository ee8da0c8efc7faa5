// Whom a bulk job is about: a pasted list, a file, the list of bans as it is narrowed now, the history, or ticked people.
import type { ChannelView } from '../../../shared/model.ts';
import { listQuestion, type BulkDraft, type BulkOrigin } from '../../lib/bulk-draft.ts';
import { partsOf } from '../../lib/ban-filter.ts';
import { plural } from '../../lib/format.ts';
import { useApp, useMinute, useServices } from '../../lib/services.tsx';
import { openScreen } from '../../lib/store.ts';
import { useQuery } from '../../lib/use-query.ts';
import { KINDS } from '../../lib/words.tsx';
import { Choices } from '../../ui/choices.tsx';
import { FilePicker } from './file-picker.tsx';
import { HistoryForm } from './history-form.tsx';

const ORIGINS = [
  { value: 'paste', word: 'Paste' },
  { value: 'file', word: 'File' },
  { value: 'filter', word: 'List of bans' },
  { value: 'history', word: 'History' },
  { value: 'selection', word: 'Ticked people' },
] as const satisfies readonly { value: BulkOrigin; word: string }[];

export function OriginForm({ channel }: { readonly channel: ChannelView }) {
  const { store } = useServices();
  const draft = useApp((state) => state.bulkDraft);
  const set = (change: Partial<BulkDraft>): void => store.setState({ bulkDraft: { ...draft, ...change } });
  return (
    <fieldset className="flex min-w-0 flex-col gap-3">
      <legend className="pb-2 text-lg font-semibold">Whom</legend>
      <Choices
        label="Where the people come from"
        value={draft.origin}
        choices={ORIGINS}
        onPick={(origin) => set({ origin })}
      />
      {draft.origin === 'paste' && <Paste text={draft.text} onChange={(text) => set({ text })} />}
      {draft.origin === 'file' && <FilePicker file={draft.file} onPick={(file) => set({ file })} />}
      {draft.origin === 'filter' && <Listed channel={channel} />}
      {draft.origin === 'history' && (
        <HistoryForm channel={channel} wish={draft.history} onChange={(history) => set({ history })} />
      )}
      {draft.origin === 'selection' && <Ticked people={draft.people} />}
    </fieldset>
  );
}

function Paste({ text, onChange }: { readonly text: string; readonly onChange: (text: string) => void }) {
  return (
    <textarea
      aria-label="Names or ids"
      value={text}
      spellCheck={false}
      autoComplete="off"
      rows={8}
      placeholder={'One name or id per line, or CSV:\n\nhoss00312_bot17\n141981764\nspoiler_daily,10m,spoilers again'}
      onChange={(event) => onChange(event.target.value)}
      className="min-h-40 w-full resize-y rounded-md border border-line bg-s1 px-2.5 py-2 font-mono hover:border-edge focus-visible:border-focus"
    />
  );
}

/** The list as the Bans screen narrows it now. */
function Listed({ channel }: { readonly channel: ChannelView }) {
  const { store } = useServices();
  const now = useMinute();
  const kinds = useApp((state) => state.kinds);
  const search = useApp((state) => state.search['bans'] ?? '').trim();
  const filter = useApp((state) => state.banFilter);
  const revision = useApp((state) => state.bansRevision[channel.id] ?? 0);
  const question = { channelId: channel.id, ...listQuestion({ kinds, search, filter }), limit: 1 };
  const { value } = useQuery('bans.list', question, revision, true);
  const parts = [
    ...kinds.map((kind) => KINDS[kind].word.toLowerCase()),
    ...(search === '' ? [] : [`“${search}”`]),
    ...partsOf(filter, now).map(({ words }) => words),
  ];
  return (
    <div className="flex flex-col items-start gap-1 rounded-md border border-line bg-s1 px-3 py-2.5">
      <p>
        <b className="font-semibold">{value === null ? '…' : plural(value.total, 'person', 'people')}</b>{' '}
        {parts.length === 0
          ? 'in the whole list, which is not narrowed'
          : `in the list narrowed to ${parts.join(', ')}`}
      </p>
      <button
        type="button"
        className="rounded-sm text-mute underline underline-offset-2 hover:text-ink"
        onClick={() => openScreen(store, 'bans')}
      >
        Change the filter in Bans
      </button>
    </div>
  );
}

const SHOWN = 12;

function Ticked({ people }: { readonly people: ReadonlyMap<string, string> }) {
  const { store } = useServices();
  const names = [...people.values()];
  return (
    <div className="flex flex-col items-start gap-1 rounded-md border border-line bg-s1 px-3 py-2.5">
      <p className="wrap-anywhere">
        <b className="font-semibold">{names.length === 0 ? 'Nobody' : plural(names.length, 'person', 'people')}</b>
        {names.length > 0 && `: ${names.slice(0, SHOWN).join(', ')}`}
        {names.length > SHOWN && ` and ${names.length - SHOWN} more`}
      </p>
      <button
        type="button"
        className="rounded-sm text-mute underline underline-offset-2 hover:text-ink"
        onClick={() => openScreen(store, 'bans')}
      >
        Tick people in Bans
      </button>
    </div>
  );
}
