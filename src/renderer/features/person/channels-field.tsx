// The channels an act goes to: the one on show, or several: a named set, all one may act in, those that are live.
import { ChevronDown, Save, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { ChannelSet, ChannelView } from '../../../shared/model.ts';
import { plural } from '../../lib/format.ts';
import { useApp, useMay, useServices } from '../../lib/services.tsx';
import { byRole } from '../../lib/store.ts';
import { useQuery } from '../../lib/use-query.ts';
import { Button, Chip, IconButton } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { Popover } from '../../ui/popover.tsx';

export interface ChannelsFieldProps {
  /** The channel on show, which is where an act goes when nothing else is picked. */
  readonly own: string;
  readonly picked: readonly string[];
  readonly onPick: (channelIds: readonly string[]) => void;
}

/** Nothing to choose where there is one channel only. */
export function ChannelsField(props: ChannelsFieldProps) {
  const [isOpen, setOpen] = useState(false);
  const channels = useActable();
  if (channels.length < 2) return null;
  const names = channels.filter(({ id }) => props.picked.includes(id)).map(({ displayName }) => displayName);
  const words = names.length > 2 ? plural(names.length, 'channel', 'channels') : names.join(' and ');
  return (
    <div className="flex min-w-0 items-center gap-1.5 text-xs">
      <span className="font-semibold text-mute">In</span>
      <Popover
        label="Channels to act in"
        side="top"
        isOpen={isOpen}
        onOpenChange={setOpen}
        trigger={
          <button
            type="button"
            aria-label={`Act in ${words || 'no channel'}: change`}
            className={`inline-flex min-h-6 min-w-0 items-center gap-1 rounded-md border px-2 hover:bg-s3 ${names.length > 1 ? 'border-warn text-ink' : 'border-line text-mute'}`}
          >
            <span className="truncate">{words || 'no channel'}</span>
            <ChevronDown size={12} className="shrink-0" aria-hidden="true" />
          </button>
        }
      >
        <Picker {...props} channels={channels} />
      </Popover>
    </div>
  );
}

function useActable(): readonly ChannelView[] {
  const channels = useApp((state) => state.channels);
  return byRole(channels ?? []).filter(({ status }) => status.canAct);
}

function Picker({ own, picked, onPick, channels }: ChannelsFieldProps & { readonly channels: readonly ChannelView[] }) {
  const [isLiveOnly, setLiveOnly] = useState(false);
  const { value, isLoading } = useQuery('channels.live', {}, isLiveOnly);
  const stateOf = (id: string): boolean | null =>
    value?.channels.find(({ channelId }) => channelId === id)?.isLive ?? null;
  const offered = isLiveOnly ? channels.filter(({ id }) => stateOf(id) === true) : channels;
  const unread = isLoading ? 0 : channels.filter(({ id }) => stateOf(id) === null).length;
  const toggle = (id: string): void =>
    onPick(picked.includes(id) ? picked.filter((other) => other !== id) : [...picked, id]);
  const pick = (ids: readonly string[]): void => onPick(ids.filter((id) => offered.some((one) => one.id === id)));
  const filterLive = (isOn: boolean): void => {
    setLiveOnly(isOn);
    if (isOn) onPick(picked.filter((id) => stateOf(id) === true));
  };
  return (
    <div className="grid gap-2.5">
      <div className="flex flex-wrap gap-1.5" role="group" aria-label="Pick several at once">
        <Chip isOn={picked.length === 1 && picked[0] === own} onClick={() => onPick([own])}>
          Only this one
        </Chip>
        <Chip
          isOn={offered.length > 1 && picked.length === offered.length}
          onClick={() => pick(channels.map(({ id }) => id))}
        >
          All I may act in
        </Chip>
        <Chip isOn={isLiveOnly} onClick={() => filterLive(!isLiveOnly)}>
          Only live
        </Chip>
      </div>
      {isLiveOnly && unread > 0 && (
        <p role="status" className="text-xs text-warn">
          Whether {plural(unread, 'channel is', 'channels are')} live could not be read: left out.
        </p>
      )}
      <Sets picked={picked} onPick={pick} />
      <ul className="grid max-h-56 gap-0.5 overflow-y-auto" aria-label="Channels">
        {offered.map(({ id, displayName }) => (
          <li key={id}>
            <label className="flex min-h-7 items-center gap-2 rounded-sm px-1.5 hover:bg-s3">
              <input
                type="checkbox"
                checked={picked.includes(id)}
                onChange={() => toggle(id)}
                className="accent-accent"
              />
              <span className="min-w-0 flex-1 truncate">{displayName}</span>
              <LiveWord isLive={isLoading ? undefined : stateOf(id)} />
            </label>
          </li>
        ))}
        {offered.length === 0 && (
          <li className="text-mute">{isLoading ? 'Asking Twitch…' : 'None of them is live.'}</li>
        )}
      </ul>
    </div>
  );
}

function LiveWord({ isLive }: { readonly isLive: boolean | null | undefined }) {
  if (isLive === true) return <span className="text-xs font-medium text-ok">● live</span>;
  return isLive === null ? <span className="text-xs text-mute">not known</span> : null;
}

/** Named sets, kept in the settings; only the owner makes and drops them. */
function Sets({ picked, onPick }: Pick<ChannelsFieldProps, 'picked' | 'onPick'>) {
  const { bridge, say } = useServices();
  const sets = useApp((state) => state.settings?.channelSets) ?? [];
  const may = useMay('settings.set');
  const [name, setName] = useState('');
  const save = async (channelSets: readonly ChannelSet[]): Promise<boolean> => {
    const reply = await bridge.call('settings.set', {
      channelSets: channelSets.map((set) => ({ ...set, channelIds: [...set.channelIds] })),
    });
    if (!reply.ok) say.failed(reply.error);
    return reply.ok;
  };
  const isSame = (set: ChannelSet): boolean => set.name.toLowerCase() === name.trim().toLowerCase();
  const add = async (): Promise<void> => {
    const others = sets.filter((set) => !isSame(set));
    if (await save([...others, { name: name.trim(), channelIds: picked }])) setName('');
  };
  return (
    <div className="grid gap-1.5">
      {sets.map((set) => (
        <div key={set.name} className="flex items-center gap-1">
          <Button className="min-w-0 flex-1 justify-start!" onClick={() => onPick(set.channelIds)}>
            <span className="truncate">{set.name}</span>
            <span className="text-xs text-mute">{set.channelIds.length}</span>
          </Button>
          {may && (
            <IconButton
              label={`Drop the set ${set.name}`}
              onClick={() => void save(sets.filter((other) => other !== set))}
            >
              <Trash2 size={14} />
            </IconButton>
          )}
        </div>
      ))}
      {may && picked.length > 1 && (
        <div className="flex items-center gap-1">
          <TextField
            aria-label="Name of a set of these channels"
            placeholder="Save these as a set…"
            maxLength={40}
            value={name}
            onChange={(event) => setName(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return;
              event.preventDefault();
              if (name.trim() !== '') void add();
            }}
          />
          <IconButton label="Save the set" disabled={name.trim() === ''} onClick={() => void add()}>
            <Save size={14} />
          </IconButton>
        </div>
      )}
    </div>
  );
}
