// A place to write down what is wrong or wanted. Modkeep sends nothing by itself: it puts the words and its versions
// together, and the person takes them where they like.
import { Copy } from 'lucide-react';
import { useState } from 'react';
import { useApp, useServices } from '../../lib/services.tsx';
import { openScreen } from '../../lib/store.ts';
import { Button } from '../../ui/button.tsx';
import { copyText } from '../../ui/copyable.tsx';
import { INPUT, Labelled } from '../../ui/field.tsx';

const KINDS = { bug: 'Something is wrong', wish: 'A wish', praise: 'Something is good' } as const;
type Kind = keyof typeof KINDS;

export function FeedbackPage() {
  const { store, say } = useServices();
  const app = useApp((state) => state.app);
  const [kind, setKind] = useState<Kind>('bug');
  const [words, setWords] = useState('');
  const copy = async (): Promise<void> => {
    const about = `Modkeep ${app?.version ?? ''}, ${app?.shell ?? ''} shell${app?.isDemo === true ? ', demo' : ''}`;
    if (await copyText(`${KINDS[kind]}\n\n${words.trim()}\n\n${about}\n`))
      say.note('Copied', 'Paste it where you talk to us.');
    else say.note('Not copied', 'The clipboard did not take it.', 'failed');
  };
  return (
    <>
      <p>
        Modkeep sends nothing by itself. Write it here, copy it, and send it to whoever gave you Modkeep. If something
        is wrong, add the diagnostic report: it says what no words can.
      </p>
      <Labelled word="What it is">
        {(id) => (
          <select
            id={id}
            value={kind}
            onChange={(event) => setKind(event.target.value as Kind)}
            className={`${INPUT} w-56`}
          >
            {Object.entries(KINDS).map(([name, word]) => (
              <option key={name} value={name}>
                {word}
              </option>
            ))}
          </select>
        )}
      </Labelled>
      <Labelled word="In your words">
        {(id) => (
          <textarea
            id={id}
            rows={7}
            maxLength={5_000}
            value={words}
            onChange={(event) => setWords(event.target.value)}
            placeholder="What you did, what you expected, what happened"
            className={`${INPUT} h-auto w-full py-2`}
          />
        )}
      </Labelled>
      <div className="flex flex-wrap gap-2">
        <Button look="primary" disabled={words.trim() === ''} onClick={() => void copy()}>
          <Copy size={14} aria-hidden="true" /> Copy
        </Button>
        <Button onClick={() => openScreen(store, 'health')}>Diagnostic report</Button>
      </div>
    </>
  );
}
