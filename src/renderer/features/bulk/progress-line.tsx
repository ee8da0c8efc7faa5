// How far a long piece of work is: a bar, and only what is known in words.
import type { JobView } from '../../../shared/model.ts';
import { formatCount } from '../../lib/format.ts';
import { etaWords, paceWords } from './bulk-words.ts';

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
  const parts = words.filter((word) => word !== '');
  if (job?.rate != null && job.rate > 0.05) parts.push(`${rateWords(job.rate)}/s`);
  if (job?.etaMs != null && job.etaMs > 0) {
    const pace = paceWords(acts);
    parts.push(`${etaWords(job.etaMs)} left${pace === '' ? '' : `, ${pace}`}`);
  }
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

function rateWords(rate: number): string {
  return rate < 10 ? rate.toFixed(1) : formatCount(Math.round(rate));
}
