// Whether, where and how carefully Modkeep acts on Twitch, and the switch that stops it.
import { OctagonX, Play } from 'lucide-react';
import { useApp, useMay, useServices } from '../../lib/services.tsx';
import { Button } from '../../ui/button.tsx';
import { Row, Toggle } from '../../ui/field.tsx';
import { ActingChannels } from './acting-channels.tsx';
import { ActingSwitch } from './acting-switch.tsx';
import { Card } from './card.tsx';
import { useSetSettings } from './use-settings.ts';

export function ActingSection() {
  return (
    <>
      <Card title="Acting">
        <ActingSwitch />
      </Card>
      <KillSwitch />
      <ActingChannels />
      <Asking />
    </>
  );
}

function KillSwitch() {
  const { killSwitch } = useServices();
  const isKilled = useApp((state) => state.app?.acting.reason === 'kill_switch');
  const may = useMay('killSwitch.set');
  return (
    <Card title="Kill switch">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
        <div className="min-w-48 flex-1 text-mute">
          <p className={isKilled ? 'font-medium text-danger' : 'text-ink'} role="status">
            {isKilled ? 'Everything is stopped.' : 'Stops everything at once.'}
          </p>
          <p>
            No ban, timeout or unban leaves this installation: not by hand, not from a bulk job, not on a date, not from
            a dock. Bulk jobs stop within a second. Lists, history and exports go on. It stays on through a restart, and
            nothing in the environment overrules it. What was already sent cannot be called back.
          </p>
        </div>
        {may && (
          <Button look={isKilled ? 'primary' : 'danger'} onClick={() => void killSwitch(!isKilled)}>
            {isKilled ? <Play size={14} aria-hidden="true" /> : <OctagonX size={14} aria-hidden="true" />}
            {isKilled ? 'Let it act again' : 'Stop everything'}
          </Button>
        )}
      </div>
    </Card>
  );
}

function Asking() {
  const set = useSetSettings();
  const settings = useApp((state) => state.settings);
  if (settings === null) return null;
  return (
    <Card title="Questions">
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
    </Card>
  );
}
