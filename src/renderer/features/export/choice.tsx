// One of a few, each with a line that says what it means.
import { useId } from 'react';

export function Choice<T extends string>({
  label,
  value,
  choices,
  onPick,
}: {
  readonly label: string;
  readonly value: T;
  readonly choices: readonly { readonly value: T; readonly word: string; readonly text: string }[];
  readonly onPick: (value: T) => void;
}) {
  const name = useId();
  return (
    <fieldset className="flex min-w-0 flex-col gap-1.5">
      <legend className="mb-1.5 text-xs font-semibold text-mute">{label}</legend>
      {choices.map((choice) => (
        <label
          key={choice.value}
          className="grid cursor-pointer grid-cols-[auto_minmax(0,1fr)] items-center gap-x-2.5 rounded-md border border-line px-3 py-2 font-medium hover:border-edge has-checked:border-accent has-checked:bg-pick has-focus-visible:outline-2 has-focus-visible:outline-offset-1 has-focus-visible:outline-focus"
        >
          <input
            type="radio"
            name={name}
            value={choice.value}
            checked={choice.value === value}
            onChange={() => onPick(choice.value)}
            className="accent-accent outline-none"
          />
          {choice.word}
          <span className="col-start-2 font-normal wrap-break-word text-mute">{choice.text}</span>
        </label>
      ))}
    </fieldset>
  );
}
