// Adding a channel: looked up at Twitch only when asked to, shown before it is added, errors in words.
import { LoaderCircle } from 'lucide-react';
import { useState } from 'react';
import type { Output } from '../../../shared/contract.ts';
import type { AppError } from '../../../shared/errors.ts';
import { describeChannel } from '../../lib/freshness.ts';
import { describeError, fullLine } from '../../lib/messages.ts';
import { useApp, useMinute, useServices } from '../../lib/services.tsx';
import { openChannel, openScreen } from '../../lib/store.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { Window } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { Name } from '../../ui/marks.tsx';

type Found = Output<'channels.find'>;

export function AddChannel() {
  const { store } = useServices();
  const isOpen = useApp((state) => state.window === 'add-channel');
  return (
    <Window title="Add channel" isOpen={isOpen} onClose={() => store.setState({ window: null })}>
      <Picker />
    </Window>
  );
}

function Picker() {
  const { bridge } = useServices();
  const [text, setText] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [found, setFound] = useState<Found | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const query = text.trim();
  // What was found belongs to what was typed then.
  const type = (next: string): void => {
    setText(next);
    setFound(null);
    setError(null);
  };
  const find = async (): Promise<void> => {
    if (query === '') return;
    setBusy(true);
    const reply = await bridge.call('channels.find', { query });
    setBusy(false);
    setFound(reply.ok ? reply.value : null);
    setError(reply.ok ? null : reply.error);
  };
  return (
    <>
      <form
        className="flex gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          void find();
        }}
      >
        <TextField
          aria-label="Channel name, id or address"
          placeholder="Name, id or twitch.tv address"
          value={text}
          maxLength={200}
          aria-invalid={error !== null}
          onChange={(event) => type(event.target.value)}
        />
        <Button type="submit" className="min-h-8" disabled={query === '' || isBusy}>
          {isBusy && <LoaderCircle size={14} className="animate-spin" aria-hidden="true" />} Find
        </Button>
      </form>
      {error !== null && (
        <p role="alert" className="text-danger">
          {wordsOf(error)}
        </p>
      )}
      {found === null && error === null && (
        <p className="text-mute">
          Your own channel and those you moderate appear by themselves. Add another to keep what is heard of it.
        </p>
      )}
      {found !== null && <Result found={found} query={query} onError={setError} />}
    </>
  );
}

function wordsOf(error: AppError): string {
  if (error.code === 'INVALID_BROADCASTER_ID')
    return `Twitch knows no channel “${error.details.provided}”. Check the spelling, or paste the channel’s address.`;
  return fullLine(describeError(error));
}

function Result({
  found,
  query,
  onError,
}: {
  readonly found: Found;
  readonly query: string;
  readonly onError: (error: AppError) => void;
}) {
  const { bridge, store, feed, say } = useServices();
  const now = useMinute();
  const { channel, known } = found;
  const show = (channelId: string): void => {
    openChannel(store, channelId);
    openScreen(store, 'bans');
    store.setState({ window: null });
  };
  const add = async (): Promise<void> => {
    const reply =
      known === null
        ? await bridge.call('channels.add', { query })
        : await bridge.call('channels.watch', { channelId: channel.id, isWatched: true });
    if (!reply.ok) return onError(reply.error);
    feed.reload();
    say.note(`${channel.displayName} is watched`, describeChannel(reply.value.channel, now));
    show(channel.id);
  };
  const words =
    known === null
      ? 'Not known here yet. What you may do there is up to Twitch.'
      : `Known here: ${describeChannel(known, now)}.`;
  return (
    <div className="flex flex-wrap items-center gap-2.5 rounded-lg border border-line bg-s2 px-3 py-2.5">
      <Avatar id={channel.id} name={channel.displayName} size="large" />
      <div className="min-w-32 flex-1">
        <div className="font-semibold wrap-break-word">
          <Name displayName={channel.displayName} login={channel.login} />
        </div>
        <div className="text-mute">id {channel.id}</div>
        <div className="text-mute">{words}</div>
      </div>
      {known?.isWatched === true ? (
        <Button look="primary" onClick={() => show(channel.id)}>
          Open
        </Button>
      ) : (
        <Button look="primary" onClick={() => void add()}>
          {known === null ? 'Add' : 'Watch again'}
        </Button>
      )}
    </div>
  );
}
