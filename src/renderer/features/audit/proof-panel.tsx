// Whether the audit log is to be believed: one line, a button that looks again, and what stands behind the line.
import { Link2, Link2Off, ShieldAlert, ShieldCheck, ShieldQuestionMark } from 'lucide-react';
import { useState } from 'react';
import type { Verification } from '../../../shared/contract/audit.ts';
import { formatAge, formatCount, formatUtc } from '../../lib/format.ts';
import { describeProgress } from '../../lib/messages.ts';
import { useMay, useMinute } from '../../lib/services.tsx';
import { Button } from '../../ui/button.tsx';
import { Copyable } from '../../ui/copyable.tsx';
import { Popover } from '../../ui/popover.tsx';
import { proofWords, type ProofState } from './proof-words.ts';
import { useProof } from './use-proof.ts';

const LOOKS: Readonly<Record<ProofState, { icon: typeof ShieldCheck; tone: string }>> = {
  unknown: { icon: ShieldQuestionMark, tone: 'text-mute' },
  anchored: { icon: ShieldCheck, tone: 'text-ok' },
  partly: { icon: Link2, tone: 'text-warn' },
  none: { icon: Link2Off, tone: 'text-warn' },
  broken: { icon: ShieldAlert, tone: 'text-danger' },
};

export function ProofPanel() {
  const { last, job, start, cancel } = useProof();
  const may = useMay('audit.verify');
  const now = useMinute();
  if (!may || last === null) return null;
  const { verification } = last;
  const { state, text } = proofWords(verification);
  const { icon: Icon, tone } = LOOKS[state];
  return (
    <section
      aria-label="Proof"
      className={`flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-1.5 ${state === 'broken' ? 'bg-danger-bg' : ''}`}
    >
      <p role="status" className="flex min-w-0 items-start gap-1.5">
        <Icon size={16} className={`mt-px shrink-0 ${tone}`} aria-hidden="true" />
        <span className="min-w-0 wrap-break-word">
          <span className={state === 'broken' ? 'font-semibold text-danger' : ''}>{text}</span>
          {verification !== null && (
            <span className="text-mute" title={formatUtc(verification.finishedAt)}>
              {' · '}
              {formatAge(verification.finishedAt, now)}
            </span>
          )}
        </span>
      </p>
      <span className="flex items-center gap-1">
        {verification !== null && <Behind verification={verification} />}
        {job === null ? (
          <Button look={verification === null || state === 'broken' ? 'plain' : 'quiet'} onClick={start}>
            {verification === null ? 'Verify' : 'Verify again'}
          </Button>
        ) : (
          <>
            <span className="text-mute">{describeProgress(job.done, job.total, true) || 'verifying'}</span>
            <Button onClick={cancel}>Cancel</Button>
          </>
        )}
      </span>
    </section>
  );
}

/** What the line leaves out: what is not proven and why, and the figures to write down. */
function Behind({ verification }: { readonly verification: Verification }) {
  const [isOpen, setOpen] = useState(false);
  const { notes, removed, firstSeq, lastSeq, headHash, isUnbroken } = verification;
  return (
    <Popover
      trigger={<Button look="quiet">Details</Button>}
      label="What was verified"
      isOpen={isOpen}
      onOpenChange={setOpen}
    >
      <div className="flex flex-col gap-2">
        {notes.map((note) => (
          <p key={note}>{note}</p>
        ))}
        {!isUnbroken && <p>Rows after that one were not looked at. A backup may hold the log as it was.</p>}
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-1">
          <dt className="text-mute">Rows</dt>
          <dd>{firstSeq === null ? 'none' : `${formatCount(firstSeq)} to ${formatCount(lastSeq)}`}</dd>
          {removed > 0 && (
            <>
              <dt className="text-mute">Removed</dt>
              <dd>{formatCount(removed)} by retention</dd>
            </>
          )}
          <dt className="text-mute">Last hash</dt>
          <dd className="min-w-0 truncate font-mono text-xs">
            <Copyable text={headHash} label="last hash" />
          </dd>
        </dl>
        <p className="text-mute">Write the last hash down elsewhere, and nobody can change the log behind your back.</p>
      </div>
    </Popover>
  );
}
