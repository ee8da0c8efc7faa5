// Where a protection holds: in the channel on show, or everywhere.
import { useApp } from '../../lib/services.tsx';
import { channelOf } from '../../lib/store.ts';

export function PlaceField({
  channelId,
  place,
  onPick,
}: {
  readonly channelId: string;
  /** Null: everywhere. */
  readonly place: string | null;
  readonly onPick: (place: string | null) => void;
}) {
  const name = useApp((state) => channelOf(state, channelId)?.displayName) ?? 'this channel';
  const choices = [
    { value: channelId, words: `In ${name}` },
    { value: null, words: 'Everywhere' },
  ];
  return (
    <fieldset className="flex flex-wrap gap-x-4 gap-y-1">
      <legend className="pb-1 text-xs font-semibold text-mute">Where</legend>
      {choices.map(({ value, words }) => (
        <label key={words} className="flex items-center gap-1.5 py-1">
          <input
            type="radio"
            name="protected-place"
            className="size-4 accent-accent"
            checked={place === value}
            onChange={() => onPick(value)}
          />
          {words}
        </label>
      ))}
    </fieldset>
  );
}
