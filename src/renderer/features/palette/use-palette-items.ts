// Fills the palette: what can be done to the person in view, who the core finds, where one can go.
import { useServices, useApp, useMay, type Services } from '../../lib/services.tsx';
import { openChannel, openEverywhere, openPerson, openRoles, openScreen, openSettings } from '../../lib/store.ts';
import { presetsOf } from '../../lib/presets.ts';
import { useQuery } from '../../lib/use-query.ts';
import { useActing } from '../person/use-acting.ts';
import { usePerson } from '../person/use-person.ts';
import { useSync } from '../sync/use-sync.ts';
import {
  actItems,
  channelItems,
  frameItems,
  matching,
  peopleItems,
  type PaletteDeeds,
  type PaletteItem,
} from './commands.ts';
import { useInView } from './use-in-view.ts';

const PEOPLE = 8;

export function usePaletteItems(query: string): readonly PaletteItem[] {
  const services = useServices();
  const channelId = useApp((state) => state.channelId);
  const channels = useApp((state) => state.channels) ?? [];
  const isKilled = useApp((state) => state.app?.acting.reason === 'kill_switch');
  const rights = {
    mayAudit: useMay('audit.list'),
    mayCount: useMay('stats.get'),
    maySync: useMay('sync.start') && channels.find(({ id }) => id === channelId)?.mode === 'broadcaster',
    mayAct: useMay('bans.create'),
    mayAdd: useMay('channels.add'),
    isKilled,
  };
  const { target } = usePerson(useInView());
  const presets = presetsOf(
    useApp((state) => state.settings),
    target?.channelId ?? null,
  );
  const { possible, ban, timeOut, end } = useActing(target);
  const { start } = useSync(channelId ?? '');
  const search = query.trim();
  const { value } = useQuery(
    'bans.list',
    // No older answer is kept: Enter must not open whom an earlier letter found.
    channelId === null || search === '' ? null : { channelId, search, limit: PEOPLE },
  );
  const deeds: PaletteDeeds = { ...deedsOf(services), ban, timeOut, end, sync: () => void start(false) };
  const acts = rights.mayAct ? actItems(target?.name ?? null, possible, presets, deeds) : [];
  const people = search === '' ? [] : peopleItems(value?.bans ?? [], deeds.person);
  const rest = [...channelItems(channels, deeds), ...frameItems(deeds, rights)];
  const found = matching([...acts, ...rest], query);
  return [...found.slice(0, 4), ...people, ...found.slice(4)];
}

function deedsOf({ store, acts, killSwitch }: Services): Omit<PaletteDeeds, 'ban' | 'timeOut' | 'end' | 'sync'> {
  return {
    screen: (screen) => openScreen(store, screen),
    roles: (view) => openRoles(store, view),
    section: (section) => openSettings(store, section),
    everywhere: () => openEverywhere(store),
    channel: (channelId) => {
      openChannel(store, channelId);
      openScreen(store, 'bans');
    },
    person: (ban) => {
      store.setState({ activeRow: ban });
      openPerson(store, ban.channelId, ban.userId, ban.displayName);
    },
    window: (window) => store.setState({ window }),
    undo: () => void acts.undoLast(),
    typeName: () => store.setState({ panel: { kind: 'typed' }, activeRow: null, intent: null, reason: '' }),
    killSwitch: (on) => void killSwitch(on),
  };
}
