// The Settings screen: a list of its sections at the side (above, where it is narrow), one section on show.
import { useEffect, useRef, type ComponentType } from 'react';
import { useApp, useMay, useServices } from '../../lib/services.tsx';
import { SETTINGS_SECTIONS, type SettingsSection } from '../../lib/settings-sections.ts';
import { INPUT } from '../../ui/field.tsx';
import { AboutSection } from './about-section.tsx';
import { AccountsSection } from './accounts-section.tsx';
import { ActingSection } from './acting-section.tsx';
import { AlertsSection } from '../alerts/alerts-section.tsx';
import { ConnectionSection } from './connection-section.tsx';
import { DataSection } from './data-section.tsx';
import { GeneralSection } from './general-section.tsx';
import { KeyboardSection } from './keyboard-section.tsx';
import { LimitsSection } from './limits-section.tsx';
import { NotifySection } from './notify-section.tsx';
import { PresetsSection } from './presets-section.tsx';

const SECTIONS: Readonly<Record<SettingsSection, ComponentType>> = {
  general: GeneralSection,
  acting: ActingSection,
  presets: PresetsSection,
  limits: LimitsSection,
  alerts: AlertsSection,
  notify: NotifySection,
  accounts: AccountsSection,
  keys: KeyboardSection,
  connection: ConnectionSection,
  data: DataSection,
  about: AboutSection,
};

export function SettingsScreen() {
  const isLoaded = useApp((state) => state.settings !== null);
  const section = useApp((state) => state.settingsSection);
  const may = useMay('settings.set');
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    place.current?.scrollTo({ top: 0 });
  }, [section]);
  if (!isLoaded) return <div className="flex-1" aria-busy="true" />;
  const Section = SECTIONS[section];
  return (
    <section aria-label="Settings" className="@container/settings flex min-h-0 flex-1 flex-col">
      <div className="flex min-h-0 flex-1 @max-[40rem]/settings:flex-col">
        <SectionList current={section} />
        <SectionSelect current={section} />
        <div
          ref={place}
          id="settings-section"
          role="tabpanel"
          aria-labelledby={`settings-${section}`}
          className="min-h-0 min-w-0 flex-1 overflow-y-auto"
        >
          <fieldset disabled={!may} className="flex max-w-180 min-w-0 flex-col gap-4 px-4 py-4">
            {!may && (
              <p role="note" className="text-mute">
                Only the owner of this installation may change settings.
              </p>
            )}
            <Section />
          </fieldset>
        </div>
      </div>
    </section>
  );
}

function SectionList({ current }: { readonly current: SettingsSection }) {
  const { store } = useServices();
  const open = (section: SettingsSection): void => store.setState({ settingsSection: section });
  const step = (from: number, by: number): void => {
    const next = SETTINGS_SECTIONS[(from + by + SETTINGS_SECTIONS.length) % SETTINGS_SECTIONS.length];
    if (next === undefined) return;
    open(next.section);
    document.getElementById(`settings-${next.section}`)?.focus();
  };
  return (
    <div
      role="tablist"
      aria-label="Settings sections"
      aria-orientation="vertical"
      className="flex w-48 shrink-0 flex-col gap-0.5 overflow-y-auto border-r border-line px-2 py-3 @max-[40rem]/settings:hidden"
    >
      {SETTINGS_SECTIONS.map(({ section, word }, index) => (
        <button
          key={section}
          id={`settings-${section}`}
          type="button"
          role="tab"
          aria-selected={section === current}
          aria-controls="settings-section"
          tabIndex={section === current ? 0 : -1}
          onClick={() => open(section)}
          onKeyDown={(event) => {
            if (event.key === 'ArrowDown') step(index, 1);
            if (event.key === 'ArrowUp') step(index, -1);
          }}
          className="rounded-md px-2.5 py-1.5 text-left text-mute hover:bg-s2 hover:text-ink aria-selected:bg-s3 aria-selected:text-ink"
        >
          {word}
        </button>
      ))}
    </div>
  );
}

/** The same list where there is no room at the side. */
function SectionSelect({ current }: { readonly current: SettingsSection }) {
  const { store } = useServices();
  return (
    <div className="hidden border-b border-line px-3 py-2 @max-[40rem]/settings:block">
      <select
        aria-label="Settings section"
        value={current}
        onChange={(event) => store.setState({ settingsSection: event.target.value as SettingsSection })}
        className={`${INPUT} w-full`}
      >
        {SETTINGS_SECTIONS.map(({ section, word }) => (
          <option key={section} value={section}>
            {word}
          </option>
        ))}
      </select>
    </div>
  );
}
