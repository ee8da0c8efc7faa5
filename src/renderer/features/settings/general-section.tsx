// How Modkeep looks, what closing its window means, and whether the browser shell keeps the sign-in.
import type { Settings } from '../../../shared/model.ts';
import { useApp } from '../../lib/services.tsx';
import { INPUT, Row, Toggle } from '../../ui/field.tsx';
import { Card } from './card.tsx';
import { useSetSettings } from './use-settings.ts';

const THEMES = [
  { theme: 'system', word: 'As the system' },
  { theme: 'dark', word: 'Dark' },
  { theme: 'light', word: 'Light' },
] as const satisfies readonly { theme: Settings['theme']; word: string }[];
const SCALES = [90, 100, 110, 120, 130] as const;

export function GeneralSection() {
  const set = useSetSettings();
  const settings = useApp((state) => state.settings);
  const shell = useApp((state) => state.app?.shell);
  if (settings === null) return null;
  return (
    <>
      <Card title="Looks">
        <Row title="Theme">
          <select
            aria-label="Theme"
            value={settings.theme}
            onChange={(event) => void set({ theme: event.target.value as Settings['theme'] })}
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
      </Card>
      {shell === 'desktop' && (
        <Card title="Window">
          <Row
            title="Close to the tray"
            text="Closing the window leaves Modkeep watching; its icon in the tray opens it again, or quits. Off: closing the window quits."
          >
            <Toggle
              label="Close to the tray"
              isOn={settings.closeToTray}
              onChange={(closeToTray) => void set({ closeToTray })}
            />
          </Row>
        </Card>
      )}
    </>
  );
}
