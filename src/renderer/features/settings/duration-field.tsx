// A length of time typed as people say it. What cannot be read stays, is marked, and is not saved; Escape takes it back.
import { useRef, useState } from 'react';
import { formatExact, parseDuration } from '../../lib/format.ts';
import { TextField } from '../../ui/field.tsx';
import { heardMove } from './list-row.tsx';

/** A timeout in seconds; `ban` where `canBan`. */
type Length = number | null;

export function DurationField({
  value,
  label,
  canBan = false,
  id,
  isOwn = true,
  onSave,
  onProblem,
  onMove,
}: {
  /** Seconds, or null for a ban. */
  readonly value: Length;
  readonly label: string;
  readonly canBan?: boolean;
  readonly id?: string;
  /** False: what stands here is somebody else's value, until it is changed. */
  readonly isOwn?: boolean;
  readonly onSave: (value: Length) => void;
  /** Hears a sentence when what is typed cannot be saved, and null when that is over. */
  readonly onProblem: (problem: string | null) => void;
  /** In an ordered list. */
  readonly onMove?: (step: -1 | 1) => void;
}) {
  const saved = value === null ? 'ban' : formatExact(value);
  const [text, setText] = useState(saved);
  const isGivenUp = useRef(false);
  const read = (typed: string): Length | undefined => {
    if (canBan && /^ban$/i.test(typed.trim())) return null;
    return parseDuration(typed) ?? undefined;
  };
  const leave = (): void => {
    if (isGivenUp.current) {
      isGivenUp.current = false;
      setText(saved);
      return onProblem(null);
    }
    const length = read(text);
    if (length === undefined) return onProblem(problemWith(label, canBan));
    onProblem(null);
    if (length === value) setText(saved);
    else onSave(length);
  };
  return (
    <TextField
      {...(id === undefined ? {} : { id })}
      aria-label={label}
      aria-invalid={read(text) === undefined}
      value={text}
      maxLength={30}
      onChange={(event) => setText(event.target.value)}
      onBlur={leave}
      onKeyDown={(event) => {
        if (onMove !== undefined) heardMove(event, onMove);
        if (event.key === 'Enter') leave();
        if (event.key === 'Escape') isGivenUp.current = true;
      }}
      className={`w-full text-center ${isOwn ? '' : 'text-mute italic'}`}
    />
  );
}

function problemWith(label: string, canBan: boolean): string {
  return `${label}: write it like 30s, 10m, 1h 30m or 2w, from 1s to 14d${canBan ? ', or ban' : ''}. Not saved.`;
}
