// Undo beside an act of the log: does what the core said it would, or says why it cannot any more.
import { Undo2 } from 'lucide-react';
import { useState } from 'react';
import type { UndoView } from '../../shared/contract/acting.ts';
import { useMay, useServices } from '../lib/services.tsx';
import { undoWords } from '../lib/undo-words.ts';

/** Nothing is shown for what is no act of ours. Stand it in a `group/line`, which brings up what cannot be undone. */
export function UndoControl({
  undo,
  name,
  onDone,
}: {
  readonly undo: UndoView | undefined;
  readonly name: string;
  /** Twitch has answered. */
  readonly onDone?: (() => void) | undefined;
}) {
  const { acts, say } = useServices();
  const may = useMay('acts.undo');
  const [isWorking, setWorking] = useState(false);
  if (!may || undo === undefined) return null;
  const words = undoWords(undo, name);
  const isPossible = undo.does !== null;
  const run = async (): Promise<void> => {
    if (!isPossible) return say.note(`Nothing was changed for ${name}`, words, 'note');
    setWorking(true);
    await acts.undoEntry(undo.entryId, name);
    setWorking(false);
    onDone?.();
  };
  const look = isPossible
    ? ''
    : 'opacity-0 group-hover/line:opacity-50 focus-visible:opacity-100 pointer-coarse:opacity-50';
  return (
    <button
      type="button"
      aria-label={words}
      title={words}
      aria-disabled={!isPossible}
      disabled={isWorking}
      onClick={() => void run()}
      className={`grid size-6 shrink-0 place-items-center rounded-md text-mute hover:bg-s3 hover:text-ink disabled:opacity-50 ${look}`}
    >
      <Undo2 size={14} aria-hidden="true" />
    </button>
  );
}
