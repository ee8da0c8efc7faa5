// The server for OBS docks and programs: off until somebody turns it on, its port, how it stands, and a way to an address.
import { CircleCheck, CircleDashed, KeyRound, Loader } from 'lucide-react';
import { useState } from 'react';
import type { DockView } from '../../../shared/contract/dock.ts';
import type { AppError } from '../../../shared/errors.ts';
import { dockHost } from '../../lib/dock.ts';
import { plural } from '../../lib/format.ts';
import { useApp, useMay, useServices } from '../../lib/services.tsx';
import { openRoles } from '../../lib/store.ts';
import { useQuery } from '../../lib/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { Failure } from '../../ui/failure.tsx';
import { Row, Toggle } from '../../ui/field.tsx';
import { AddKey } from '../moderators/add-key.tsx';
import { Card, Overruled } from './card.tsx';
import { DockPortForm } from './dock-port-form.tsx';
import { useSetSettings } from './use-settings.ts';

export function DockCard() {
  const may = useMay('dock.get');
  const revision = useApp((state) => `${state.dockRevision}.${state.settingsRevision}`);
  const isInMemory = useApp((state) => state.app?.vault === 'memory');
  const { value, error } = useQuery('dock.get', may ? {} : null, revision, true);
  if (!may) return null;
  return (
    <Card
      title="OBS docks and programs"
      text="A small server that only this computer reaches: Modkeep as a dock in OBS, and your own programs. Nobody comes in without a key of yours."
    >
      {error !== null && <Failure error={error} look="box" />}
      {value !== null && (
        <>
          {value.dock.isSwitched && <TurnOn />}
          <Standing dock={value.dock} />
          {value.dock.isSwitched && <DockPortForm />}
          <Addresses />
        </>
      )}
      {isInMemory && (
        <Overruled>
          Keys are kept in memory here, as sign-ins are: they end with Modkeep, and so do addresses.
        </Overruled>
      )}
    </Card>
  );
}

function TurnOn() {
  const set = useSetSettings();
  const isOn = useApp((state) => state.settings?.dockEnabled === true);
  return (
    <Row title="Let docks and programs in" text="Off: nothing listens, and keys that were made are kept.">
      <Toggle label="Let docks and programs in" isOn={isOn} onChange={(dockEnabled) => void set({ dockEnabled })} />
    </Row>
  );
}

function Standing({ dock }: { readonly dock: DockView }) {
  const { bridge } = useServices();
  const [refused, setRefused] = useState<AppError | null>(null);
  const retry = async (): Promise<void> => {
    const reply = await bridge.call('dock.retry', {});
    setRefused(reply.ok ? null : reply.error);
  };
  const error = refused ?? (dock.state === 'failed' ? dock.error : null);
  if (error !== null)
    return (
      <div className="pb-3">
        <Failure error={error} look="box" onRetry={() => void retry()} />
      </div>
    );
  return (
    <div role="status" className="pb-3">
      <StateLine dock={dock} />
      {!dock.isSwitched && (
        <p className="text-mute">
          This Modkeep was started for browsers and is this server itself: on until it ends, on the port that{' '}
          <code className="whitespace-nowrap">--port</code> names. In the desktop app it is turned on and off here.
        </p>
      )}
    </div>
  );
}

function StateLine({ dock }: { readonly dock: DockView }) {
  if (dock.state === 'on')
    return (
      <p>
        <CircleCheck size={14} className="mr-1.5 inline align-[-2px] text-ok" aria-hidden="true" />
        <b className="font-semibold text-ok">On</b> at <span className="font-mono">{dockHost(dock)}</span>
        <span className="text-mute">
          {'\u00a0· '}
          {dock.connected === 0
            ? 'nobody connected'
            : `${plural(dock.connected, 'dock or program', 'docks and programs')} connected`}
        </span>
      </p>
    );
  const isStarting = dock.state === 'starting';
  const Icon = isStarting ? Loader : CircleDashed;
  return (
    <p className="flex items-center gap-1.5 text-mute">
      <Icon size={14} className="shrink-0" aria-hidden="true" />
      {isStarting ? 'Starting' : 'Off: nothing listens on this computer'}
    </p>
  );
}

function Addresses() {
  const { store } = useServices();
  const [isAdding, setAdding] = useState(false);
  return (
    <Row
      title="An address for OBS"
      text="Makes a key with the rights that you tick, and shows its address once. In OBS it goes under Docks → Custom Browser Docks."
    >
      <span className="flex flex-wrap gap-2">
        <Button onClick={() => setAdding(true)}>
          <KeyRound size={14} aria-hidden="true" /> Make an address
        </Button>
        <Button onClick={() => openRoles(store, 'rights')}>All keys</Button>
      </span>
      <AddKey isOpen={isAdding} onClose={() => setAdding(false)} />
    </Row>
  );
}
