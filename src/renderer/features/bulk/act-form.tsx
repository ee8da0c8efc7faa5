// What is to be done to everybody: ban, time out, let in again; for how long and why.
import { useId } from 'react';
import type { BulkActKind } from '../../../shared/contract/bulk.ts';
import type { BulkDraft } from '../../lib/bulk-draft.ts';
import { formatPreset, parseDuration } from '../../lib/format.ts';
import { presetsOf } from '../../lib/presets.ts';
import { useApp, useServices } from '../../lib/services.tsx';
import { currentChannel } from '../../lib/store.ts';
import { Chip } from '../../ui/button.tsx';
import { Labelled, TextField } from '../../ui/field.tsx';
import { ReasonInput } from '../person/reason-field.tsx';
import { Choices } from '../../ui/choices.tsx';

const KINDS = [
  { value: 'ban', word: 'Ban' },
  { value: 'timeout', word: 'Time out' },
  { value: 'unban', word: 'Unban' },
  { value: 'untimeout', word: 'End timeouts' },
] as const satisfies readonly { value: BulkActKind; word: string }[];

export function ActForm() {
  const { store } = useServices();
  const draft = useApp((state) => state.bulkDraft);
  const set = (change: Partial<BulkDraft>): void => store.setState({ bulkDraft: { ...draft, ...change } });
  const isHit = draft.kind === 'ban' || draft.kind === 'timeout';
  const isBlind = useApp((state) => currentChannel(state)?.mode === 'moderator');
  const isListed = draft.origin === 'paste' || draft.origin === 'file';
  return (
    <fieldset className="flex min-w-0 flex-col gap-3">
      <legend className="pb-2 text-lg font-semibold">What</legend>
      <Choices label="What to do" value={draft.kind} choices={KINDS} onPick={(kind) => set({ kind })} />
      <p className="text-mute">{hintOf(draft.kind, isListed, isBlind)}</p>
      {draft.kind === 'timeout' && <Length length={draft.length} onChange={(length) => set({ length })} />}
      {isHit && (
        <Labelled word="Reason">
          {(id) => (
            <div className="max-w-lg">
              <ReasonInput id={id} reason={draft.reason} onChange={(reason) => set({ reason })} side="bottom" />
            </div>
          )}
        </Labelled>
      )}
    </fieldset>
  );
}

function hintOf(kind: BulkActKind, isListed: boolean, isBlind: boolean): string {
  if (kind === 'unban') return 'Lets everybody chat again: ends bans, and timeouts too.';
  if (kind === 'untimeout' && isBlind)
    return 'Twitch will not tell a moderator whether somebody is banned or timed out, and lifts either. Only those known here as banned are left out.';
  if (kind === 'untimeout') return 'Ends timeouts and nothing else: whoever is banned stays banned.';
  const hint = kind === 'ban' ? 'For good, until somebody unbans them.' : 'Whoever is banned already stays banned.';
  return isListed ? `${hint} A line that names its own kind, length, end or reason gets that.` : hint;
}

function Length({ length, onChange }: { readonly length: string; readonly onChange: (length: string) => void }) {
  const channelId = useApp((state) => state.channelId);
  const presets = presetsOf(
    useApp((state) => state.settings),
    channelId,
  );
  const id = useId();
  const seconds = parseDuration(length);
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-xs font-semibold text-mute">
        For how long
      </label>
      <div className="flex flex-wrap items-center gap-1.5">
        <TextField
          id={id}
          value={length}
          maxLength={20}
          aria-invalid={seconds === null}
          className="w-20 text-center"
          onChange={(event) => onChange(event.target.value)}
        />
        {[...new Set(presets)].map((preset) => (
          <Chip key={preset} isOn={preset === seconds} onClick={() => onChange(formatPreset(preset))}>
            {formatPreset(preset)}
          </Chip>
        ))}
      </div>
    </div>
  );
}
