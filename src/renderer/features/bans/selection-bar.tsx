// What can be done with ticked rows.
import { Copy } from 'lucide-react';
import { plural } from '../../lib/format.ts';
import { useApp, useServices } from '../../lib/services.tsx';
import { copyText } from '../../ui/copyable.tsx';
import { Button } from '../../ui/button.tsx';

export function SelectionBar() {
  const { store, say } = useServices();
  const checked = useApp((state) => state.checked);
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
      className="bottom-bar absolute inset-x-3 bottom-3 flex items-center gap-2 rounded-lg border border-edge bg-s3 px-3 py-2 shadow-xl"
    >
      <b className="mr-auto font-semibold" role="status">
        {plural(checked.size, 'person', 'people')} selected
      </b>
      <Button onClick={() => void copy()}>
        <Copy size={14} aria-hidden="true" /> Copy logins
      </Button>
      <Button look="quiet" onClick={() => store.setState({ checked: new Map() })}>
        Clear
      </Button>
    </div>
  );
}
