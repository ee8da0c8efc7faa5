// What can be done with ticked rows: one bulk job about them all, or their logins in the clipboard.
import { Ban, Check, Clock, Copy, Undo2 } from 'lucide-react';
import type { BulkActKind } from '../../../shared/contract/bulk.ts';
import { plural } from '../../lib/format.ts';
import { useApp, useMay, useServices } from '../../lib/services.tsx';
import { currentChannel, openBulk } from '../../lib/store.ts';
import { copyText } from '../../ui/copyable.tsx';
import { Button } from '../../ui/button.tsx';

const ACTS = [
  { kind: 'unban', word: 'Unban…', title: 'End their bans and timeouts', icon: Check },
  { kind: 'untimeout', word: 'Lift…', title: 'End their timeouts; bans stay', icon: Undo2 },
  { kind: 'ban', word: 'Ban…', title: 'Ban them for good', icon: Ban },
  { kind: 'timeout', word: 'Time out…', title: 'Time them out', icon: Clock },
] as const satisfies readonly { kind: BulkActKind; word: string; title: string; icon: typeof Ban }[];

export function SelectionBar() {
  const { store, say } = useServices();
  const checked = useApp((state) => state.checked);
  const may = useMay('bulk.prepare');
  const canAct = useApp((state) => currentChannel(state)?.status.canAct === true);
  if (checked.size === 0) return null;
  const copy = async (): Promise<void> => {
    const isDone = await copyText([...checked.values()].join('\n'));
    if (isDone) say.note(`Copied ${plural(checked.size, 'login', 'logins')}`);
    else say.note('The browser did not allow copying', '', 'failed');
  };
  return (
    <div
      role="toolbar"
      aria-label="Selected people"
      className="bottom-bar absolute inset-x-3 bottom-3 flex flex-wrap items-center gap-2 rounded-lg border border-edge bg-s3 px-3 py-2 shadow-xl"
    >
      <b className="mr-auto font-semibold" role="status">
        {plural(checked.size, 'person', 'people')} selected
      </b>
      {may &&
        canAct &&
        ACTS.map(({ kind, word, title, icon: Icon }) => (
          <Button
            key={kind}
            title={title}
            onClick={() => openBulk(store, { origin: 'selection', people: checked, kind })}
          >
            <Icon size={14} aria-hidden="true" /> {word}
          </Button>
        ))}
      <Button onClick={() => void copy()}>
        <Copy size={14} aria-hidden="true" /> Copy logins
      </Button>
      <Button look="quiet" onClick={() => store.setState({ checked: new Map() })}>
        Clear
      </Button>
    </div>
  );
}
