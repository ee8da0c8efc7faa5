// One of a few, all in sight: a group of radio buttons. Words alone stand in a row like one control; where each says what
// it means, they stand below each other.
import { useId } from 'react';

export interface Choice<T extends string> {
  readonly value: T;
  readonly word: string;
  /** What it means. All of a group have one, or none. */
  readonly text?: string;
}

export interface ChoicesProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly choices: readonly Choice<T>[];
  readonly onPick: (value: T) => void;
}

const FRAME =
  'cursor-pointer items-center rounded-md border border-line hover:border-edge has-checked:border-accent has-checked:bg-pick has-focus-visible:outline-2 has-focus-visible:outline-offset-1 has-focus-visible:outline-focus';
const WORD = 'inline-flex min-h-8 bg-s1 px-3 text-mute hover:text-ink has-checked:text-ink';
const WORD_WITH_TEXT = 'grid grid-cols-[auto_minmax(0,1fr)] gap-x-2.5 px-3 py-2 font-medium';

export function Choices<T extends string>({ label, value, choices, onPick }: ChoicesProps<T>) {
  const name = useId();
  const isExplained = choices.some(({ text }) => text !== undefined);
  return (
    <div
      role="radiogroup"
      aria-label={label}
      className={isExplained ? 'flex min-w-0 flex-col gap-1.5' : 'flex flex-wrap gap-1'}
    >
      {isExplained && (
        <span aria-hidden="true" className="text-xs font-semibold text-mute">
          {label}
        </span>
      )}
      {choices.map((choice) => (
        <label key={choice.value} className={`${FRAME} ${isExplained ? WORD_WITH_TEXT : WORD}`}>
          <input
            type="radio"
            name={name}
            value={choice.value}
            checked={choice.value === value}
            onChange={() => onPick(choice.value)}
            className={isExplained ? 'accent-accent outline-none' : 'sr-only'}
          />
          {choice.word}
          {isExplained && <span className="col-start-2 font-normal wrap-break-word text-mute">{choice.text}</span>}
        </label>
      ))}
    </div>
  );
}
