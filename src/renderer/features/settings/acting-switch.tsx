// The one switch that decides whether Modkeep may ban, time out and unban at all.
import { actingWords } from '../../lib/possible.ts';
import { useApp } from '../../lib/services.tsx';
import { Toggle } from '../../ui/field.tsx';
import { Overruled } from './card.tsx';
import { useSetSettings } from './use-settings.ts';

export function ActingSwitch() {
  const set = useSetSettings();
  const isOn = useApp((state) => state.settings?.actingEnabled ?? false);
  const acting = useApp((state) => state.app?.acting);
  const environment = useApp((state) => state.app?.environment.acting ?? null);
  const isKilled = acting?.reason === 'kill_switch';
  return (
    <div className="flex items-start justify-between gap-4">
      <div className="min-w-0">
        <div className="font-medium">Let Modkeep act on Twitch</div>
        <p className="text-mute">
          Off, it only reads: lists, history and the audit log work, nobody can be banned or unbanned from here.
        </p>
        {environment !== null && (
          <Overruled>
            <span className="font-mono">FEATURE_TWITCH_MODERATION={String(environment)}</span> in the environment turns
            acting {environment ? 'on' : 'off'}, whatever this switch says.
          </Overruled>
        )}
        {isKilled && (isOn || environment === true) && <Overruled>{actingWords('kill_switch')}</Overruled>}
      </div>
      <Toggle label="Let Modkeep act on Twitch" isOn={isOn} onChange={(next) => void set({ actingEnabled: next })} />
    </div>
  );
}
