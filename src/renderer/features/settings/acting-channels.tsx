// In which channels Modkeep may act: all of them, or those picked here; the environment's word wins and is shown.
import { Check, X } from 'lucide-react';
import type { ChannelView, EnvironmentView } from '../../../shared/model.ts';
import { useApp } from '../../lib/services.tsx';
import { byRole } from '../../lib/store.ts';
import { ROLE_WORDS } from '../../lib/words.tsx';
import { Avatar } from '../../ui/avatar.tsx';
import { Row, Toggle } from '../../ui/field.tsx';
import { Card, Overruled } from './card.tsx';
import { useSetSettings } from './use-settings.ts';

export function ActingChannels() {
  const set = useSetSettings();
  const picked = useApp((state) => state.settings?.actingChannels ?? null);
  const environment = useApp((state) => state.app?.environment ?? null);
  const channels = byRole(useApp((state) => state.channels) ?? []).filter(({ mode }) => mode !== 'viewer');
  const isOverruled =
    environment !== null && (environment.actingChannels !== null || environment.rolloutPercentage !== null);
  const pick = (channelId: string, isOn: boolean): void => {
    const others = (picked ?? []).filter((id) => id !== channelId);
    void set({ actingChannels: isOn ? [...others, channelId] : others });
  };
  return (
    <Card title="Where it acts">
      {isOverruled ? (
        <EnvironmentWords environment={environment} />
      ) : (
        <Row title="In every channel" text="Off, only in the channels switched on below; new channels start off.">
          <Toggle
            label="Act in every channel"
            isOn={picked === null}
            onChange={(all) => void set({ actingChannels: all ? null : channels.map(({ id }) => id) })}
          />
        </Row>
      )}
      {(isOverruled || picked !== null) && (
        <ul className="flex flex-col gap-2 pt-2">
          {channels.map((channel) => (
            <li key={channel.id} className="flex min-h-7 items-center gap-2.5">
              <Avatar id={channel.id} name={channel.displayName} />
              <span className="min-w-0 flex-1 truncate">
                {channel.displayName} <span className="text-mute">· {ROLE_WORDS[channel.mode]}</span>
              </span>
              {isOverruled ? (
                <LetIn channel={channel} />
              ) : (
                <Toggle
                  label={`Act in ${channel.displayName}`}
                  isOn={picked?.includes(channel.id) ?? false}
                  onChange={(on) => pick(channel.id, on)}
                />
              )}
            </li>
          ))}
        </ul>
      )}
      {channels.length === 0 && <p className="pt-2 text-mute">No channel yet in which anybody may act.</p>}
    </Card>
  );
}

function LetIn({ channel }: { readonly channel: ChannelView }) {
  const Icon = channel.isActingLetIn ? Check : X;
  return (
    <span className={`flex items-center gap-1.5 ${channel.isActingLetIn ? 'text-ok' : 'text-warn'}`}>
      <Icon size={14} aria-hidden="true" /> {channel.isActingLetIn ? 'acts here' : 'only reads here'}
    </span>
  );
}

function EnvironmentWords({ environment }: { readonly environment: EnvironmentView }) {
  const { actingChannels, rolloutPercentage } = environment;
  return (
    <Overruled>
      The environment decides, not these settings:{' '}
      {actingChannels !== null && (
        <>
          <span className="font-mono wrap-anywhere">
            FEATURE_TWITCH_MODERATION_ENABLED_USERS={actingChannels.join(',')}
          </span>{' '}
          lets {actingChannels.length === 1 ? 'this channel' : 'these channels'} in
          {rolloutPercentage === null ? '.' : '; of the others, '}
        </>
      )}
      {rolloutPercentage !== null && (
        <>
          <span className="font-mono wrap-anywhere">
            FEATURE_TWITCH_MODERATION_ROLLOUT_PERCENTAGE={rolloutPercentage}
          </span>{' '}
          lets {rolloutPercentage} % of channels in, always the same ones.
        </>
      )}
    </Overruled>
  );
}
