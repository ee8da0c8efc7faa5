// The head of every part of the Moderators screen: which part is on show, and what can be done there.
import type { ReactNode } from 'react';
import { useApp, useServices } from '../../lib/services.tsx';
import type { RolesView } from '../../lib/store.ts';
import { Chip } from '../../ui/button.tsx';

const PARTS = [
  { view: 'moderators', word: 'Moderators' },
  { view: 'rights', word: 'Who may do what' },
  { view: 'protected', word: 'Protected people' },
] as const satisfies readonly { view: RolesView; word: string }[];

export function RolesBar({ children }: { readonly children?: ReactNode }) {
  const { store } = useServices();
  const shown = useApp((state) => state.rolesView);
  return (
    <div className="flex flex-wrap items-center justify-between gap-2 border-b border-line px-3 py-2">
      <div role="group" aria-label="Parts of this screen" className="flex flex-wrap gap-1.5">
        {PARTS.map(({ view, word }) => (
          <Chip key={view} isOn={shown === view} onClick={() => store.setState({ rolesView: view })}>
            {word}
          </Chip>
        ))}
      </div>
      <div className="flex flex-wrap items-center gap-1.5">{children}</div>
    </div>
  );
}

/** What one may not do here, and why; nothing where one may. */
export function MayNot({ why }: { readonly why: string | null }) {
  if (why === null) return null;
  return (
    <p role="note" className="border-b border-line bg-s2 px-3 py-1.5 text-mute">
      You may look, not change. {why}
    </p>
  );
}
