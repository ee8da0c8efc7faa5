// The window that makes somebody a moderator. What Twitch says against it stays beside the name until it is changed.
import { useState } from 'react';
import type { AppError } from '../../../shared/errors.ts';
import { Failure } from '../../ui/failure.tsx';
import { Button } from '../../ui/button.tsx';
import { Window } from '../../ui/dialog.tsx';
import { Labelled, TextField } from '../../ui/field.tsx';
import { useModerating } from './use-moderating.ts';

const LONGEST_REASON = 500;

interface AddModeratorProps {
  readonly channelId: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function AddModerator({ channelId, isOpen, onClose }: AddModeratorProps) {
  return (
    <Window title="Add a moderator" isOpen={isOpen} onClose={onClose}>
      <AddForm channelId={channelId} onDone={onClose} />
    </Window>
  );
}

function AddForm({ channelId, onDone }: { readonly channelId: string; readonly onDone: () => void }) {
  const { add } = useModerating(channelId);
  const [text, setText] = useState('');
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<AppError | null>(null);
  const [isBusy, setBusy] = useState(false);
  const login = text.trim().replace(/^@/, '').toLowerCase();
  const isValid = /^[a-z0-9_]{1,25}$/.test(login);
  const send = async (): Promise<void> => {
    setBusy(true);
    const failure = await add(login, reason.trim());
    setBusy(false);
    setProblem(failure);
    if (failure === null) onDone();
  };
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (isValid && !isBusy) void send();
      }}
    >
      <Labelled word="Twitch login">
        {(id) => (
          <TextField
            id={id}
            autoFocus
            placeholder="some_login"
            maxLength={40}
            value={text}
            aria-invalid={(login !== '' && !isValid) || problem !== null}
            onChange={(event) => (setText(event.target.value), setProblem(null))}
          />
        )}
      </Labelled>
      <Labelled word="Reason (kept in the audit log; Twitch is not told)">
        {(id) => (
          <TextField
            id={id}
            maxLength={LONGEST_REASON}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Labelled>
      {login !== '' && !isValid && (
        <p className="text-danger">A login has letters a–z, digits and _, up to 25 of them.</p>
      )}
      {problem !== null && <Failure error={problem} who={login} look="box" />}
      <p className="text-mute">
        A moderator can ban, time out and delete messages on Twitch itself, with or without Modkeep.
      </p>
      <Button type="submit" look="primary" className="min-h-8 self-end px-4" disabled={!isValid || isBusy}>
        {isBusy ? 'Asking Twitch…' : 'Add moderator'}
      </Button>
    </form>
  );
}
