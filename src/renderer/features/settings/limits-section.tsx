// The brakes in one table: what each limits, how far, what is left in a channel, when the next is free.
import { useEffect, useState } from 'react';
import type { BrakeView, RefusalCounts } from '../../../shared/contract/settings.ts';
import { BRAKE_NAMES, BRAKES, type BrakeProfile } from '../../../shared/brakes.ts';
import { formatCount } from '../../lib/format.ts';
import { useApp, useServices } from '../../lib/services.tsx';
import { byRole } from '../../lib/store.ts';
import { INPUT, Row, Toggle } from '../../ui/field.tsx';
import { BRAKE_COLUMNS, BrakeRow } from './brake-row.tsx';
import { Card, Overruled } from './card.tsx';
import { useSetSettings } from './use-settings.ts';

export function LimitsSection() {
  const { feed } = useServices();
  // What was refused sends no event: it is asked for when somebody looks.
  useEffect(() => feed.limits(), [feed]);
  return (
    <>
      <OnOff />
      <Table />
      <Refused />
    </>
  );
}

const PROFILES = [
  {
    profile: 'default',
    word: 'Default',
    text: 'Bans and unbans at the pace Twitch itself lets through: enough for a raid.',
  },
  {
    profile: 'strict',
    word: 'Strict',
    text: 'Ten bans and ten unbans an hour in each channel: for a quiet channel with many hands.',
  },
] as const satisfies readonly { profile: BrakeProfile; word: string; text: string }[];

function OnOff() {
  const set = useSetSettings();
  const settings = useApp((state) => state.settings);
  const environment = useApp((state) => state.app?.environment.brakesEnabled ?? null);
  if (settings === null) return null;
  const isAsEnvironment = environment === settings.brakesEnabled;
  return (
    <Card title="Limits of this installation">
      <Row
        title="Brakes"
        text={
          <>
            Local limits on what is done through Modkeep, so that a slip or a stolen key stays small. Off, only Twitch’s
            own limits hold.
            {environment !== null && (
              <Overruled>
                <span className="font-mono">RATE_LIMIT_ENABLED={String(environment)}</span> in the environment{' '}
                {isAsEnvironment
                  ? `has them ${environment ? 'on' : 'off'} from the start. Switched here, the switch counts.`
                  : `would have them ${environment ? 'on' : 'off'}; this switch was set by hand and counts.`}
              </Overruled>
            )}
          </>
        }
      >
        <Toggle label="Brakes" isOn={settings.brakesEnabled} onChange={(on) => void set({ brakesEnabled: on })} />
      </Row>
      <Row title="Profile" text={PROFILES.find(({ profile }) => profile === settings.brakeProfile)?.text}>
        <div role="radiogroup" aria-label="Profile" className="flex rounded-md border border-line p-0.5">
          {PROFILES.map(({ profile, word }) => (
            <label
              key={profile}
              className="rounded-sm px-3 py-1 text-mute has-checked:bg-pick has-checked:text-ink has-focus-visible:outline-2 has-focus-visible:outline-focus"
            >
              <input
                type="radio"
                name="brake-profile"
                className="sr-only"
                checked={settings.brakeProfile === profile}
                onChange={() => void set({ brakeProfile: profile })}
              />
              {word}
            </label>
          ))}
        </div>
      </Row>
    </Card>
  );
}

function Table() {
  const settings = useApp((state) => state.settings);
  const brakes = useApp((state) => state.brakes);
  const current = useApp((state) => state.channelId);
  const channels = byRole(useApp((state) => state.channels) ?? []).filter(({ mode }) => mode !== 'viewer');
  const [picked, setPicked] = useState<string | null>(null);
  const channelId = channels.find(({ id }) => id === (picked ?? current))?.id ?? channels[0]?.id ?? null;
  if (settings === null) return null;
  const standing = (name: BrakeView['brake']): BrakeView | null =>
    brakes.find((one) => one.brake === name && (one.channelId === '' || one.channelId === channelId)) ?? null;
  return (
    <Card
      title="Brakes"
      aside={
        channels.length > 1 && (
          <label className="flex items-center gap-2 text-mute">
            What is left in
            <select
              aria-label="What is left in"
              value={channelId ?? ''}
              onChange={(event) => setPicked(event.target.value)}
              className={`${INPUT} max-w-48 text-ink`}
            >
              {channels.map(({ id, displayName }) => (
                <option key={id} value={id}>
                  {displayName}
                </option>
              ))}
            </select>
          </label>
        )
      }
    >
      {!settings.brakesEnabled && <Overruled>The brakes are off: these numbers hold nobody up.</Overruled>}
      <div role="table" aria-label="Brakes" className="@container/brakes">
        <div role="row" className={`${BRAKE_COLUMNS} py-1 text-xs font-semibold text-mute @max-[32rem]/brakes:sr-only`}>
          <span role="columnheader">Brake</span>
          <span role="columnheader">At most</span>
          <span role="columnheader">Within</span>
          <span role="columnheader">Left now</span>
          <span role="columnheader" className="sr-only">
            Reset
          </span>
        </div>
        {BRAKE_NAMES.map((name) => {
          const own = settings.brakeOverrides[name] ?? null;
          const profile = BRAKES[name][settings.brakeProfile];
          return <BrakeRow key={name} {...{ name, own, profile }} standing={standing(name)} />;
        })}
      </div>
    </Card>
  );
}

const GUARDS: Readonly<Record<keyof RefusalCounts, string>> = {
  rights: 'a right that was missing',
  kill_switch: 'the kill switch',
  flag: 'acting being off',
  brakes: 'a brake',
  plausibility: 'whom it would have hit, or for how long',
};

function Refused() {
  const refused = useApp((state) => state.refused);
  if (refused === null) return null;
  return (
    <Card
      title="Refused since Modkeep was started"
      text="Attempts to act that were stopped before they reached Twitch, by what stopped them."
    >
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-1">
        {Object.entries(GUARDS).map(([guard, words]) => (
          <div key={guard} className="contents">
            <dd className="text-right font-medium">{formatCount(refused[guard as keyof RefusalCounts])}</dd>
            <dt className="text-mute">{words}</dt>
          </div>
        ))}
      </dl>
    </Card>
  );
}
