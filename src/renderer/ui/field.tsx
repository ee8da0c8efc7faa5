// Fields of a form: a text line, a day, a switch, a labelled row.
import { Switch } from '@base-ui/react/switch';
import { useId, type ComponentProps, type ReactNode } from 'react';

export const INPUT =
  'h-8 min-w-0 rounded-md border border-line bg-s1 px-2.5 hover:border-edge focus-visible:border-focus aria-invalid:border-danger disabled:opacity-50';

export function TextField({ className = 'w-full', ...rest }: ComponentProps<'input'>) {
  return <input type="text" autoComplete="off" spellCheck={false} className={`${INPUT} ${className}`} {...rest} />;
}

export function Toggle({
  isOn,
  onChange,
  label,
  disabled = false,
}: {
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
  readonly label: string;
  readonly disabled?: boolean;
}) {
  return (
    <Switch.Root
      checked={isOn}
      onCheckedChange={onChange}
      disabled={disabled}
      aria-label={label}
      className="flex h-5 w-9 shrink-0 rounded-full border border-edge bg-s3 p-0.5 transition-colors duration-100 data-checked:border-accent data-checked:bg-accent data-disabled:opacity-50"
    >
      <Switch.Thumb className="size-3.5 rounded-full bg-mute transition-transform duration-100 data-checked:translate-x-4 data-checked:bg-accent-ink" />
    </Switch.Root>
  );
}

/** A setting: its name, what it does, its control. */
export function Row({
  title,
  text,
  children,
}: {
  readonly title: string;
  readonly text?: ReactNode;
  readonly children: ReactNode;
}) {
  const id = useId();
  return (
    <div
      role="group"
      aria-labelledby={id}
      className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2 border-t border-line py-3 first:border-t-0"
    >
      <div className="min-w-48 flex-1">
        <div id={id} className="font-medium">
          {title}
        </div>
        {text !== undefined && <div className="text-mute">{text}</div>}
      </div>
      {children}
    </div>
  );
}

/** A local day, `2026-11-17`; null = open. */
export function Day({
  word,
  value,
  least,
  most,
  onChange,
}: {
  readonly word: string;
  readonly value: string | null;
  readonly least?: string | null;
  readonly most?: string | null;
  readonly onChange: (day: string | null) => void;
}) {
  return (
    <Labelled word={word}>
      {(id) => (
        <input
          id={id}
          type="date"
          value={value ?? ''}
          {...(least == null ? {} : { min: least })}
          {...(most == null ? {} : { max: most })}
          onChange={(event) => onChange(event.target.value === '' ? null : event.target.value)}
          className={`${INPUT} w-full px-1.5`}
        />
      )}
    </Labelled>
  );
}

/** A field under its name; `children` gets the id that joins the two. */
export function Labelled({ word, children }: { readonly word: string; readonly children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="text-xs font-semibold text-mute">
        {word}
      </label>
      {children(id)}
    </div>
  );
}
