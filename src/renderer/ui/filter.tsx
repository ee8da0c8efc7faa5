// What the forms and chips of filters are made of. Knows no filter.
import { X } from 'lucide-react';
import type { Actor } from '../lib/actors.ts';
import { Chip } from './button.tsx';
import { Day, INPUT, Labelled } from './field.tsx';

/** One part that narrows; a click takes it away. */
export function FilterChip({ words, onRemove }: { readonly words: string; readonly onRemove: () => void }) {
  return (
    <Chip isOn onClick={onRemove} aria-label={`${words}. Take this filter away`} title="Take this filter away">
      <span className="max-w-44 truncate">{words}</span>
      <X size={12} className="shrink-0" aria-hidden="true" />
    </Chip>
  );
}

/** A labelled list to pick one of, or none. */
export function PickOne({
  word,
  none,
  value,
  choices,
  onChange,
}: {
  readonly word: string;
  readonly none: string;
  /** An id; empty for none. */
  readonly value: string;
  readonly choices: readonly { readonly id: string; readonly name: string }[];
  readonly onChange: (id: string) => void;
}) {
  return (
    <Labelled word={word}>
      {(id) => (
        <select id={id} value={value} onChange={(event) => onChange(event.target.value)} className={`${INPUT} w-full`}>
          <option value="">{none}</option>
          {choices.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  );
}

/** `By`: whoever is picked is among the choices, known to the list or not. */
export function PickModerator({
  picked,
  known,
  onChange,
}: {
  readonly picked: Actor | null;
  readonly known: readonly Actor[];
  readonly onChange: (moderator: Actor | null) => void;
}) {
  const choices = picked === null || known.some(({ id }) => id === picked.id) ? known : [picked, ...known];
  return (
    <PickOne
      word="By"
      none="anybody"
      value={picked?.id ?? ''}
      choices={choices}
      onChange={(id) => onChange(choices.find((one) => one.id === id) ?? null)}
    />
  );
}

/** The first and the last day, neither beyond the other. */
export function DayRange({
  from,
  to,
  onChange,
}: {
  readonly from: string | null;
  readonly to: string | null;
  readonly onChange: (change: { readonly from: string | null } | { readonly to: string | null }) => void;
}) {
  return (
    <div className="grid grid-cols-2 gap-2">
      <Day word="From day" value={from} most={to} onChange={(day) => onChange({ from: day })} />
      <Day word="To day" value={to} least={from} onChange={(day) => onChange({ to: day })} />
    </div>
  );
}
