// What an import would do or has done, and every line that was not taken, with its number and why.
import { LoaderCircle } from 'lucide-react';
import type { ImportProblem } from '../../../shared/contract/lists.ts';
import { formatCount, plural } from '../../lib/format.ts';
import type { ImportState } from './use-import.ts';
import { Failure } from '../../ui/failure.tsx';

const PROBLEMS: Readonly<Record<ImportProblem['reason'], string>> = {
  not_readable: 'cannot be read: a quote that never closes, or too long',
  not_a_login_or_id: 'neither a login nor an id',
  note_too_long: 'the note is longer than 200 characters',
  duplicate: 'stands further up already',
  not_found: 'Twitch knows nobody by this name or id',
};
const SHOWN = 200;

export function ImportOutcome({ state }: { readonly state: ImportState }) {
  if (state.step === 'empty') return null;
  if (state.step === 'sending') {
    const part = state.of > 1 ? `, part ${state.done + 1} of ${state.of}` : '';
    return (
      <p role="status" className="flex items-center gap-2 text-mute">
        <LoaderCircle size={14} className="animate-spin" aria-hidden="true" />
        {state.isDry ? 'Looking at the lines' : 'Protecting'}
        {part}…
      </p>
    );
  }
  const { sum, failure, step } = state;
  const isDone = step === 'done';
  return (
    <div className="flex flex-col gap-2">
      <p role="status" className={isDone && failure === null ? 'text-ok' : ''}>
        {plural(sum.examined, 'line', 'lines')} looked at:{' '}
        {[
          `${formatCount(sum.added)} ${isDone ? 'protected' : 'to protect'}`,
          `${formatCount(sum.updated)} with a new note`,
          `${formatCount(sum.unchanged)} protected already`,
          `${formatCount(sum.problems.length)} not taken`,
        ].join(', ')}
        .
      </p>
      {failure !== null && (
        <Failure error={failure.error} look="box">
          {isDone ? `What stood before line ${formatCount(failure.line)} is protected; the rest is not. ` : ''}
        </Failure>
      )}
      {sum.problems.length > 0 && <Problems problems={sum.problems} />}
    </div>
  );
}

function Problems({ problems }: { readonly problems: readonly ImportProblem[] }) {
  return (
    <div
      role="region"
      aria-label="Lines not taken"
      tabIndex={0}
      className="max-h-40 overflow-auto rounded-md border border-line"
    >
      <table className="w-full text-left">
        <thead className="sticky top-0 bg-s2 text-xs text-mute">
          <tr>
            <th className="px-2 py-1 font-semibold">Line</th>
            <th className="px-2 py-1 font-semibold">Says</th>
            <th className="px-2 py-1 font-semibold">Not taken, because</th>
          </tr>
        </thead>
        <tbody>
          {problems.slice(0, SHOWN).map(({ line, given, reason }) => (
            <tr key={`${line} ${reason}`} className="border-t border-line align-top">
              <td className="px-2 py-1 text-mute">{formatCount(line)}</td>
              <td className="max-w-32 truncate px-2 py-1 font-mono" title={given}>
                {given}
              </td>
              <td className="px-2 py-1">{PROBLEMS[reason]}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {problems.length > SHOWN && (
        <p className="px-2 py-1 text-mute">and {formatCount(problems.length - SHOWN)} more</p>
      )}
    </div>
  );
}
