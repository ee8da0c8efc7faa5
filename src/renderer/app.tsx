// The frame: rail, tabs, the screen on show, the person panel, the status bar. Decides only what is on show.
import { CSPProvider } from '@base-ui/react/csp-provider';
import { lazy, Suspense, useEffect, useMemo } from 'react';
import { useHotkey } from './lib/keyboard.tsx';
import { useApp, useMay, useServices } from './lib/services.tsx';
import { openEverywhere, openPerson, openRoles, openScreen } from './lib/store.ts';
import { BansScreen } from './features/bans/bans-screen.tsx';
import { NoEntry } from './features/connect/no-entry.tsx';
import { AddChannel } from './features/frame/add-channel.tsx';
import { Banners } from './features/frame/banners.tsx';
import { Help } from './features/frame/help.tsx';
import { JobBar } from './features/frame/job-bar.tsx';
import { Rail } from './features/frame/rail.tsx';
import { StatusBar } from './features/frame/status-bar.tsx';
import { Tabs } from './features/frame/tabs.tsx';
import { useActing, type ActTarget } from './features/person/use-acting.ts';
import { PersonPanel } from './features/person/person-panel.tsx';
import { Palette } from './features/palette/palette.tsx';
import { SyncPanel } from './features/sync/sync-panel.tsx';
import { Ask } from './ui/dialog.tsx';
import { Toasts } from './ui/toasts.tsx';

// The first paint waits for the list of bans only; the other screens come when they are asked for.
const ActivityScreen = lazy(() =>
  import('./features/activity/activity-screen.tsx').then(({ ActivityScreen: screen }) => ({ default: screen })),
);
const AuditScreen = lazy(() =>
  import('./features/audit/audit-screen.tsx').then(({ AuditScreen: screen }) => ({ default: screen })),
);
const BulkScreen = lazy(() =>
  import('./features/bulk/bulk-screen.tsx').then(({ BulkScreen: screen }) => ({ default: screen })),
);
const ConnectScreen = lazy(() =>
  import('./features/connect/connect-screen.tsx').then(({ ConnectScreen: screen }) => ({ default: screen })),
);
const ModeratorsScreen = lazy(() =>
  import('./features/moderators/moderators-screen.tsx').then(({ ModeratorsScreen: screen }) => ({ default: screen })),
);
const ScheduleScreen = lazy(() =>
  import('./features/schedule/schedule-screen.tsx').then(({ ScheduleScreen: screen }) => ({ default: screen })),
);
const StatsScreen = lazy(() =>
  import('./features/stats/stats-screen.tsx').then(({ StatsScreen: screen }) => ({ default: screen })),
);
const HealthScreen = lazy(() =>
  import('./features/health/health-screen.tsx').then(({ HealthScreen: screen }) => ({ default: screen })),
);
const LogScreen = lazy(() =>
  import('./features/log/log-screen.tsx').then(({ LogScreen: screen }) => ({ default: screen })),
);
const HelpScreen = lazy(() =>
  import('./features/help/help-screen.tsx').then(({ HelpScreen: screen }) => ({ default: screen })),
);
const SettingsScreen = lazy(() =>
  import('./features/settings/settings-screen.tsx').then(({ SettingsScreen: screen }) => ({ default: screen })),
);

export function App() {
  const { store, say } = useServices();
  const connection = useApp((state) => state.connection);
  const question = useApp((state) => state.question);
  useTheme();
  if (connection === 'refused' || connection === 'locked' || connection === 'keyless')
    return <NoEntry why={connection} />;
  return (
    <CSPProvider disableStyleElements>
      <Toasts say={say}>
        <div className="frame">
          <Banners />
          <Rail />
          <main className="flex min-h-0 min-w-0 flex-col [grid-area:main]">
            <Tabs />
            <Suspense fallback={<div className="flex-1" aria-busy="true" />}>
              <ScreenOnShow />
            </Suspense>
            <JobBar />
          </main>
          <PersonPanel />
          <StatusBar />
        </div>
        <FrameKeys />
        <Help />
        <SyncPanel />
        <AddChannel />
        <Palette />
        <Ask question={question} onClose={() => store.setState({ question: null })} />
      </Toasts>
    </CSPProvider>
  );
}

