// The sync panel's words: how the list is read now, and what became of earlier reads. Pure.
import type { SyncView } from '../../../shared/contract/bans.ts';
import type { ChannelView } from '../../../shared/model.ts';
import type { Caller } from '../../../shared/permissions.ts';
import { formatAge, formatCount, formatDuration, formatRelative, plural } from '../../lib/format.ts';

const STATES: Readonly<Record<ChannelView['status']['reading'], string>> = {
  idle: 'Ready',
  reading: 'Reading the list',
  waiting: 'Waiting for the next check',
  held: 'On hold',
  failed: 'The last read failed',
  off: 'Not reading',
};

export interface StateLine {
  readonly word: string;
  readonly text: string;
}

/** The state now, and what is known about it, each as `word: text`. `now` in ms. */
export function describeState({ status, mode, isWatched }: ChannelView, now: number): readonly StateLine[] {
  if (mode !== 'broadcaster') {
    const text = isWatched
      ? 'Twitch shows the list only to the broadcaster. What is known comes from live events and your own acts.'
      : 'Not watched.';
    return [{ word: 'List', text }];
  }
  const lines: StateLine[] = [{ word: 'Now', text: `${STATES[status.reading]}.` }];
  if (status.explanation !== '') lines.push({ word: 'Why', text: status.explanation });
  if (status.intervalMs !== null && status.reading !== 'off')
    lines.push({
      word: 'Interval',
      text: `${formatDuration(Math.round(status.intervalMs / 1000))} between two checks`,
    });
  if (status.nextReadAt !== null && status.reading !== 'reading')
    lines.push({ word: 'Next check', text: describeNext(status.nextReadAt, now) });
  const read = status.lastCompleteReadAt;
  lines.push({ word: 'Complete', text: read === null ? 'never read in full' : `read in full ${formatAge(read, now)}` });
  return lines;
}

function describeNext(at: string, now: number): string {
  return Date.parse(at) > now ? formatRelative(at, now) : 'any moment';
}

export interface RunWords {
  readonly word: string;
  readonly tone: string;
  /** `4 210 read · 3 new · 2 gone · 8s`, only what is known. */
  readonly facts: string;
  readonly by: string;
  /** Set where another try makes sense. */
  readonly canRetry: boolean;
}

const OUTCOMES: Readonly<Record<SyncView['status'], { word: string; tone: string }>> = {
  queued: { word: 'Queued', tone: 'text-info' },
  syncing: { word: 'Running', tone: 'text-info' },
  completed: { word: 'Complete', tone: 'text-ok' },
  failed: { word: 'Failed', tone: 'text-danger' },
  cancelled: { word: 'Cancelled', tone: 'text-mute' },
  interrupted: { word: 'Interrupted', tone: 'text-warn' },
};

export function describeRun(run: SyncView, caller: Caller): RunWords {
  const facts = [`${formatCount(run.syncedCount)} read`];
  const { changes, found, gone } = run.summary;
  if (isCount(found)) facts.push(`${formatCount(found)} found`);
  if (isCount(changes)) facts.push(plural(changes, 'change', 'changes'));
  if (isCount(gone)) facts.push(`${formatCount(gone)} gone`);
  if (run.status === 'completed' && facts.length === 1) facts.push('no changes');
  const length = lengthOf(run);
  if (length !== null) facts.push(length);
  return {
    ...OUTCOMES[run.status],
    facts: facts.join(' · '),
    by: describeActor(run.actor, caller),
    canRetry: run.status === 'failed' || run.status === 'interrupted',
  };
}

/** The core calls the person at its own window `owner`. */
function describeActor(actor: string | null, caller: Caller): string {
  if (actor === null) return 'by itself';
  if (actor === 'owner') return caller.kind === 'owner' ? 'by you' : 'by the owner';
  return `by ${actor}`;
}

function lengthOf({ startedAt, finishedAt }: SyncView): string | null {
  if (finishedAt === null) return null;
  const ms = Date.parse(finishedAt) - Date.parse(startedAt);
  if (!Number.isFinite(ms) || ms < 0) return null;
  return ms < 1000 ? 'under 1s' : formatDuration(Math.round(ms / 1000));
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && value > 0;
}
