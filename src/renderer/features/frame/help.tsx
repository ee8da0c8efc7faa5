// The `?` window: every key there is.
import { HOTKEYS, keysOf, labelOf } from '../../lib/hotkeys.ts';
import { useApp, useServices } from '../../lib/services.tsx';
import { Kbd } from '../../ui/button.tsx';
import { Window } from '../../ui/dialog.tsx';

const GROUPS = ['Move', 'Act', 'Find', 'Go to'] as const;

export function Help() {
  const { store } = useServices();
  const isOpen = useApp((state) => state.isHelpOpen);
  const own = useApp((state) => state.settings?.keys) ?? {};
  return (
    <Window title="Keys" isOpen={isOpen} onClose={() => store.setState({ isHelpOpen: false })}>
      {GROUPS.map((group) => (
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
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <p className="text-mute">1 to 9 pick a timeout after T, or with the composer in focus.</p>
    </Window>
  );
}
