// Who is meant when nobody is named: the person in the panel, else the row that the keyboard stands on.
import { useMemo } from 'react';
import { useApp } from '../../lib/services.tsx';
import type { PanelTarget } from '../../lib/store.ts';

type Person = Extract<PanelTarget, { kind: 'person' }>;

export function useInView(): Person | null {
  const panel = useApp((state) => state.panel);
  // Only a row that one can see: a hidden screen's must not be hit.
  const row = useApp((state) => (state.screen === 'bans' ? state.activeRow : null));
  return useMemo(() => {
    if (panel?.kind === 'person') return panel;
    if (row === null || panel !== null) return null;
    return { kind: 'person', channelId: row.channelId, userId: row.userId, name: row.displayName };
  }, [panel, row]);
}
