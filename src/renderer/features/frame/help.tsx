// The `?` window: every key there is.
import { CircleHelp } from 'lucide-react';
import { HOTKEY_GROUPS, HOTKEYS, keysOf, labelOf } from '../../lib/hotkeys.ts';
import { useApp, useServices } from '../../lib/services.tsx';
import { openHelp } from '../../lib/open-help.ts';
import { Button, Kbd } from '../../ui/button.tsx';
import { Window } from '../../ui/dialog.tsx';

export function Help() {
  const { store } = useServices();
  const isOpen = useApp((state) => state.window === 'help');
  const own = useApp((state) => state.settings?.keys) ?? {};
  return (
    <Window title="Keys" isOpen={isOpen} onClose={() => store.setState({ window: null })}>
      {HOTKEY_GROUPS.map((group) => (
        <section key={group}>
          <h3 className="pb-1 text-xs font-semibold text-mute">{group}</h3>
          <dl>
            {HOTKEYS.filter((action) => action.group === group).map((action) => (
              <div key={action.id} className="flex items-center justify-between gap-4 border-t border-line py-1">
                <dt className="first-letter:uppercase">{action.words}</dt>
                <dd className="flex gap-1">
                  {keysOf(action.id, own).map((key) => (
                    <Kbd key={key}>{labelOf(key)}</Kbd>
                  ))}
                  {keysOf(action.id, own).length === 0 && <span className="text-mute">no key</span>}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <section>
        <h3 className="pb-1 text-xs font-semibold text-mute">Besides</h3>
        <ul className="list-disc pl-4 text-mute">
          <li>
            1 to 9 pick a timeout after {keysOf('act.timeout', own).map(labelOf).join(', ') || 'time out'}, or with the
            composer in focus.
          </li>
          <li>Enter in the reason acts; Escape leaves a field first, then closes.</li>
          <li>Ctrl or Shift and a click tick rows; a click on a moderator’s name filters.</li>
          <li>F6 reaches the notifications, where Undo is.</li>
          <li>Keys are changed in Settings.</li>
        </ul>
      </section>
      <Button className="self-start" onClick={() => openHelp(store, null)}>
        <CircleHelp size={14} aria-hidden="true" /> Open the help
      </Button>
    </Window>
  );
}
