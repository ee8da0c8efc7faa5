// What the last test of the connection has shown: two requests, their answer and how long it took.
import type { AppError } from '../../../shared/errors.ts';
import type { TestCall } from '../../../shared/contract/health.ts';
import { describeError, fullLine } from '../../lib/messages.ts';
import { StateMark } from './check-list.tsx';
import { callWords } from './health-words.ts';

export interface TestResult {
  readonly calls: readonly TestCall[];
  /** The test itself could not be made. */
  readonly error: AppError | null;
}

export function ConnectionTest({ result }: { readonly result: TestResult | null }) {
  return (
    <div role="status" aria-label="Test of the connection">
      {result !== null && (
        <ul className="mt-2 rounded-md border border-line bg-s2 px-3 py-2">
          {result.error !== null && <li className="text-danger">{fullLine(describeError(result.error))}</li>}
          {result.calls.map((call) => (
            <li key={call.name} className="flex flex-wrap gap-x-2 py-0.5">
              <StateMark
                state={call.error === null ? 'ok' : 'bad'}
                word={call.error === null ? 'Answered' : 'Failed'}
              />
              <span>{callWords(call)}</span>
            </li>
          ))}
          {[...whyOf(result)].map((why) => (
            <li key={why} className="text-mute">
              {why}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** Why calls failed, each reason once. */
function whyOf({ calls }: TestResult): ReadonlySet<string> {
  return new Set(calls.flatMap(({ error }) => (error === null ? [] : [fullLine(describeError(error))])));
}
