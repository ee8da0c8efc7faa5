// Bringing in the history of another Modkeep: a file of one's choice in the desktop shell, a file in the folder `import`
// elsewhere, because a page may not name paths.
import { FileUp } from 'lucide-react';
import { useState } from 'react';
import { describeProgress } from '../../lib/messages.ts';
import { useApp, useServices } from '../../lib/services.tsx';
import { Button } from '../../ui/button.tsx';
import { INPUT } from '../../ui/field.tsx';

interface ImportFormProps {
  readonly importable: readonly string[];
  readonly canShow: boolean;
  /** Looks again what lies in the folder. */
  readonly onLook: () => void;
}

export function ImportForm({ importable, canShow, onLook }: ImportFormProps) {
  const { bridge, say } = useServices();
  const job = useApp((state) => state.jobs.find(({ kind }) => kind === 'import')) ?? null;
  const [picked, setPicked] = useState('');
  const name = importable.includes(picked) ? picked : importable[0];
  const start = async (input: { name?: string }): Promise<void> => {
    const reply = await bridge.call('data.import', input);
    if (!reply.ok) say.failed(reply.error);
  };
  const cancel = async (jobId: string): Promise<void> => {
    const reply = await bridge.call('data.cancelImport', { jobId });
    if (!reply.ok) say.failed(reply.error);
  };
  return (
    <>
      <p className="pb-3 text-mute">
        Its entries are merged into this history. What both have seen stays one entry, and importing the same file again
        changes nothing.
      </p>
      {job !== null ? (
        <div role="status" className="flex flex-wrap items-center gap-3">
          <span>Importing · {describeProgress(job.done, job.total, true) || job.phase}</span>
          <Button onClick={() => void cancel(job.jobId)}>Cancel</Button>
        </div>
      ) : (
        <div className="flex flex-wrap items-center gap-2">
          {name !== undefined && (
            <>
              <select
                aria-label="File in the folder import"
                value={name}
                onChange={(event) => setPicked(event.target.value)}
                className={`${INPUT} max-w-64`}
              >
                {importable.map((one) => (
                  <option key={one} value={one}>
                    {one}
                  </option>
                ))}
              </select>
              <Button onClick={() => void start({ name })}>Import</Button>
            </>
          )}
          {canShow && (
            <Button onClick={() => void start({})}>
              <FileUp size={14} aria-hidden="true" /> Choose a file
            </Button>
          )}
          {!canShow && name === undefined && (
            <>
              <span className="text-mute">
                Put its <span className="font-mono">modkeep.db</span> into the folder{' '}
                <span className="font-mono">import</span> inside the data folder.
              </span>
              <Button onClick={onLook}>Look again</Button>
            </>
          )}
        </div>
      )}
    </>
  );
}
