// One line above everything when something is not as usual: a full disk, the demo, a lost sign-in, acting turned off.
import { CloudOff, FlaskConical, HardDrive, LogIn, OctagonX, ShieldOff } from 'lucide-react';
import type { ReactNode } from 'react';
import type { AccountView } from '../../../shared/model.ts';
import { isTwitchOut } from '../../lib/freshness.ts';
import { actingWords } from '../../lib/possible.ts';
import { useApp, useMay, useServices } from '../../lib/services.tsx';
import { openHelp } from '../../lib/open-help.ts';
import { openConnect } from '../../lib/store.ts';

export function Banners() {
  const app = useApp((state) => state.app);
  const isFirstRun = useApp((state) => (state.channels?.length ?? 0) === 0);
  const accounts = useApp((state) => state.accounts);
  const isOut = useApp((state) => isTwitchOut(state.channels ?? []));
  const signedOut = accounts.filter((account) => account.state === 'signed-out' && account.reason !== 'user');
  if (app === null) return null;
  return (
    <div className="[grid-area:banner]">
      {app.readOnlySince !== null && <DiskFull />}
      {app.isDemo && (
        <Banner tone="bg-info-bg text-info" icon={<FlaskConical size={14} />}>
          <b className="font-semibold">Demo</b> with a simulated Twitch. Nothing you do here reaches anybody.
        </Banner>
      )}
      {signedOut.length > 0 && <SignedOut accounts={signedOut} />}
      {isOut && signedOut.length < accounts.length && (
        <Banner tone="bg-warn-bg text-warn" icon={<CloudOff size={14} />}>
          Twitch cannot be reached. Everything recorded is here, and Modkeep keeps trying.
        </Banner>
      )}
      {!app.acting.isOn && !isFirstRun && <ActingOff reason={app.acting.reason} />}
    </div>
  );
}

function Banner({
  tone,
  icon,
  children,
}: {
  readonly tone: string;
  readonly icon: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <div
      role="status"
      className={`flex min-h-7 items-center justify-center gap-x-2 border-b border-line px-3 py-1 sm:text-center ${tone}`}
    >
      <span aria-hidden="true" className="shrink-0">
        {icon}
      </span>
      <span>{children}</span>
    </div>
  );
}

const LINK = 'font-semibold underline underline-offset-2';

/** Until the core can save again: it says so by itself. */
function DiskFull() {
  const { store } = useServices();
  return (
    <Banner tone="bg-danger-bg" icon={<HardDrive size={14} className="text-danger" />}>
      <b className="font-semibold text-danger">Read only: the disk is full or refuses to write.</b>{' '}
      <span className="max-sm:hidden">Looking and searching work; what happens on Twitch waits in memory.</span> Leave
      Modkeep open and free some space: it goes on by itself.{' '}
      <button type="button" className={LINK} onClick={() => openHelp(store, 'DATABASE_FULL')}>
        What is this?
      </button>
    </Banner>
  );
}

const SIGNED_OUT_WORDS = {
  revoked: 'Twitch took back the sign-in of',
  expired: 'The sign-in ran out for',
  restart: 'A restart signed out',
  user: 'Signed out:',
} as const;

/** One line for all of them; the button begins with the first. */
function SignedOut({ accounts }: { readonly accounts: readonly AccountView[] }) {
  const { store } = useServices();
  const may = useMay('accounts.signIn');
  const [first] = accounts;
  if (first === undefined) return null;
  const words =
    accounts.length === 1
      ? `${SIGNED_OUT_WORDS[first.reason ?? 'expired']} ${first.displayName}.`
      : `Signed out: ${accounts.map((account) => account.displayName).join(', ')}.`;
  return (
    <Banner tone="bg-warn-bg text-warn" icon={<LogIn size={14} />}>
      {words} The lists below are as old as they say.{' '}
      {may && (
        <button type="button" className={LINK} onClick={() => openConnect(store, first.id)}>
          Sign in again
        </button>
      )}
    </Banner>
  );
}

function ActingOff({ reason }: { readonly reason: 'on' | 'kill_switch' | 'flag_off' | 'environment_off' }) {
  const { bridge, say } = useServices();
  const maySet = useMay('settings.set');
  const turnOn = async (): Promise<void> => {
    const reply = await bridge.call('settings.set', { actingEnabled: true });
    if (!reply.ok) say.failed(reply.error);
  };
  return (
    <Banner
      tone="bg-warn-bg text-warn"
      icon={reason === 'kill_switch' ? <OctagonX size={14} /> : <ShieldOff size={14} />}
    >
      {actingWords(reason)} Lists and history work as usual.{' '}
      {reason === 'flag_off' && maySet && (
        <button type="button" className={LINK} onClick={() => void turnOn()}>
          Let Modkeep act
        </button>
      )}
    </Banner>
  );
}
