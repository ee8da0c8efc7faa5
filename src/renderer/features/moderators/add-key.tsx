// The window that makes a dock key: a name and its rights, then the key itself, which is shown this once.
import { useState } from 'react';
import type { Output } from '../../../shared/contract.ts';
import type { AppError } from '../../../shared/errors.ts';
import { RIGHTS, type Right } from '../../../shared/permissions.ts';
import { RIGHT_WORDS } from '../../lib/rights.ts';
import { dockHost } from '../../lib/dock.ts';
import { useApp, useServices } from '../../lib/services.tsx';
import { useQuery } from '../../lib/use-query.ts';
import { Failure } from '../../ui/failure.tsx';
import { Button } from '../../ui/button.tsx';
import { copyText } from '../../ui/copyable.tsx';
import { Window } from '../../ui/dialog.tsx';
import { INPUT, Labelled, TextField } from '../../ui/field.tsx';

export function AddKey({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  return (
    <Window title="Dock key" isOpen={isOpen} onClose={onClose}>
      <KeyForm onClose={onClose} />
    </Window>
  );
}

function KeyForm({ onClose }: { readonly onClose: () => void }) {
  const { bridge } = useServices();
  const [name, setName] = useState('');
  const [permissions, setPermissions] = useState<readonly Right[]>([]);
  const [made, setMade] = useState<Output<'keys.add'> | null>(null);
  const [problem, setProblem] = useState<AppError | null>(null);
  if (made !== null) return <MadeKey made={made} onClose={onClose} />;
  const add = async (): Promise<void> => {
    const reply = await bridge.call('keys.add', { name: name.trim(), permissions: [...permissions] });
    if (reply.ok) setMade(reply.value);
    else setProblem(reply.error);
  };
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== '') void add();
      }}
    >
      <p className="text-mute">For an OBS dock, another browser or a program on this computer.</p>
      <Labelled word="Name">
        {(id) => (
          <TextField
            id={id}
            autoFocus
            placeholder="OBS dock"
            maxLength={40}
            value={name}
            onChange={(event) => (setName(event.target.value), setProblem(null))}
          />
        )}
      </Labelled>
      <fieldset>
        <legend className="pb-1 text-xs font-semibold text-mute">May, besides looking</legend>
        {RIGHTS.map((right) => (
          <label key={right} className="flex items-start gap-2 py-1">
            <input
              type="checkbox"
              className="mt-0.5 size-4 shrink-0 accent-accent"
              checked={permissions.includes(right)}
              onChange={() => setPermissions(RIGHTS.filter((one) => permissions.includes(one) !== (one === right)))}
            />
            <span>
              {RIGHT_WORDS[right].title} <span className="text-mute">{RIGHT_WORDS[right].text}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {problem !== null && <Failure error={problem} look="box" />}
      <Button type="submit" look="primary" className="min-h-8 self-end px-4" disabled={name.trim() === ''}>
        Make the key
      </Button>
    </form>
  );
}

/** The key within the address of the server that it opens, also while that is off; alone where its port is not known. */
function MadeKey({ made, onClose }: { readonly made: Output<'keys.add'>; readonly onClose: () => void }) {
  const [copied, setCopied] = useState<boolean | null>(null);
  const revision = useApp((state) => `${state.dockRevision}.${state.settingsRevision}`);
  const { value, error } = useQuery('dock.get', {}, revision, true);
  if (value === null && error === null) return <div aria-busy="true" className="h-40" />;
  const host = value === null ? null : dockHost(value.dock);
  const isOn = value?.dock.state === 'on';
  const text = host === null ? made.text : `http://${host}/#k=${made.text}`;
  return (
    <div className="flex flex-col gap-3">
      <p role="status">
        <b className="font-semibold">{made.key.name}</b> is made. This is shown only now: copy it before you close.
      </p>
      <textarea
        readOnly
        autoFocus
        aria-label={host === null ? 'Key' : 'Address with the key'}
        value={text}
        rows={3}
        onFocus={(event) => event.target.select()}
        className={`${INPUT} h-auto resize-none py-1.5 font-mono break-all`}
      />
      {made.ignored.length > 0 && (
        <p className="text-warn">Left out, because they are no rights: {made.ignored.join(', ')}.</p>
      )}
      {!isOn && (
        <p className="text-warn">
          It opens nothing yet: the server for docks and programs is off. Turn it on in Settings → Connection.
          {host === null && ' Its port is then part of the address: http://127.0.0.1:PORT/#k= and the key.'}
        </p>
      )}
      <p className="text-mute">
        In OBS: Docks → Custom Browser Docks. Whoever has it may do what you ticked. It works on this computer only.
      </p>
      <div className="flex items-center justify-end gap-2">
        <span role="status" className="text-mute">
          {copied === true && 'Copied'}
          {copied === false && 'Select it and copy it by hand'}
        </span>
        <Button look="primary" className="min-h-8" onClick={() => void copyText(text).then(setCopied)}>
          Copy
        </Button>
        <Button className="min-h-8" onClick={onClose}>
          Done
        </Button>
      </div>
    </div>
  );
}
