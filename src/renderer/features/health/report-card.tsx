// The diagnostic report: put together on request, shown as it will be saved, then saved or copied.
import { Copy, Download, FileText } from 'lucide-react';
import { useState } from 'react';
import type { Output } from '../../../shared/contract.ts';
import type { AppError } from '../../../shared/errors.ts';
import { offerFile } from '../../lib/save-file.ts';
import { useServices, useWhyNot } from '../../lib/services.tsx';
import { Button } from '../../ui/button.tsx';
import { copyText } from '../../ui/copyable.tsx';
import { Window } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/failure.tsx';
import { Card } from '../settings/card.tsx';
import { StateMark } from './check-list.tsx';

type Report = Output<'report.get'>;

export function ReportCard() {
  const { bridge } = useServices();
  const whyNot = useWhyNot('report.get');
  const [isOpen, setOpen] = useState(false);
  const [report, setReport] = useState<Report | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const make = async (): Promise<void> => {
    setOpen(true);
    setReport(null);
    setError(null);
    const reply = await bridge.call('report.get', {});
    if (reply.ok) setReport(reply.value);
    else setError(reply.error);
  };
  return (
    <Card
      title="Diagnostic report"
      text="Everything that somebody who helps you needs to know, without tokens or keys. You see it before it is saved."
      aside={
        <Button disabled={whyNot !== null} title={whyNot ?? undefined} onClick={() => void make()}>
          <FileText size={14} aria-hidden="true" /> Save report…
        </Button>
      }
    >
      <Window isWide title="Diagnostic report" isOpen={isOpen} onClose={() => setOpen(false)}>
        {error !== null && <Failure error={error} look="box" />}
        {report === null && error === null && (
          <p role="status" className="py-6 text-mute">
            Looking at everything, and asking Twitch twice. This takes up to 20 s where Twitch does not answer.
          </p>
        )}
        {report !== null && <Preview report={report} />}
      </Window>
    </Card>
  );
}

const SEVERITY_WORDS = {
  P1: { state: 'bad', words: 'P1: it concerns everything' },
  P2: { state: 'bad', words: 'P2: it concerns some of it' },
  none: { state: 'ok', words: 'Nothing is wrong as far as Modkeep can tell' },
} as const;

function Preview({ report: { name, text, severity } }: { readonly report: Report }) {
  const { say } = useServices();
  const { state, words } = SEVERITY_WORDS[severity.level];
  const copy = async (): Promise<void> => {
    if (await copyText(text)) say.note('Report copied');
    else say.note('Not copied', 'The clipboard did not take it.', 'failed');
  };
  return (
    <>
      <div className="flex flex-col gap-1">
        <StateMark state={state} word={words} />
        <ul aria-label="Reasons" className="max-h-28 list-disc overflow-y-auto pl-5 text-mute">
          {severity.reasons.map((reason) => (
            <li key={reason} className="wrap-anywhere">
              {reason}
            </li>
          ))}
        </ul>
      </div>
      <pre
        tabIndex={0}
        aria-label="The report as it will be saved"
        className="max-h-[45vh] min-h-32 overflow-auto rounded-md border border-line bg-s0 p-2 font-mono text-xs whitespace-pre-wrap wrap-anywhere"
      >
        {text}
      </pre>
      <p className="font-mono text-xs wrap-anywhere">{name}</p>
      <p className="text-mute">Names of channels and ids of people are in it. Send it to people you trust.</p>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={() => void copy()}>
          <Copy size={14} aria-hidden="true" /> Copy
        </Button>
        <Button look="primary" onClick={() => offerFile(new Blob([text], { type: 'text/plain' }), name)}>
          <Download size={14} aria-hidden="true" /> Save
        </Button>
      </div>
    </>
  );
}
