// The nine timeout buttons, for all channels or for one of its own.
import { RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { presetsOf } from '../../lib/presets.ts';
import { useApp } from '../../lib/services.tsx';
import { byRole } from '../../lib/store.ts';
import { Button } from '../../ui/button.tsx';
import { INPUT } from '../../ui/field.tsx';
import { Card } from './card.tsx';
import { DurationField } from './duration-field.tsx';
import { useSetSettings } from './use-settings.ts';

export function PresetsForm() {
  const channels = byRole(useApp((state) => state.channels) ?? []).filter(({ mode }) => mode !== 'viewer');
  const own = useApp((state) => state.settings?.channelTimeoutPresets) ?? {};
  const [picked, setPicked] = useState('');
  return (
    <Card
      title="Timeouts"
      text="The nine buttons of the composer, T and a digit on the keyboard. Write 30s, 10m, 1h 30m or 2w; Twitch takes 1s to 14d."
      aside={
        channels.length > 1 && (
          <select
            aria-label="Timeouts of"
            value={picked}
            onChange={(event) => setPicked(event.target.value)}
            className={`${INPUT} max-w-56`}
          >
            <option value="">All channels</option>
            {channels.map(({ id, displayName }) => (
              <option key={id} value={id}>
                {displayName}
                {Object.hasOwn(own, id) ? ' (its own)' : ''}
              </option>
            ))}
          </select>
        )
      }
    >
      <Nine key={picked} channelId={picked === '' ? null : picked} />
    </Card>
  );
}

/** `channelId` null: those of all channels. */
function Nine({ channelId }: { readonly channelId: string | null }) {
  const set = useSetSettings();
  const settings = useApp((state) => state.settings);
  const defaults = useApp((state) => state.defaults?.timeoutPresets);
  const [problem, setProblem] = useState<string | null>(null);
  if (settings === null) return null;
  const presets = presetsOf(settings, channelId);
  const all = settings.channelTimeoutPresets;
  const isOwn = channelId === null || Object.hasOwn(all, channelId);
  const save = (next: readonly number[]): void =>
    void set(
      channelId === null
        ? { timeoutPresets: [...next] }
        : { channelTimeoutPresets: writable({ ...all, [channelId]: next }) },
    );
  const reset = (): void => {
    setProblem(null);
    if (channelId === null) return defaults === undefined ? undefined : save(defaults);
    const { [channelId]: _gone, ...others } = all;
    void set({ channelTimeoutPresets: writable(others) });
  };
  const isChanged = channelId === null ? defaults !== undefined && presets.join() !== defaults.join() : isOwn;
  return (
    <>
      <ol className="grid grid-cols-5 gap-1.5 @max-[30rem]/settings:grid-cols-3">
        {presets.map((seconds, index) => (
          <li key={`${index} ${seconds} ${String(isOwn)}`} className="flex items-center gap-1">
            <span className="w-3 text-right text-xs text-mute" aria-hidden="true">
              {index + 1}
            </span>
            <DurationField
              label={`Timeout ${index + 1}`}
              value={seconds}
              isOwn={isOwn}
              onProblem={setProblem}
              onSave={(length) => length !== null && save(presets.with(index, length))}
            />
          </li>
        ))}
      </ol>
      {problem !== null && (
        <p role="alert" className="pt-1.5 text-danger">
          {problem}
        </p>
      )}
      <div className="flex min-h-7 flex-wrap items-center gap-x-3 gap-y-1 pt-2 text-mute empty:hidden">
        {!isOwn && <span>As in all channels. Change one and this channel has nine of its own.</span>}
        {isChanged && (
          <Button look="quiet" onClick={reset}>
            <RotateCcw size={14} aria-hidden="true" />{' '}
            {channelId === null ? 'As they were' : 'As in all channels again'}
          </Button>
        )}
      </div>
    </>
  );
}

function writable(presets: Readonly<Record<string, readonly number[]>>): Record<string, number[]> {
  return Object.fromEntries(Object.entries(presets).map(([id, list]) => [id, [...list]]));
}
