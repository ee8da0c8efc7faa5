// The state of a bulk job as icon and word.
import { Ban, CircleCheck, CircleDot, Loader, PauseCircle, TriangleAlert, type LucideIcon } from 'lucide-react';
import type { BulkState, BulkView } from '../../../shared/contract/bulk.ts';
import { stateWords } from './bulk-words.ts';

const LOOKS: Readonly<Record<BulkState, { readonly icon: LucideIcon; readonly tone: string }>> = {
  collecting: { icon: Loader, tone: 'text-info' },
  checking: { icon: Loader, tone: 'text-info' },
  planned: { icon: CircleDot, tone: 'text-info' },
  running: { icon: Loader, tone: 'text-info' },
  paused: { icon: PauseCircle, tone: 'text-warn' },
  completed: { icon: CircleCheck, tone: 'text-ok' },
  cancelled: { icon: Ban, tone: 'text-mute' },
  failed: { icon: TriangleAlert, tone: 'text-danger' },
};

export function JobState({ bulk }: { readonly bulk: Pick<BulkView, 'state' | 'plans'> }) {
  const { icon: Icon, tone } = LOOKS[bulk.state];
  return (
    <span className={`inline-flex items-center gap-1.5 font-medium whitespace-nowrap ${tone}`}>
      <Icon size={14} className="shrink-0" aria-hidden="true" />
      {stateWords(bulk)}
    </span>
  );
}
