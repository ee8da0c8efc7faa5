// What became of a ban with a date, in words. Pure.
import type { ScheduledLiftView } from '../../../shared/contract/acting.ts';
import { describeError, fullLine } from '../../lib/messages.ts';

export interface LiftWords {
  readonly word: string;
  /** A sentence where the word alone leaves a question; else empty. */
  readonly text: string;
  readonly tone: 'info' | 'ok' | 'warn' | 'danger' | 'mute';
}

/** `now` in ms. */
export function liftWords(lift: ScheduledLiftView, now: number): LiftWords {
  switch (lift.state) {
    case 'waiting':
      return Date.parse(lift.dueAt) > now
        ? { word: 'Waiting', text: '', tone: 'info' }
        : {
            word: 'Due',
            text: 'It is lifted as soon as Modkeep may act here and knows that this ban is still the one in force.',
            tone: 'warn',
          };
    case 'done':
      return { word: 'Lifted', text: '', tone: 'ok' };
    case 'failed':
      return {
        word: 'Not lifted',
        text:
          lift.error === null ? 'The ban is still in force.' : fullLine(describeError(lift.error, lift.displayName)),
        tone: 'danger',
      };
    case 'overtaken':
      return {
        word: 'Overtaken',
        text: 'A newer ban or timeout took the place of the one this was for. It was left alone.',
        tone: 'mute',
      };
    default:
      return {
        word: 'Cancelled',
        text: 'Called off here, or the ban was ended before its date.',
        tone: 'mute',
      };
  }
}

/** Those still to come, soonest first, and those that are over, latest first. */
export function sorted(lifts: readonly ScheduledLiftView[]): {
  readonly waiting: readonly ScheduledLiftView[];
  readonly over: readonly ScheduledLiftView[];
} {
  const at = ({ finishedAt, dueAt }: ScheduledLiftView): number => Date.parse(finishedAt ?? dueAt);
  return {
    waiting: lifts
      .filter(({ state }) => state === 'waiting')
      .toSorted((one, other) => Date.parse(one.dueAt) - Date.parse(other.dueAt)),
    over: lifts.filter(({ state }) => state !== 'waiting').toSorted((one, other) => at(other) - at(one)),
  };
}
