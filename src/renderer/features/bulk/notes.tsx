// What one has to know about a job beside its numbers: what could not be checked, what cannot be brought back, what differs.
import { CircleQuestionMark, Info, TriangleAlert, type LucideIcon } from 'lucide-react';
import type { BulkView } from '../../../shared/contract/bulk.ts';
import { plural } from '../../lib/format.ts';

interface Note {
  readonly icon: LucideIcon;
  readonly tone: string;
  readonly text: string;
}

export function Notes({ bulk }: { readonly bulk: BulkView }) {
  const notes = notesOf(bulk);
  if (notes.length === 0) return null;
  return (
    <ul aria-label="Notes" className="flex flex-col gap-1">
      {notes.map(({ icon: Icon, tone, text }) => (
        <li key={text} className="flex items-start gap-2">
          <Icon size={14} className={`mt-0.5 shrink-0 ${tone}`} aria-hidden="true" />
          <span>{text}</span>
        </li>
      ))}
    </ul>
  );
}

function notesOf({ state, checked, changes, differing, results, plans, acts }: BulkView): readonly Note[] {
  const notes: Note[] = [];
  const add = (icon: LucideIcon, tone: string, text: string): void => void notes.push({ icon, tone, text });
  const isPlanned = state === 'planned';
  if (isPlanned && !checked.banned) {
    add(
      CircleQuestionMark,
      'text-info',
      'Who is banned or timed out now cannot be checked here: Twitch shows that only to the broadcaster. Rows that turn out to need nothing are told by Twitch’s answer.',
    );
  }
  if (isPlanned && !checked.banned && (acts.untimeout ?? 0) > 0) {
    add(
      TriangleAlert,
      'text-warn',
      'Twitch will not say whether somebody is banned or timed out, and lifts either; only those known here as banned are left out.',
    );
  }
  if (isPlanned && !checked.moderators) {
    add(
      CircleQuestionMark,
      'text-info',
      'Who is a moderator cannot be checked completely here: only those Modkeep has heard of are left out.',
    );
  }
  if (changes.length > 0 && state !== 'cancelled') {
    add(
      Info,
      'text-info',
      'Twitch’s date and moderator will be new ones: a ban or timeout that is brought back counts from now and as done by the account that acts. Kind, end and reason are as before.',
    );
  }
  if ((plans.bad_row ?? 0) > 0 && isPlanned) {
    const count = plans.bad_row ?? 0;
    add(
      TriangleAlert,
      'text-warn',
      `${plural(count, 'line', 'lines')} cannot be used and ${count === 1 ? 'is' : 'are'} left out; the rest is not held up by that.`,
    );
  }
  if ((results.unknown ?? 0) > 0) {
    const count = results.unknown ?? 0;
    add(
      CircleQuestionMark,
      'text-warn',
      `Of ${plural(count, 'row', 'rows')} nobody can tell whether Twitch did it: the answer was lost and looking gave none. They are not repeated.`,
    );
  }
  if (differing > 0) {
    add(
      TriangleAlert,
      'text-warn',
      `${plural(differing, 'person is', 'people are')} not as asked in Twitch’s list, looked at afterwards: somebody may have acted meanwhile.`,
    );
  }
  return notes;
}
