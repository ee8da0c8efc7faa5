// The window that brings in a list of people to protect: a file or pasted lines, looked at first, then taken.
import { FileUp } from 'lucide-react';
import { useRef, useState } from 'react';
import { formatCount } from '../../lib/format.ts';
import { encodingOf } from '../../lib/upload.ts';
import { Button } from '../../ui/button.tsx';
import { Window } from '../../ui/dialog.tsx';
import { Labelled } from '../../ui/field.tsx';
import { ImportOutcome } from './import-outcome.tsx';
import { PlaceField } from './place-field.tsx';
import { useImport } from './use-import.ts';

/** Ten thousand lines with long notes fit into it. */
const LARGEST_FILE = 4_000_000;

interface ImportProtectedProps {
  readonly channelId: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function ImportProtected({ channelId, isOpen, onClose }: ImportProtectedProps) {
  return (
    <Window title="Import people to protect" isOpen={isOpen} onClose={onClose}>
      <ImportForm channelId={channelId} onClose={onClose} />
    </Window>
  );
}

function ImportForm({ channelId, onClose }: { readonly channelId: string; readonly onClose: () => void }) {
  const { state, send, forget } = useImport();
  const [text, setText] = useState('');
  const [place, setPlace] = useState<string | null>(channelId);
  const [trouble, setTrouble] = useState<string | null>(null);
  const isEmpty = text.trim() === '';
  const isSending = state.step === 'sending';
  const change = (next: string): void => {
    setText(next);
    setTrouble(null);
    forget();
  };
  const news = state.step === 'seen' && state.failure === null ? state.sum.added + state.sum.updated : 0;
  return (
    <div className="flex flex-col gap-3">
      <p className="text-mute">One person per line: a login or id, then a note if there is one. CSV works too.</p>
      <FilePick disabled={isSending} onRead={change} onTrouble={setTrouble} />
      <Labelled word="Lines">
        {(id) => (
          <textarea
            id={id}
            rows={6}
            value={text}
            disabled={isSending}
            spellCheck={false}
            placeholder={'some_login,met at the meetup\n123456789'}
            onChange={(event) => change(event.target.value)}
            className="resize-y rounded-md border border-line bg-s1 px-2.5 py-1.5 font-mono hover:border-edge"
          />
        )}
      </Labelled>
      <PlaceField channelId={channelId} place={place} onPick={(next) => (setPlace(next), forget())} />
      {trouble !== null && (
        <p role="alert" className="text-danger">
          {trouble}
        </p>
      )}
      <ImportOutcome state={state} />
      <div className="flex flex-wrap justify-end gap-2">
        {state.step === 'done' ? (
          <Button className="min-h-8" onClick={onClose}>
            Done
          </Button>
        ) : (
          <Button className="min-h-8" disabled={isEmpty || isSending} onClick={() => void send(text, place, true)}>
            Look first
          </Button>
        )}
        {state.step === 'seen' && (
          <Button
            look="primary"
            className="min-h-8"
            disabled={news === 0}
            onClick={() => void send(text, place, false)}
          >
            Protect {formatCount(news)}
          </Button>
        )}
      </div>
    </div>
  );
}

function FilePick({
  disabled,
  onRead,
  onTrouble,
}: {
  readonly disabled: boolean;
  readonly onRead: (text: string) => void;
  readonly onTrouble: (sentence: string) => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  const read = async (file: File): Promise<void> => {
    if (file.size > LARGEST_FILE) return onTrouble('The file is larger than 4 MB. Cut it into several.');
    try {
      onRead(await textOf(file));
    } catch {
      onTrouble('The file is no text that could be read: save it as CSV in UTF-8.');
    }
  };
  return (
    <>
      <input
        ref={input}
        type="file"
        accept=".csv,.txt,.tsv,text/csv,text/plain"
        aria-label="File with people to protect"
        className="sr-only"
        tabIndex={-1}
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          // So that the same file can be picked again after a change.
          if (file !== undefined) void read(file).finally(() => input.current !== null && (input.current.value = ''));
        }}
      />
      <Button className="self-start" disabled={disabled} onClick={() => input.current?.click()}>
        <FileUp size={14} aria-hidden="true" /> Open a file
      </Button>
    </>
  );
}

/** Throws for what is no text. */
async function textOf(file: File): Promise<string> {
  return new TextDecoder(await encodingOf(file), { fatal: true }).decode(await file.arrayBuffer());
}
