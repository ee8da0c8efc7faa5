// The offence ladder: which offence this would be and what it suggests. One click or key applies it; nothing forces it.
import type { Offences } from '../../../shared/person.ts';
import { formatPreset } from '../../lib/format.ts';
import { useHotkey } from '../../lib/keyboard.tsx';
import { Kbd } from '../../ui/button.tsx';
import type { Acting } from './use-acting.ts';

export function Ladder({ offences, acting }: { readonly offences: Offences; readonly acting: Acting }) {
  const { count, suggestion } = offences;
  const apply = (): void => {
    if (suggestion.kind === 'ban') acting.ban();
    else acting.timeOut(suggestion.durationSeconds);
  };
  const isPossible = suggestion.kind === 'ban' ? acting.possible.canBan : acting.possible.canTimeOut;
  useHotkey('act.ladder', apply, isPossible);
  if (!isPossible) return null;
  const words = suggestion.kind === 'ban' ? 'ban' : formatPreset(suggestion.durationSeconds);
  return (
    <div className="flex items-center justify-between gap-2">
      <span className="text-xs text-mute">
        {ordinal(count + 1)} offence here: <b className="font-semibold text-ink">{words}</b> suggested
      </span>
      <button
        type="button"
        onClick={apply}
        aria-label={`Apply the suggestion: ${suggestion.kind === 'ban' ? 'ban' : `time out for ${words}`}`}
        className="inline-flex shrink-0 items-center gap-1 rounded-md border border-line bg-s1 px-2 py-0.5 text-xs hover:border-warn hover:bg-s3"
      >
        Apply <Kbd>L</Kbd>
      </button>
    </div>
  );
}

function ordinal(count: number): string {
  const tail = count % 100 > 10 && count % 100 < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][count % 10] ?? 'th');
  return `${count}${tail}`;
}
