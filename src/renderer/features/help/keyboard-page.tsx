// The keys as they are now, from the table that the app listens by.
import { HOTKEY_GROUPS, HOTKEYS, keysOf, labelOf } from '../../lib/hotkeys.ts';
import { useApp, useServices } from '../../lib/services.tsx';
import { openSettings } from '../../lib/store.ts';
import { Marked } from './blocks.tsx';
import { Button, Kbd } from '../../ui/button.tsx';

export function KeyboardPage() {
  const { store } = useServices();
  const own = useApp((state) => state.settings?.keys) ?? {};
  return (
    <>
      <p>
        <Marked text="Everything can be reached from the keyboard. `key:help` shows these keys from anywhere." />
      </p>
      {HOTKEY_GROUPS.map((group) => (
        <section key={group} aria-label={group}>
          <h3 className="pb-1 font-semibold">{group}</h3>
          <dl>
            {HOTKEYS.filter((action) => action.group === group).map(({ id, words }) => (
              <div key={id} className="flex items-center justify-between gap-4 border-t border-line py-1">
                <dt className="first-letter:uppercase">{words}</dt>
                <dd className="flex gap-1">
                  {keysOf(id, own).map((key) => (
                    <Kbd key={key}>{labelOf(key)}</Kbd>
                  ))}
                  {keysOf(id, own).length === 0 && <span className="text-mute">no key</span>}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <Button className="self-start" onClick={() => openSettings(store, 'keys')}>
        Give an action another key
      </Button>
    </>
  );
}
