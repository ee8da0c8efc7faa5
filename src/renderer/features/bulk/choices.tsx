// One of a few, all in sight: a row of radio buttons that looks like one control.
import { useId } from 'react';

export function Choices<T extends string>({
  label,
  value,
  choices,
  onPick,
}: {
  readonly label: string;
  readonly value: T;
  readonly choices: readonly { readonly value: T; readonly word: string }[];
  readonly onPick: (value: T) => void;
}) {
  const name = useId();
  return (
    <div role="radiogroup" aria-label={label} className="flex flex-wrap gap-1">
      {choices.map((choice) => (
        <label
          key={choice.value}
          className="inline-flex min-h-8 cursor-pointer items-center rounded-md border border-line bg-s1 px-3 text-mute hover:border-edge hover:text-ink has-checked:border-accent has-checked:bg-pick has-checked:text-ink has-focus-visible:outline-2 has-focus-visible:outline-offset-1 has-focus-visible:outline-focus"
        >
          <input
            type="radio"
            name={name}
            value={choice.value}
            checked={choice.value === value}
            onChange={() => onPick(choice.value)}
            className="sr-only"
          />
          {choice.word}
        </label>
      ))}
    </div>
  );
}
