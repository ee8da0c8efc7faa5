// What is kept, for how long, in how many copies, and how to get it back or bring more in.
import { FolderOpen } from 'lucide-react';
import { formatBytes } from '../../lib/format.ts';
import { useApp, useMay, useServices } from '../../lib/services.tsx';
import { useQuery } from '../../lib/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { Row } from '../../ui/field.tsx';
import { ProofPanel } from '../audit/proof-panel.tsx';
import { Card } from './card.tsx';
import { BackupList } from './data-backups.tsx';
import { ImportForm } from './data-import.tsx';
import { MoveRows } from './data-move.tsx';
import { RetentionRows } from './data-retention.tsx';

export function DataSection() {
  const may = useMay('data.get');
  // Made anew with every word from a job: one of them may have changed what lies here.
  const jobs = useApp((state) => state.jobs);
  const { value: data, refresh } = useQuery('data.get', may ? {} : null, jobs, true);
  if (!may) return <p className="text-mute">Only the owner of this installation sees where the data is kept.</p>;
  return (
    <>
      <Card title="Audit log" text="What was done through Modkeep and what it observed. No row is ever changed.">
        <RetentionRows />
        <div className="border-t border-line pt-1.5">
          <div className="-mx-3">
            <ProofPanel />
          </div>
        </div>
      </Card>
      <Card
        title="Backups"
        text="Verified copies of the whole database, the newest of each of the last three days. They hold no sign-in."
      >
        <BackupList />
      </Card>
      <Card title="History of another Modkeep">
        <ImportForm importable={data?.importable ?? []} canShow={data?.canShow ?? false} onLook={refresh} />
      </Card>
      <Card title="On the disk">
        <Sizes data={data} />
        {data !== null && <MoveRows move={data.move} onChange={refresh} />}
      </Card>
    </>
  );
}

function Sizes({ data }: { readonly data: ReturnType<typeof useQuery<'data.get'>>['value'] }) {
  const { bridge, say } = useServices();
  if (data === null) return <div className="h-12" aria-busy="true" />;
  const show = async (): Promise<void> => {
    const reply = await bridge.call('data.show', { folder: 'data' });
    if (!reply.ok) say.failed(reply.error);
  };
  return (
    <Row
      title={`Database ${formatBytes(data.databaseBytes)} · backups ${formatBytes(data.backupBytes)}`}
      text={
        <>
          {data.freeBytes !== null && `${formatBytes(data.freeBytes)} free on this disk. `}
          {!data.canShow && 'A browser cannot open folders. The folder is the one that Modkeep was started with.'}
        </>
      }
    >
      {data.canShow && (
        <Button onClick={() => void show()}>
          <FolderOpen size={14} aria-hidden="true" /> Show in folder
        </Button>
      )}
    </Row>
  );
}
