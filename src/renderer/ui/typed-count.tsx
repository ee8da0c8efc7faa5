// A number that has to be typed before much is done at once, so that nobody does it by habit.
import { useId } from 'react';
import { formatCount } from '../lib/format.ts';
import { TextField } from './field.tsx';

/** True when `typed` names `count`, with or without blanks between the digits. */
export function isCountTyped(typed: string, count: number): boolean {
  const digits = typed.replaceAll(/\s/g, '');
  return digits !== '' && Number(digits) === count;
}

export function TypedCount({
  count,
  typed,
  onChange,
}: {
  readonly count: number;
  readonly typed: string;
  readonly onChange: (typed: string) => void;
}) {
  const id = useId();
  return (
    <>
      <label htmlFor={id}>
        Type <b className="font-semibold">{formatCount(count)}</b> to confirm
      </label>
      <TextField
        id={id}
        inputMode="numeric"
        maxLength={12}
        value={typed}
        onChange={(event) => onChange(event.target.value)}
        className="w-24 text-center"
      />
    </>
  );
}
