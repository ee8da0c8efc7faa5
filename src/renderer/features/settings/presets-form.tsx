// The nine timeout presets, each typed as people say it; a wrong one is marked and not saved.
import { useState } from 'react';
import { formatPreset, parseDuration } from '../../lib/format.ts';
import { useApp } from '../../lib/services.tsx';
import { TextField } from '../../ui/field.tsx';
import { useSetSettings } from './use-settings.ts';

export function PresetsForm() {
  const presets = useApp((state) => state.settings?.timeoutPresets) ?? [];
  return (
    <div className="grid grid-cols-5 gap-1.5 max-sm:grid-cols-3">
      {presets.map((seconds, index) => (
        <Preset key={`${index} ${seconds}`} presets={presets} index={index} seconds={seconds} />
      ))}
    </div>
  );
}

function Preset({
  presets,
  index,
  seconds,
}: {
  readonly presets: readonly number[];
  readonly index: number;
  readonly seconds: number;
}) {
  const set = useSetSettings();
  const [text, setText] = useState(formatPreset(seconds));
  const parsed = parseDuration(text);
  const save = (): void => {
    if (parsed === null || parsed === seconds) return setText(formatPreset(seconds));
    void set({ timeoutPresets: presets.map((old, at) => (at === index ? parsed : old)) });
  };
  return (
    <TextField
      aria-label={`Timeout ${index + 1}`}
      aria-invalid={parsed === null}
      title={parsed === null ? 'Write it like 30s, 10m, 1h 30m or 2w' : undefined}
      value={text}
      maxLength={20}
      onChange={(event) => setText(event.target.value)}
      onBlur={save}
      onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
      className="w-18 text-center"
    />
  );
}
