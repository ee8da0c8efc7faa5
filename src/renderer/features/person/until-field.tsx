// A ban with an end: Twitch knows none, so Modkeep lifts it on the date.
import { CalendarClock, X } from 'lucide-react';
import { useServices } from '../../lib/services.tsx';
import { IconButton } from '../../ui/button.tsx';
import { INPUT, Labelled } from '../../ui/field.tsx';

const DAY = 86_400_000;
const FARTHEST = 3_650 * DAY;

/** `value` is local time as the field has it (`2026-12-24T18:00`), null = a ban for good. */
export function UntilField({
  value,
  onChange,
}: {
  readonly value: string | null;
  readonly onChange: (value: string | null) => void;
}) {
  const { ticker } = useServices();
  if (value === null) {
    return (
      <button
        type="button"
        onClick={() => onChange(localOf(ticker.now() + 30 * DAY))}
        className="inline-flex items-center gap-1.5 justify-self-start rounded-sm text-xs text-mute hover:text-ink hover:underline"
      >
        <CalendarClock size={12} aria-hidden="true" /> Let it end on a date…
      </button>
    );
  }
  const isWrong = untilOf(value, ticker.now()) === null;
  return (
    <div className="grid gap-1">
      <div className="flex items-end gap-1">
        <div className="min-w-0 flex-1">
          <Labelled word="Ban until">
            {(id) => (
              <input
                id={id}
                type="datetime-local"
                value={value}
                min={localOf(ticker.now())}
                max={localOf(ticker.now() + FARTHEST)}
                aria-invalid={isWrong}
                aria-describedby="until-help"
                onChange={(event) => onChange(event.target.value)}
                className={`${INPUT} w-full px-1.5`}
              />
            )}
          </Labelled>
        </div>
        <IconButton label="No date: ban for good" onClick={() => onChange(null)}>
          <X size={14} />
        </IconButton>
      </div>
      <p id="until-help" className={`text-xs ${isWrong ? 'text-danger' : 'text-mute'}`}>
        {isWrong
          ? 'Pick a moment from now on, at most ten years away.'
          : 'Modkeep lifts it then: it must be running, or does it at its next start.'}
      </p>
    </div>
  );
}

/** The moment of the field in UTC (ISO); null when it is none, past, or too far away. */
export function untilOf(value: string, now: number): string | null {
  const at = Date.parse(value);
  return Number.isFinite(at) && at > now && at <= now + FARTHEST ? new Date(at).toISOString() : null;
}

function localOf(at: number): string {
  const local = new Date(at - new Date(at).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}
