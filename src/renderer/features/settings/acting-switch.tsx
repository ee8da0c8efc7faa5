// The one switch that decides whether Modkeep may ban, time out and unban at all.
import { actingWords } from '../../lib/possible.ts';
import { useApp } from '../../lib/services.tsx';
import { Toggle } from '../../ui/field.tsx';
import { useSetSettings } from './use-settings.ts';

export function ActingSwitch() {
  const set = useSetSettings();
  const isOn = useApp((state) => state.settings?.actingEnabled ?? false);
  const acting = useApp((state) => state.app?.acting);
  const isOverruled = isOn && acting !== undefined && !acting.isOn && acting.reason !== 'flag_off';
  return (
    <div className="flex items-start justify-between gap-4">
      <div>
        <div className="font-medium">Let Modkeep act on Twitch</div>
        <p className="text-mute">
          Off, it only reads: lists, history and the audit log work, nobody can be banned or unbanned from here.
        </p>
        {isOverruled && <p className="pt-1 text-warn">{actingWords(acting.reason)}</p>}
      </div>
      <Toggle label="Let Modkeep act on Twitch" isOn={isOn} onChange={(next) => void set({ actingEnabled: next })} />
    </div>
  );
}