function ScreenOnShow() {
  const screen = useApp((state) => state.screen);
  const isFirstRun = useApp((state) => state.channels?.length === 0);
  const isLoaded = useApp((state) => state.channels !== null && state.app !== null);
  if (!isLoaded) return <div className="flex-1" aria-busy="true" />;
  if (screen === 'settings') return <SettingsScreen />;
  if (screen === 'help') return <HelpScreen />;
  if (screen === 'connect' || isFirstRun) return <ConnectScreen />;
  if (screen === 'activity') return <ActivityScreen />;
  if (screen === 'bulk') return <BulkScreen />;
  if (screen === 'health') return <HealthScreen />;
  if (screen === 'log') return <LogScreen />;
  if (screen === 'audit') return <AuditScreen />;
  if (screen === 'moderators') return <ModeratorsScreen />;
  if (screen === 'stats') return <StatsScreen />;
  if (screen === 'schedule') return <ScheduleScreen />;
  return <BansScreen />;
}

/** Keys that mean the same everywhere. With a panel open its composer hears B, T and U first. */
function FrameKeys() {
  const { store, acts } = useServices();
  // Only a row that one can see: elsewhere a key must not reach somebody on a hidden screen.
  const row = useApp((state) => (state.screen === 'bans' ? state.activeRow : null));
  const target = useMemo<ActTarget | null>(
    () =>
      row === null
        ? null
        : { channelId: row.channelId, userId: row.userId, login: row.username, name: row.displayName, current: row },
    [row],
  );
  const acting = useActing(target);
  const mayCount = useMay('stats.get');
  useHotkey('help', () => store.setState({ window: 'help' }));
  useHotkey('palette', () => store.setState({ window: 'palette' }));
  useHotkey('sync.panel', () => store.setState({ window: 'sync' }));
  useHotkey('go.everywhere', () => openEverywhere(store));
  useHotkey('go.bans', () => openScreen(store, 'bans'));
  useHotkey('go.schedule', () => openScreen(store, 'schedule'));
  useHotkey('go.activity', () => openScreen(store, 'activity'));
  useHotkey('go.bulk', () => openScreen(store, 'bulk'));
  useHotkey('go.audit', () => openScreen(store, 'audit'));
  useHotkey('go.moderators', () => openRoles(store, 'moderators'));
  useHotkey('go.protected', () => openRoles(store, 'protected'));
  useHotkey('go.stats', () => openScreen(store, 'stats'), mayCount);
  useHotkey('go.health', () => openScreen(store, 'health'));
  useHotkey('go.log', () => openScreen(store, 'log'));
  useHotkey('go.help', () => openScreen(store, 'help'));
  useHotkey('go.settings', () => openScreen(store, 'settings'));
  useHotkey('act.undo', () => void acts.undoLast());
  useHotkey('act.name', () => store.setState({ panel: { kind: 'typed' }, intent: null, reason: '' }));
  const seen = (act: () => void) => () => {
    if (row === null) return;
    openPerson(store, row.channelId, row.userId, row.displayName);
    act();
  };
  useHotkey(
    'act.ban',
    seen(() => acting.ban()),
  );
  useHotkey('act.end', seen(acting.end));
  useHotkey(
    'act.timeout',
    seen(() => store.setState({ intent: 'timeout' })),
  );
  return null;
}

function useTheme(): void {
  const theme = useApp((state) => state.settings?.theme ?? 'system');
  const scale = useApp((state) => state.settings?.scale ?? 100);
  useEffect(() => {
    const media = window.matchMedia('(prefers-color-scheme: light)');
    const apply = (): void => {
      document.documentElement.dataset['theme'] = theme === 'system' ? (media.matches ? 'light' : 'dark') : theme;
    };
    apply();
    media.addEventListener('change', apply);
    return () => media.removeEventListener('change', apply);
  }, [theme]);
  useEffect(() => {
    document.documentElement.style.fontSize = `${(16 * scale) / 100}px`;
  }, [scale]);
}
