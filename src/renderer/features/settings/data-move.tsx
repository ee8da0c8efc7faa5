// Where the data lie, and moving them to another folder at the next start. What is said of a folder is its last name: the
// path stays on the other side.
import { CircleAlert, CircleCheck, FolderInput, Undo2 } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { FolderFound, MoveHow, MoveView } from '../../../shared/contract/data.ts';
import { formatBytes } from '../../lib/format.ts';
import { useServices } from '../../lib/services.tsx';
import { Button } from '../../ui/button.tsx';
import { Window } from '../../ui/dialog.tsx';
import { Row } from '../../ui/field.tsx';

const REFUSALS: Readonly<Record<NonNullable<MoveView['refusal']>, string>> = {
  browser:
    'Only the desktop app moves the data: a browser cannot choose folders. Here, --data-dir names another folder when Modkeep is started.',
  command_line:
    'The command line named the data folder (--data-dir), so it is not moved from here: start Modkeep with another one.',
  demo: 'The demo’s data stay where they are.',
};

export function MoveRows({ move, onChange }: { readonly move: MoveView; readonly onChange: () => void }) {
  const { bridge } = useServices();
  const [problem, setProblem] = useState<string | null>(null);
  const [found, setFound] = useState<FolderFound | null>(null);
  const [isBusy, setBusy] = useState(false);
  const choose = async (input: { usual?: boolean }): Promise<void> => {
    setBusy(true);
    const reply = await bridge.call('data.chooseFolder', input);
    setBusy(false);
    setProblem(reply.ok ? null : reply.error.error);
    if (reply.ok) setFound(reply.value.folder);
  };
  const cancel = async (): Promise<void> => {
    const reply = await bridge.call('data.cancelMove', {});
    setProblem(reply.ok ? null : reply.error.error);
    onChange();
  };
  const { movedTo, staged, refusal } = move;
  return (
    <>
      <Row
        title={movedTo === null ? 'In the usual folder' : `Moved to the folder “${movedTo}”`}
        text={
          refusal === null
            ? 'Everything can be moved to another folder or disk: it is copied and checked at the next start, and the old folder stays as it is.'
            : REFUSALS[refusal]
        }
      >
        {refusal === null && staged === null && (
          <span className="flex flex-wrap gap-2">
            {movedTo !== null && (
              <Button disabled={isBusy} onClick={() => void choose({ usual: true })}>
                <Undo2 size={14} aria-hidden="true" /> Move back
              </Button>
            )}
            <Button disabled={isBusy} onClick={() => void choose({})}>
              <FolderInput size={14} aria-hidden="true" /> Move to another folder
            </Button>
          </span>
        )}
      </Row>
      {problem !== null && (
        <p role="alert" className="flex items-start gap-1.5 pb-2 text-danger">
          <CircleAlert size={14} className="mt-0.5 shrink-0" aria-hidden="true" />
          <span className="min-w-0">{problem}</span>
        </p>
      )}
      {staged !== null && <Staged staged={staged} onUndo={() => void cancel()} />}
      {staged === null && problem === null && <Outcome move={move} />}
      <FoundWindow
        found={found}
        onClose={() => setFound(null)}
        onStaged={() => {
          setFound(null);
          onChange();
        }}
      />
    </>
  );
}

function Staged({ staged, onUndo }: { readonly staged: NonNullable<MoveView['staged']>; readonly onUndo: () => void }) {
  const goal = staged.isUsual ? 'the usual folder' : `the folder “${staged.name}”`;
  return (
    <div role="status" className="flex flex-wrap items-center justify-between gap-2 rounded-md bg-warn-bg px-3 py-2">
      <span className="flex min-w-0 items-start gap-1.5">
        <CircleAlert size={14} className="mt-0.5 shrink-0 text-warn" aria-hidden="true" />
        <span className="min-w-0 break-words">
          {staged.how === 'copy'
            ? `The data move to ${goal} when Modkeep starts next.`
            : `Modkeep uses the database in ${goal} when it starts next.`}{' '}
          Close it and start it again.
        </span>
      </span>
      <Button onClick={onUndo}>Leave the data here</Button>
    </div>
  );
}

