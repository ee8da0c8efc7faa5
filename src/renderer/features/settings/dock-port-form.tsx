// The port of the server for OBS docks and programs: part of every address, so it changes only when somebody saves another.
import { useId, useState } from 'react';
import { DEFAULT_DOCK_PORT, dockPortFault } from '../../../shared/dock-port.ts';
import { useApp } from '../../lib/services.tsx';
import { Button } from '../../ui/button.tsx';
import { Row, TextField } from '../../ui/field.tsx';
import { useSetSettings } from './use-settings.ts';

export function DockPortForm() {
  const set = useSetSettings();
  const id = useId();
  const saved = useApp((state) => state.settings?.dockPort ?? DEFAULT_DOCK_PORT);
  const [text, setText] = useState<string | null>(null);
  const typed = (text ?? String(saved)).trim();
  const port = /^\d{1,5}$/.test(typed) ? Number(typed) : Number.NaN;
  const fault = dockPortFault(port);
  const save = async (): Promise<void> => {
    if (await set({ dockPort: port })) setText(null);
  };
  return (
    <Row
      title="Port"
      text={`Part of every address: after a change, addresses in OBS need the new one. If another program holds it, this says so and nothing listens. 0 takes any free one, another at every start. Usually ${DEFAULT_DOCK_PORT}.`}
    >
      <form
        className="flex flex-col gap-1"
        onSubmit={(event) => {
          event.preventDefault();
          if (fault === null && port !== saved) void save();
        }}
      >
        <span className="flex gap-2">
          <TextField
            aria-label="Port"
            aria-invalid={fault !== null}
            aria-describedby={fault === null ? undefined : id}
            inputMode="numeric"
            maxLength={6}
            value={text ?? String(saved)}
            onChange={(event) => setText(event.target.value)}
            className="w-24 font-mono"
          />
          <Button type="submit" className="min-h-8" disabled={fault !== null || port === saved}>
            Save
          </Button>
        </span>
        {fault !== null && (
          <p id={id} role="alert" className="max-w-52 text-danger">
            {fault}
          </p>
        )}
      </form>
    </Row>
  );
}
