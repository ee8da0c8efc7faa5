// The window that protects one person: a login or id, where, and a note for whoever wonders later.
import { useState } from 'react';
import type { AppError } from '../../../shared/errors.ts';
import { Failure } from '../../ui/failure.tsx';
import { Button } from '../../ui/button.tsx';
import { Window } from '../../ui/dialog.tsx';
import { Labelled, TextField } from '../../ui/field.tsx';
import { PlaceField } from './place-field.tsx';
import { useProtecting } from './use-protecting.ts';

const LONGEST_NOTE = 200;

interface AddProtectedProps {
  readonly channelId: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function AddProtected({ channelId, isOpen, onClose }: AddProtectedProps) {
  return (
    <Window title="Protect somebody" isOpen={isOpen} onClose={onClose}>
      <AddForm channelId={channelId} onDone={onClose} />
    </Window>
  );
}

/** Only digits are an id; a login of digits alone is typed with an `@`. */
function readPerson(text: string): { readonly id: string } | { readonly login: string } | null {
  const word = text.trim().toLowerCase();
  if (/^[1-9]\d{0,19}$/.test(word)) return { id: word };
  const login = word.replace(/^@/, '');
  return /^[a-z0-9_]{1,25}$/.test(login) ? { login } : null;
}

function AddForm({ channelId, onDone }: { readonly channelId: string; readonly onDone: () => void }) {
  const { add } = useProtecting();
  const [text, setText] = useState('');
  const [note, setNote] = useState('');
  const [place, setPlace] = useState<string | null>(channelId);
  const [problem, setProblem] = useState<AppError | null>(null);
  const [isBusy, setBusy] = useState(false);
  const user = readPerson(text);
  const isWrong = text.trim() !== '' && user === null;
  const send = async (): Promise<void> => {
    if (user === null) return;
    setBusy(true);
    const failure = await add(user, place, note.trim());
    setBusy(false);
    setProblem(failure);
    if (failure === null) onDone();
  };
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBusy) void send();
      }}
    >
      <Labelled word="Twitch login or id">
        {(id) => (
          <TextField
            id={id}
            autoFocus
            placeholder="some_login"
            maxLength={40}
            value={text}
            aria-invalid={isWrong || problem !== null}
            onChange={(event) => (setText(event.target.value), setProblem(null))}
          />
        )}
      </Labelled>
      {isWrong && (
        <p className="text-danger">A login has letters a–z, digits and _, up to 25 of them; an id is a number.</p>
      )}
      <PlaceField channelId={channelId} place={place} onPick={setPlace} />
      <Labelled word="Note">
        {(id) => (
          <TextField
            id={id}
            placeholder="why, for whoever wonders later"
            maxLength={LONGEST_NOTE}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        )}
      </Labelled>
      {problem !== null && <Failure error={problem} who={text.trim()} look="box" />}
      <p className="text-mute">Somebody who is on the list already gets the new note.</p>
      <Button type="submit" look="primary" className="min-h-8 self-end px-4" disabled={user === null || isBusy}>
        {isBusy ? 'Asking Twitch…' : 'Protect'}
      </Button>
    </form>
  );
}