/** What came of it at this start. */
function Outcome({ move: { last } }: { readonly move: MoveView }) {
  if (last === null) return null;
  const { error } = last;
  const Icon = error === null ? CircleCheck : CircleAlert;
  return (
    <p
      role={error === null ? 'status' : 'alert'}
      className={`flex items-start gap-1.5 rounded-md px-3 py-2 ${error === null ? 'bg-ok-bg' : 'bg-danger-bg'}`}
    >
      <Icon size={14} className={`mt-0.5 shrink-0 ${error === null ? 'text-ok' : 'text-danger'}`} aria-hidden="true" />
      <span className="min-w-0">
        {error !== null
          ? `Not moved. ${error.error} The data are used where they were.`
          : last.how === 'copy'
            ? 'Moved and checked at this start. The former folder still holds a copy, with a note that says where the data are; remove it when you need the room.'
            : 'Since this start the database of this folder is in use. The former one stays where it was.'}
      </span>
    </p>
  );
}

interface FoundProps {
  readonly found: FolderFound | null;
  readonly onClose: () => void;
  readonly onStaged: () => void;
}

/** What the chosen folder holds, and what would happen: nothing has yet. */
function FoundWindow({ found, onClose, onStaged }: FoundProps) {
  const { bridge } = useServices();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const stage = async (folderId: string, how: MoveHow): Promise<void> => {
    setBusy(true);
    setProblem(null);
    const reply = await bridge.call('data.stageMove', { folderId, how });
    setBusy(false);
    if (reply.ok) onStaged();
    else setProblem(reply.error.error);
  };
  const close = (): void => {
    setProblem(null);
    onClose();
  };
  return (
    <Window title="Move the data" isOpen={found !== null} onClose={close}>
      {found !== null && (
        <>
          <About found={found} />
          {problem !== null && (
            <p role="alert" className="text-danger">
              {problem}
            </p>
          )}
          <div className="mt-2 flex flex-wrap justify-end gap-2">
            <Button onClick={close}>Cancel</Button>
            {found.holdsDatabase && (
              <Button disabled={isBusy} onClick={() => void stage(found.folderId, 'use')}>
                Use the database there
              </Button>
            )}
            <Button look="primary" disabled={isBusy} onClick={() => void stage(found.folderId, 'copy')}>
              Move at the next start
            </Button>
          </div>
        </>
      )}
    </Window>
  );
}

function About({ found }: { readonly found: FolderFound }) {
  const { name, isUsual, holdsDatabase, bytesNeeded, bytesFree, isRemovable } = found;
  const goal = isUsual ? 'the usual folder' : `the folder “${name}”`;
  return (
    <>
      <p className="break-words">
        At the next start the database, its backups and the sign-ins are copied to {goal}, {formatBytes(bytesNeeded)} in
        all{bytesFree === null ? '' : `; ${formatBytes(bytesFree)} are free there`}. Only when the copy has been checked
        is it used.
      </p>
      <p className="text-mute">
        The folder of now stays as it is, with a note in it. If anything goes wrong, Modkeep goes on using it and says
        why.
      </p>
      {holdsDatabase && (
        <Warning>
          {isUsual ? 'The usual folder' : 'That folder'} already holds a database of Modkeep. Moving puts it aside,
          whole, into a folder beside the new one. Using it leaves what you have here behind, as it is.
        </Warning>
      )}
      {isRemovable && (
        <Warning>
          This looks like a disk that can be taken away. Without it Modkeep does not start: it never begins an empty
          history instead.
        </Warning>
      )}
    </>
  );
}

function Warning({ children }: { readonly children: ReactNode }) {
  return (
    <p role="note" className="flex items-start gap-1.5 rounded-md bg-warn-bg px-3 py-2">
      <CircleAlert size={14} className="mt-0.5 shrink-0 text-warn" aria-hidden="true" />
      <span className="min-w-0">{children}</span>
    </p>
  );
}
