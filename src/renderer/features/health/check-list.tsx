// What Modkeep needs, line by line: an icon and a word for its state, what is so, and one button that mends it.
import { CircleCheck, CircleX, Info } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { CheckFix, CheckState, HealthCheck } from '../../../shared/contract/health.ts';
import { isAllowed } from '../../../shared/permissions.ts';
import { useApp, useServices } from '../../lib/services.tsx';
import { Button } from '../../ui/button.tsx';
import { CHECK_WORDS, FIX_WORDS, STATE_WORDS } from './health-words.ts';

const STATES = {
  ok: { icon: CircleCheck, tone: 'text-ok' },
  bad: { icon: CircleX, tone: 'text-danger' },
  note: { icon: Info, tone: 'text-info' },
} as const;

export function StateMark({ state, word }: { readonly state: CheckState; readonly word?: string }) {
  const { icon: Icon, tone } = STATES[state];
  return (
    <span className={`inline-flex items-center gap-1.5 font-semibold ${tone}`}>
      <Icon size={14} className="shrink-0" aria-hidden="true" />
      {word ?? STATE_WORDS[state]}
    </span>
  );
}

export function CheckList({
  checks,
  isTesting,
  onFix,
}: {
  readonly checks: readonly HealthCheck[];
  readonly isTesting: boolean;
  readonly onFix: (fix: CheckFix) => void;
}) {
  const place = useApp((state) => state.healthPlace);
  return (
    <ul aria-label="What Modkeep needs">
      {checks.map((check) => (
        <Line
          key={check.name}
          check={check}
          isLooked={check.name === place}
          isBusy={isTesting && check.fix?.kind === 'test'}
          onFix={onFix}
        />
      ))}
    </ul>
  );
}

/** `isLooked`: somebody came here for this line. */
function Line({
  check,
  isLooked,
  isBusy,
  onFix,
}: {
  readonly check: HealthCheck;
  readonly isLooked: boolean;
  readonly isBusy: boolean;
  readonly onFix: (fix: CheckFix) => void;
}) {
  const { store } = useServices();
  const caller = useApp((state) => state.caller);
  const line = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (!isLooked) return;
    line.current?.scrollIntoView({ block: 'center' });
    line.current?.focus({ preventScroll: true });
    // The focus marks the line from now on.
    store.setState({ healthPlace: null });
  }, [isLooked, store]);
  const { name, state, sentence, fix } = check;
  const button = fix === null ? null : FIX_WORDS[fix.kind];
  const may = button !== null && (button.needs === null || isAllowed(caller, button.needs));
  return (
    <li
      ref={line}
      tabIndex={-1}
      className="grid grid-cols-[5.5rem_6.5rem_minmax(0,1fr)_auto] items-center gap-x-3 gap-y-0.5 border-t border-line px-2 py-0.5 first:border-t-0 @max-[36rem]/health:grid-cols-[5.5rem_minmax(0,1fr)_auto] @max-[36rem]/health:py-1.5 focus:bg-pick"
    >
      <StateMark state={state} />
      <b className="font-medium">{CHECK_WORDS[name]}</b>
      <span
        className={`min-w-0 wrap-anywhere @max-[36rem]/health:order-last @max-[36rem]/health:col-span-3 ${state === 'bad' ? 'text-ink' : 'text-mute'}`}
      >
        {sentence}
      </span>
      {may && fix !== null ? (
        <Button
          look={state === 'bad' ? 'plain' : 'quiet'}
          disabled={isBusy}
          aria-label={`${button.word}: ${CHECK_WORDS[name]}`}
          onClick={() => onFix(fix)}
        >
          {isBusy ? 'Testing' : button.word}
        </Button>
      ) : (
        <span className="min-h-7" />
      )}
    </li>
  );
}
