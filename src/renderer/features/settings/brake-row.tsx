// One brake: its numbers as fields, checked together; what is left; and the way back to the profile's numbers.
import { RotateCcw } from 'lucide-react';
import { useEffect, useId, useState } from 'react';
import type { BrakeView } from '../../../shared/contract/settings.ts';
import { BRAKES, type BrakeLimit, type BrakeName } from '../../../shared/brakes.ts';
import { BRAKE_WORDS, isSameLimit, limitWords, readLimit } from '../../lib/brakes.ts';
import { formatCount, formatExact, formatRelative, formatUtc } from '../../lib/format.ts';
import { useApp, useNow, useServices } from '../../lib/services.tsx';
import { useTyped } from '../../lib/use-typed.ts';
import { IconButton } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { useSetSettings } from './use-settings.ts';

export const BRAKE_COLUMNS =
  'grid grid-cols-[minmax(0,1fr)_4.5rem_5rem_8rem_1.75rem] items-start gap-x-2 @max-[32rem]/brakes:grid-cols-[4.5rem_5rem_minmax(0,1fr)_1.75rem]';

export function BrakeRow({
  name,
  own,
  profile,
  standing,
}: {
  readonly name: BrakeName;
  /** What was set by hand, else null. */
  readonly own: BrakeLimit | null;
  readonly profile: BrakeLimit;
  /** How it stands in the channel looked at; null where there is none. */
  readonly standing: BrakeView | null;
}) {
  const set = useSetSettings();
  const overrides = useApp((state) => state.settings?.brakeOverrides) ?? {};
  const { title, limits } = BRAKE_WORDS[name];
  const put = (limit: BrakeLimit | null): void => {
    const { [name]: _old, ...others } = overrides;
    const isProfile = limit === null || isSameLimit(limit, profile);
    void set({ brakeOverrides: isProfile ? others : { ...others, [name]: limit } });
  };
  return (
    <div role="row" aria-label={title} className={`${BRAKE_COLUMNS} gap-y-1 border-t border-line py-2`}>
      <span role="rowheader" className="min-w-0 @max-[32rem]/brakes:col-span-full">
        <span className="block font-medium">{title}</span>
        <span className="block text-mute">
          {limits} {BRAKES[name].per === 'channel' ? 'Each channel has its own count.' : ''}
        </span>
      </span>
      <Numbers title={title} limit={own ?? profile} onSave={put} />
      <Standing standing={standing} />
      <span role="cell">
        {own !== null && (
          <IconButton label={`${title}: back to ${limitWords(profile)}`} onClick={() => put(null)}>
            <RotateCcw size={14} />
          </IconButton>
        )}
      </span>
    </div>
  );
}

/** Two fields that are one limit: saved together when both can be read. */
function Numbers({
  title,
  limit,
  onSave,
}: {
  readonly title: string;
  readonly limit: BrakeLimit;
  readonly onSave: (limit: BrakeLimit) => void;
}) {
  const saved = { max: String(limit.max), window: formatExact(limit.windowSeconds) };
  const { text, type, drop } = useTyped(saved);
  const [isChecked, setChecked] = useState(false);
  const id = useId();
  const { limit: read, problem } = readLimit(text.max, text.window);
  const leave = (): void => {
    if (read !== null && !isSameLimit(read, limit)) onSave(read);
    setChecked(true);
  };
  const field = (name: keyof typeof saved, label: string) => (
    <span role="cell">
      <Small>{label}</Small>
      <TextField
        aria-label={`${title}: ${label}`}
        aria-invalid={problem?.field === name}
        aria-describedby={id}
        inputMode={name === 'max' ? 'numeric' : 'text'}
        maxLength={20}
        value={text[name]}
        onChange={(event) => type(name, event.target.value)}
        onBlur={leave}
        onKeyDown={(event) => {
          if (event.key === 'Enter') leave();
          if (event.key === 'Escape') drop();
        }}
        className="w-full text-center"
      />
    </span>
  );
  return (
    <>
      {field('max', 'at most')}
      {field('window', 'within')}
      {problem !== null && isChecked && (
        <span id={id} role="alert" className="order-last col-span-full text-danger">
          {problem.text} Not saved.
        </span>
      )}
    </>
  );
}

function Standing({ standing }: { readonly standing: BrakeView | null }) {
  const { feed } = useServices();
  const now = useNow();
  const resetAt = standing?.resetAt ?? null;
  const asking = resetAt !== null && Date.parse(resetAt) <= now ? now : null;
  useEffect(() => {
    if (asking !== null) feed.limits();
  }, [feed, asking]);
  if (standing === null) return <span role="cell" />;
  const { remaining, max, isOn } = standing;
  const tone = !isOn ? 'text-mute' : remaining === 0 ? 'text-danger' : remaining <= max * 0.2 ? 'text-warn' : '';
  return (
    <span role="cell" className="min-w-0 pt-1.5 @max-[32rem]/brakes:pt-0">
      <Small>left now</Small>
      <span className={`block ${tone}`}>
        {formatCount(remaining)} of {formatCount(max)}
      </span>
      {resetAt !== null && (
        <span className="block text-xs text-mute" title={formatUtc(resetAt)}>
          next {asking === null ? formatRelative(resetAt, now) : 'now'}
        </span>
      )}
    </span>
  );
}

/** Stands in for the head of the column where the table is too narrow for one. */
function Small({ children }: { readonly children: string }) {
  return (
    <span className="hidden pb-0.5 text-xs text-mute @max-[32rem]/brakes:block" aria-hidden="true">
      {children}
    </span>
  );
}
