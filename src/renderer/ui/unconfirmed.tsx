// The mark of an act that Twitch answered but has not shown: icon, word, and what it means.
import { CircleHelp } from 'lucide-react';
import { confirmationWords, type ConfirmationWords } from '../lib/confirmation-words.ts';
import { useApp } from '../lib/services.tsx';
import { channelOf } from '../lib/store.ts';

/** Null for everything that is confirmed, or no act of ours. */
function useUnconfirmed(entryId: string): ConfirmationWords | null {
  const act = useApp((state) => state.unconfirmed?.get(entryId) ?? null);
  const mode = useApp((state) => (act === null ? null : (channelOf(state, act.channelId)?.mode ?? 'viewer')));
  return act === null || mode === null ? null : confirmationWords(act, mode);
}

export function Unconfirmed({ entryId, isLong = false }: { readonly entryId: string; readonly isLong?: boolean }) {
  const words = useUnconfirmed(entryId);
  if (words === null) return null;
  return (
    <span
      className={`${isLong ? 'block' : ''} text-xs ${words.isWarning ? 'text-warn' : 'text-mute'}`}
      title={words.text}
    >
      <span className="inline-flex items-center gap-1 whitespace-nowrap">
        <CircleHelp size={12} aria-hidden="true" />
        {words.mark}
      </span>
      {isLong ? <span className="block">{words.text}</span> : <span className="sr-only">: {words.text}</span>}
    </span>
  );
}
