// The Settings screen: accounts, acting, the composer's presets and reasons, looks, keys.
import type { Theme } from '../../../shared/model.ts';
import { formatUtc } from '../../lib/format.ts';
import { useApp, useMay } from '../../lib/services.tsx';
import { INPUT, Row, Toggle } from '../../ui/field.tsx';
import { AccountList } from './account-list.tsx';
import { ActingSwitch } from './acting-switch.tsx';
import { ChannelList } from './channel-list.tsx';
import { Allowed } from './allowed.tsx';
import { KeyList } from './key-list.tsx';
import { ClientIdForm } from './client-id-form.tsx';
import { PresetsForm } from './presets-form.tsx';
import { ReasonsForm } from './reasons-form.tsx';
import { useSetSettings } from './use-settings.ts';

export function SettingsScreen() {
  const settings = useApp((state) => state.settings);
  const may = useMay('settings.set');
  if (settings === null) return <div className="flex-1" aria-busy="true" />;
  return (
    <section aria-label="Settings" className="min-h-0 flex-1 overflow-y-auto">
      <fieldset disabled={!may} className="mx-auto flex max-w-160 min-w-0 flex-col gap-4 px-4 py-5">
        {!may && (
          <p role="note" className="text-mute">
            Only the owner of this installation may change settings.
          </p>
        )}
        <Card title="Accounts">
          <AccountList />
        </Card>
        <Card title="What Twitch allows">
          <Allowed />
        </Card>
        <Card title="Channels">
          <ChannelList />
        </Card>
        <Card title="Acting">
          <ActingSwitch />
          <AskingRows />
          <Row title="Timeouts" text="The nine buttons of the composer: 30s, 10m, 1h 30m, 2w. Twitch takes 1s to 14d.">
            <PresetsForm />
          </Row>
          <Row title="Reasons" text="Offered in the composer, one per line.">
            <ReasonsForm />
          </Row>
        </Card>
        <Card title="Looks">
          <LooksRows />
        </Card>
        <Card title="Twitch client id">
          <p className="pb-2 text-mute">
            The name of this app at Twitch. Empty uses the one that Modkeep was built or started with.
          </p>
          <ClientIdForm />
        </Card>
        <Card title="Keys">
          <p className="pb-2 text-mute">Click a key to give the action another one.</p>
          <KeyList />
        </Card>
        <About />
      </fieldset>
    </section>
  );
}

function Card({ title, children }: { readonly title: string; readonly children: React.ReactNode }) {
  return (
    <section aria-label={title} className="rounded-lg border border-line bg-s1 px-4 py-3">
      <h2 className="pb-2 font-semibold">{title}</h2>
      {children}
    </section>
  );
}

function AskingRows() {
  const set = useSetSettings();
  const settings = useApp((state) => state.settings);
  if (settings === null) return null;
  return (
    <div className="mt-3 border-t border-line">
      <Row title="Ask before a permanent ban" text="Every single act can be undone for 10 seconds either way.">
        <Toggle
          label="Ask before a permanent ban"
          isOn={settings.confirmPermanentBan}
          onChange={(on) => void set({ confirmPermanentBan: on })}
        />
      </Row>
      <Row title="A reason is needed" text="No ban or timeout without one.">
        <Toggle
          label="A reason is needed"
          isOn={settings.requireReason}
          onChange={(on) => void set({ requireReason: on })}
        />
      </Row>
    </div>
  );
}

const THEMES = [
  { theme: 'system', word: 'As the system' },
  { theme: 'dark', word: 'Dark' },
  { theme: 'light', word: 'Light' },
] as const satisfies readonly { theme: Theme; word: string }[];
const SCALES = [90, 100, 110, 120, 130] as const;

function LooksRows() {
  const set = useSetSettings();
  const settings = useApp((state) => state.settings);
  const shell = useApp((state) => state.app?.shell);
  if (settings === null) return null;
  return (
    <>
      <Row title="Theme">
        <select
          aria-label="Theme"
          value={settings.theme}
          onChange={(event) => void set({ theme: event.target.value as Theme })}
          className={`${INPUT} w-40`}
        >
          {THEMES.map(({ theme, word }) => (
            <option key={theme} value={theme}>
              {word}
            </option>
          ))}
        </select>
      </Row>
      <Row title="Size" text="Of everything on the screen.">
        <select
          aria-label="Size"
          value={settings.scale}
          onChange={(event) => void set({ scale: Number(event.target.value) })}
          className={`${INPUT} w-40`}
        >
          {[...new Set([...SCALES, settings.scale])]
            .sort((one, other) => one - other)
            .map((scale) => (
              <option key={scale} value={scale}>
                {scale} %
              </option>
            ))}
        </select>
      </Row>
      {shell === 'browser' && (
        <Row
          title="Stay signed in"
          text="Keeps the sign-in in a file that only you can read, so that a restart does not sign out."
        >
          <Toggle
            label="Stay signed in"
            isOn={settings.keepSignedIn}
            onChange={(on) => void set({ keepSignedIn: on })}
          />
        </Row>
      )}
    </>
  );
}

const VAULT_WORDS = {
  system: 'in the system’s keychain',
  file: 'in a file only you can read',
  memory: 'in memory: a restart signs out',
} as const;

function About() {
  const app = useApp((state) => state.app);
  if (app === null) return null;
  return (
    <p className="pb-2 text-center text-mute" title={formatUtc(app.now)}>
      Modkeep {app.version} · sign-ins are kept {VAULT_WORDS[app.vault]}
    </p>
  );
}
