// What did not work, as a line that is read out: what happened, what to do, and a button to try again where that helps.
import type { ReactNode } from 'react';
import type { AppError } from '../../shared/errors.ts';
import { describeError, oneLine } from '../lib/messages.ts';
import { WhatIsThis } from './what-is-this.tsx';

export interface FailureProps {
  readonly error: AppError;
  /** Whom it was about, if it was about one person. */
  readonly who?: string;
  /** A `bar` goes across a screen, a `box` stands among the fields of a form. */
  readonly look?: 'bar' | 'box';
  readonly onRetry?: () => void;
  /** What has to be said before it. */
  readonly children?: ReactNode;
}

export function Failure({ error, who, look = 'bar', onRetry, children }: FailureProps) {
  const message = describeError(error, who);
  return (
    <p
      role="alert"
      className={`bg-danger-bg px-3 py-2 text-danger ${look === 'box' ? 'rounded-md' : 'border-y border-line'}`}
    >
      {children}
      <b className="font-semibold">{message.title}.</b> {oneLine(message)} <WhatIsThis code={error.code} />
      {onRetry !== undefined && (
        <>
          {' '}
          <button type="button" className="underline" onClick={onRetry}>
            Try again
          </button>
        </>
      )}
    </p>
  );
}
