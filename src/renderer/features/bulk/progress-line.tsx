// How far a long piece of work is: a bar, and only what is known in words.
import type { JobView } from '../../../shared/model.ts';
import { formatCount } from '../../lib/format.ts';
import { useNow } from '../../lib/services.tsx';
import { etaWords, PACE, paceWords } from './bulk-words.ts';

export function ProgressLine({
  label,
  share,
  words,
  job = null,
  acts = 0,
}: {
  readonly label: string;
  /** 0 to 1; null where it can't be told. */
  readonly share: number | null;
  readonly words: readonly string[];
  readonly job?: JobView | null;
  /** How many acts there are in all: above what Twitch takes at once its pace is named. */
  readonly acts?: number;
}) {
  const now = useNow();
  const parts = [...words.filter((word) => word !== ''), ...paceParts(job, acts, now)];
  return (
    <div className="flex flex-col gap-1.5">
      <span
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={share === null ? undefined : Math.round(share * 100)}
        className="h-1.5 w-full overflow-hidden rounded-full bg-s3"
      >
        <span
          className={`block h-full rounded-full bg-accent ${share === null ? 'w-1/3 animate-pulse' : ''}`}
          style={share === null ? {} : { width: `${Math.min(1, share) * 100}%` }}
        />
      </span>
      <span>{parts.join(' · ')}</span>
    </div>
  );
}

/** How long without news until a job is taken to wait for Twitch's window. */
const STILL_MS = 3_000;

/** Rate and remaining time as they are by now: while a job waits for its turn nobody says anything new. */
function paceParts(job: JobView | null, acts: number, now: number): readonly string[] {
  if (job === null) return [];
  const age = Math.max(0, now - Date.parse(job.updatedAt));
  const isWaiting = acts > 0 && job.phase === 'acting' && age > STILL_MS;
  const pace = isWaiting ? PACE : paceWords(acts);
  const parts: string[] = [];
  if (isWaiting) parts.push('waits for its turn');
  else if (job.rate !== null && job.rate > 0.05) parts.push(`${rateWords(job.rate)}/s`);
  const left = job.etaMs === null ? 0 : job.etaMs - age;
  if (left > 0) parts.push(`${etaWords(left)} left${pace === '' ? '' : `, ${pace}`}`);
  return parts;
}

function rateWords(rate: number): string {
  return rate < 10 ? rate.toFixed(1) : formatCount(Math.round(rate));
}
