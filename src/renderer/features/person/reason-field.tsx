// The reason: typed, or picked from the presets; counted, because Twitch takes 500 characters and Modkeep never cuts.
import { Autocomplete } from '@base-ui/react/autocomplete';
import { ChevronDown } from 'lucide-react';
import { useEffect, useMemo } from 'react';
import { useApp, useServices } from '../../lib/services.tsx';
import { useQuery } from '../../lib/use-query.ts';
import { INPUT } from '../../ui/field.tsx';

const LONGEST = 500;

/** The composer's reason, which the frame keeps while the panel changes. */
export function ReasonField({ disabled }: { readonly disabled: boolean }) {
  const { store } = useServices();
  const reason = useApp((state) => state.reason);
  const isWanted = useApp((state) => state.intent === 'reason');
  useEffect(() => {
    if (isWanted) document.getElementById('composer-reason')?.focus();
  }, [isWanted]);
  if (disabled) return null;
  return (
    <ReasonInput
      id="composer-reason"
      reason={reason}
      onChange={(next) => store.setState({ reason: next })}
      side="top"
    />
  );
}

export function ReasonInput({
  id,
  reason,
  onChange,
  side,
}: {
  readonly id: string;
  readonly reason: string;
  readonly onChange: (reason: string) => void;
  /** Where the presets open. */
  readonly side: 'top' | 'bottom';
}) {
  const presets = useReasons();
  const isNeeded = useApp((state) => state.settings?.requireReason === true);
  const isTooLong = reason.length > LONGEST;
  return (
    <Autocomplete.Root items={presets} value={reason} onValueChange={onChange} openOnInputClick={false}>
      <div className="relative">
        <Autocomplete.Input
          id={id}
          placeholder={isNeeded ? 'Reason (needed)' : 'Reason'}
          aria-label="Reason"
          aria-invalid={isTooLong}
          autoComplete="off"
          className={`${INPUT} w-full pr-19`}
        />
        <span
          className={`pointer-events-none absolute inset-y-0 right-8 flex items-center text-xs ${isTooLong ? 'font-semibold text-danger' : 'text-mute'}`}
          aria-hidden="true"
        >
          {reason.length}/{LONGEST}
        </span>
        <Autocomplete.Trigger
          aria-label="Reasons used often"
          className="absolute inset-y-1 right-1 grid w-6 place-items-center rounded-sm text-mute hover:bg-s3 hover:text-ink"
        >
          <ChevronDown size={14} />
        </Autocomplete.Trigger>
      </div>
      {isTooLong && (
        <span role="alert" className="sr-only">
          The reason is longer than {LONGEST} characters.
        </span>
      )}
      <Autocomplete.Portal>
        <Autocomplete.Positioner sideOffset={4} side={side} className="z-30 outline-none">
          <Autocomplete.Popup className="max-h-64 w-(--anchor-width) overflow-y-auto rounded-md border border-line bg-s2 p-1 shadow-xl empty:hidden data-empty:hidden">
            <Autocomplete.List>
              {(item: string) => (
                <Autocomplete.Item
                  key={item}
                  value={item}
                  className="cursor-default truncate rounded-sm px-2.5 py-1.5 outline-none data-highlighted:bg-s3"
                >
                  {item}
                </Autocomplete.Item>
              )}
            </Autocomplete.List>
          </Autocomplete.Popup>
        </Autocomplete.Positioner>
      </Autocomplete.Portal>
    </Autocomplete.Root>
  );
}

/** The presets and what else was given, the most used first; presets never used keep their order. */
function useReasons(): readonly string[] {
  const revision = useApp((state) => state.auditRevision);
  const presets = useApp((state) => state.settings?.reasonPresets);
  const { value } = useQuery('reasons.list', {}, revision, true);
  return useMemo(
    () => value?.reasons.toSorted((one, other) => other.uses - one.uses).map(({ reason }) => reason) ?? presets ?? [],
    [value, presets],
  );
}
