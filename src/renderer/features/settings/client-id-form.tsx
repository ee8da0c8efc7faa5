// The Twitch client id: a public name of the app at Twitch, set once.
import { ExternalLink } from 'lucide-react';
import { useState } from 'react';
import { useApp, useServices } from '../../lib/services.tsx';
import { Button } from '../../ui/button.tsx';
import { Copyable } from '../../ui/copyable.tsx';
import { TextField } from '../../ui/field.tsx';
import { useSetSettings } from './use-settings.ts';

export function ClientIdForm() {
  const set = useSetSettings();
  const { say } = useServices();
  const saved = useApp((state) => state.settings?.twitchClientId ?? '');
  const [text, setText] = useState<string | null>(null);
  const value = (text ?? saved).trim();
  const isValid = value === '' || /^[a-z0-9]{10,60}$/.test(value);
  const save = async (): Promise<void> => {
    if (!(await set({ twitchClientId: value }))) return;
    setText(null);
    say.note(value === '' ? 'Client id removed' : 'Client id saved');
  };
  return (
    <form
      className="flex w-full flex-col gap-1.5"
      onSubmit={(event) => {
        event.preventDefault();
        if (isValid) void save();
      }}
    >
      <div className="flex gap-2">
        <TextField
          aria-label="Twitch client id"
          placeholder="30 letters and digits"
          value={text ?? saved}
          onChange={(event) => setText(event.target.value)}
          aria-invalid={!isValid}
          maxLength={80}
          className="w-full font-mono"
        />
        <Button type="submit" className="min-h-8" disabled={!isValid || value === saved}>
          Save
        </Button>
      </div>
      {!isValid && (
        <p role="alert" className="text-danger">
          A client id has 10 to 60 lower-case letters and digits.
        </p>
      )}
      <GuideLink />
    </form>
  );
}

function GuideLink() {
  const { bridge, say } = useServices();
  const [url, setUrl] = useState<string | null>(null);
  const open = async (): Promise<void> => {
    const reply = await bridge.call('links.open', { kind: 'clientIdGuide' });
    if (!reply.ok) say.failed(reply.error);
    else if (!reply.value.opened) setUrl(reply.value.url);
  };
  return url === null ? (
    <button
      type="button"
      onClick={() => void open()}
      className="inline-flex items-center gap-1 self-start rounded-sm text-mute underline underline-offset-2 hover:text-ink"
    >
      Open the Twitch developer console <ExternalLink size={12} aria-hidden="true" />
    </button>
  ) : (
    <Copyable text={url} label="address" className="self-start font-mono text-mute" />
  );
}
