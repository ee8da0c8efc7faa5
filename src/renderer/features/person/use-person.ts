// Somebody in one channel: what the core knows of them, and what can be done to them there.
import { useMemo } from 'react';
import type { PersonView } from '../../../shared/person.ts';
import { useApp } from '../../lib/services.tsx';
import type { PanelTarget } from '../../lib/store.ts';
import { useQuery } from '../../lib/use-query.ts';
import type { ActTarget } from './use-acting.ts';

/** `panel` null asks nothing. The revision rises with everything that happens in the channel. */
export function usePerson(panel: Extract<PanelTarget, { kind: 'person' }> | null) {
  const channelId = panel?.channelId ?? '';
  const row = useApp((state) =>
    state.activeRow?.userId === panel?.userId && state.activeRow?.channelId === channelId ? state.activeRow : null,
  );
  const revision = useApp((state) => `${state.bansRevision[channelId] ?? 0}.${state.historyRevision[channelId] ?? 0}`);
  const input = panel === null ? null : { userId: panel.userId, channelId };
  const { value, error } = useQuery('people.get', input, revision);
  const person = value?.person ?? null;
  const target = useMemo<ActTarget | null>(
    () =>
      panel === null
        ? null
        : {
            channelId,
            userId: panel.userId,
            login: person?.login ?? row?.username ?? '',
            name: panel.name,
            current: currentOf(person, channelId, row),
            standing: person?.standing ?? null,
          },
    [channelId, panel, person, row],
  );
  return { person, target, error, revision };
}

/** What the core says holds the person out here; the list's row until it has answered. */
function currentOf(person: PersonView | null, channelId: string, row: ActTarget['current']): ActTarget['current'] {
  if (person === null) return row;
  return person.current.find((ban) => ban.channelId === channelId) ?? null;
}
