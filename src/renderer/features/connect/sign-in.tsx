// Signing in with Twitch's device code: the code in large letters, where to enter it, how long it holds.
import { ExternalLink, LoaderCircle } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { Input, Output } from '../../../shared/contract.ts';
import type { JobView } from '../../../shared/model.ts';
import { formatDuration, millisecondsUntil } from '../../lib/format.ts';
import { describeError, oneLine } from '../../lib/messages.ts';
import { useApp, useNow, useServices } from '../../lib/services.tsx';
import { openScreen, type ReconnectWish } from '../../lib/store.ts';
import { Button } from '../../ui/button.tsx';
import { Copyable } from '../../ui/copyable.tsx';

type Code = Output<'accounts.signIn'>;

export function SignIn() {
  const { bridge, store, say } = useServices();
  const [code, setCode] = useState<Code | null>(null);
  const reconnect = useApp((state) => state.reconnect);
  const [isAsking, setAsking] = useState(false);
  const ended = useApp((state) => state.endedSignIn);
  const outcome = code !== null && ended?.jobId === code.jobId ? ended : null;
  const isDone = outcome?.status === 'completed';
  useEffect(() => {
    if (isDone) openScreen(store, 'bans');
  }, [isDone, store]);

  const start = async (): Promise<void> => {
    setAsking(true);
    const reply = await bridge.call('accounts.signIn', inputOf(reconnect));
    setAsking(false);
    if (reply.ok) setCode(reply.value);
    else say.failed(reply.error);
  };
  const cancel = async (): Promise<void> => {
    if (code !== null) await bridge.call('accounts.cancelSignIn', { jobId: code.jobId });
    setCode(null);
  };
  if (code !== null && outcome === null)
    return <CodeCard code={code} onCancel={() => void cancel()} onRenew={() => void start()} />;
  return (
    <div className="flex flex-col items-start gap-2">
      <p className="text-mute">You confirm in your browser, on Twitch’s own page. Modkeep never sees your password.</p>
      {reconnect === null && (
        <ul className="list-disc pl-4 text-mute marker:text-edge">
          <li>
            <b className="font-medium text-ink">Your own channel</b>: the complete list of bans and timeouts, at once.
          </li>
          <li>
            <b className="font-medium text-ink">Channels you moderate</b>: everything from now on. Twitch shows their
            lists only to the broadcaster.
          </li>
        </ul>
      )}
      {outcome !== null && !isDone && (
        <p role="alert" className="text-danger">
          {describeOutcome(outcome)}
        </p>
      )}
      <Button look="primary" className="min-h-8 px-4" disabled={isAsking} onClick={() => void start()}>
        {isAsking && <LoaderCircle size={14} className="animate-spin" aria-hidden="true" />} Sign in with Twitch
      </Button>
    </div>
  );
}

/** A new account is asked for everything; one that is known here only for what it lacks. */
function inputOf(reconnect: ReconnectWish | null): Input<'accounts.signIn'> {
  if (reconnect === null) return {};
  const { accountId, features } = reconnect;
  return { accountId, ...(features === null ? {} : { features: [...features] }) };
}

function describeOutcome(job: JobView): string {
  if (job.error !== null) return oneLine(describeError(job.error));
  return job.status === 'cancelled' ? 'The sign-in was cancelled.' : 'The sign-in was not finished.';
}

function CodeCard({
  code,
  onCancel,
  onRenew,
}: {
  readonly code: Code;
  readonly onCancel: () => void;
  readonly onRenew: () => void;
}) {
  const now = useNow();
  const left = millisecondsUntil(code.expiresAt, now) ?? 0;
  return (
    <div className="flex flex-col items-center gap-3 text-center">
      <p className="text-mute">Enter this code on Twitch’s page and confirm:</p>
      <div className="font-mono text-[2rem] leading-none font-semibold tracking-[0.15em]">
        <Copyable text={code.userCode} label="code" />
      </div>
      <OpenPage code={code} />
      <p role="timer" className={left <= 0 ? 'text-danger' : 'text-mute'}>
        {left <= 0
          ? 'The code ran out.'
          : `Waiting for Twitch · the code holds for ${formatDuration(Math.ceil(left / 1000))}`}
      </p>
      <div className="flex gap-2">
        {left <= 0 && (
          <Button look="primary" onClick={onRenew}>
            New code
          </Button>
        )}
        <Button look="quiet" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </div>
  );
}

/** Opens Twitch's page; where Modkeep cannot open a browser it shows the address instead. */
function OpenPage({ code }: { readonly code: Code }) {
  const { bridge, say } = useServices();
  const [url, setUrl] = useState<string | null>(null);
  const open = async (): Promise<void> => {
    const reply = await bridge.call('links.open', { kind: 'signIn', jobId: code.jobId });
    if (!reply.ok) say.failed(reply.error);
    else if (!reply.value.opened) setUrl(reply.value.url);
  };
  return (
    <>
      <Button look="primary" className="min-h-8 px-4" onClick={() => void open()}>
        Open Twitch <ExternalLink size={14} aria-hidden="true" />
      </Button>
      {url !== null && (
        <p className="max-w-full text-mute">
          Open this address in a browser: <Copyable text={url} label="address" className="font-mono text-ink" />
        </p>
      )}
    </>
  );
}
