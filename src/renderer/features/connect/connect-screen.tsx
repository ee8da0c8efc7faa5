// The first page: connect an account, decide whether Modkeep may act, or look around in the demo.
import { Castle } from 'lucide-react';
import { useApp, useMay, useServices } from '../../lib/services.tsx';
import { Button } from '../../ui/button.tsx';
import { ActingSwitch } from '../settings/acting-switch.tsx';
import { ClientIdForm } from '../settings/client-id-form.tsx';
import { SignIn } from './sign-in.tsx';

export function ConnectScreen() {
  const app = useApp((state) => state.app);
  const isFirstRun = useApp((state) => (state.channels?.length ?? 0) === 0);
  const again = useApp((state) => state.accounts.find((account) => account.id === state.reconnect?.accountId));
  const may = useMay('accounts.signIn');
  if (app === null) return null;
  return (
    <section aria-label="Connect" className="min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto flex max-w-120 flex-col gap-4 px-4 py-8">
        <div className="flex items-center gap-3">
          <Castle size={28} className="shrink-0 text-accent" aria-hidden="true" />
          <div>
            <h1 className="text-lg font-semibold">
              {isFirstRun
                ? 'Welcome to Modkeep'
                : again === undefined
                  ? 'Add an account'
                  : `Reconnect ${again.displayName}`}
            </h1>
            <p className="text-mute">
              It keeps the gate and keeps the record: every ban and timeout, in a file that belongs to you.
            </p>
          </div>
        </div>
        {may ? (
          <>
            <Waiting />
            <Step number={1} title={again === undefined ? 'Connect your Twitch account' : 'Confirm on Twitch'}>
              {app.hasClientId ? <SignIn /> : <NoClientId />}
            </Step>
            <Step number={2} title="Decide whether Modkeep may act">
              <ActingSwitch />
            </Step>
          </>
        ) : (
          <p className="text-mute">Nobody is signed in yet. The owner of this installation can do that.</p>
        )}
        {isFirstRun && !app.isDemo && (
          <div className="rounded-lg border border-dashed border-edge px-4 py-3">
            <h2 className="font-semibold">Only looking around?</h2>
            <p className="text-mute">
              Start the demo instead: a lively simulated channel, no account needed. In the folder of Modkeep, run{' '}
              <code className="rounded-sm bg-s2 px-1 font-mono text-ink">npm start -- --demo</code>
            </p>
          </div>
        )}
      </div>
    </section>
  );
}

/** The act that is done when this sign-in has brought its permission, with the way to call it off. */
function Waiting() {
  const { store } = useServices();
  const repeat = useApp((state) => state.repeat);
  if (repeat === null) return null;
  return (
    <div
      role="note"
      className="flex flex-wrap items-center gap-x-3 gap-y-1.5 rounded-md bg-info-bg px-3 py-2 text-info"
    >
      <span className="min-w-40 flex-1">
        Once Twitch has granted it, Modkeep will <b className="font-semibold">{repeat.words}</b>, as you asked.
      </span>
      <Button onClick={() => store.setState({ repeat: null })}>Do not</Button>
    </div>
  );
}

function Step({
  number,
  title,
  children,
}: {
  readonly number: number;
  readonly title: string;
  readonly children: React.ReactNode;
}) {
  return (
    <div className="rounded-lg border border-line bg-s1 px-4 py-3">
      <h2 className="flex items-center gap-2 pb-2 font-semibold">
        <span className="grid size-5 place-items-center rounded-full bg-s3 text-xs" aria-hidden="true">
          {number}
        </span>
        {title}
      </h2>
      {children}
    </div>
  );
}

function NoClientId() {
  return (
    <div className="flex flex-col gap-3">
      <p className="text-mute">
        Twitch wants every app to name itself with a client id. This copy of Modkeep has none built in, so it uses one
        of yours. It is no secret, costs nothing, and takes two minutes:
      </p>
      <ol className="list-decimal pl-5 text-mute marker:text-ink [&>li]:pb-1">
        <li>
          Open the Twitch developer console and choose <b className="text-ink">Register Your Application</b>.
        </li>
        <li>
          Name: anything. OAuth redirect URL:{' '}
          <code className="rounded-sm bg-s2 px-1 font-mono text-ink">http://localhost</code>. Client type:{' '}
          <b className="text-ink">Public</b>.
        </li>
        <li>Copy the client id that it shows, and put it here.</li>
      </ol>
      <ClientIdForm />
    </div>
  );
}
