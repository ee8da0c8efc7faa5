// The composer: nine timeouts, a reason, and the acts that are possible for this person right now.
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Offences } from '../../../shared/person.ts';
import { formatPreset } from '../../lib/format.ts';
import { useHotkey } from '../../lib/keyboard.tsx';
import { presetsOf } from '../../lib/presets.ts';
import { useApp, useMay, useServices } from '../../lib/services.tsx';
import { actingAccount } from '../../lib/reconnect.ts';
import { channelOf, openConnect, type State } from '../../lib/store.ts';
import { Button, Kbd } from '../../ui/button.tsx';
import type { SeveralAct } from '../../lib/several.ts';
import { ChannelsField } from './channels-field.tsx';
import { Ladder } from './ladder.tsx';
import { ReasonField } from './reason-field.tsx';
import { SeveralWindow } from './several-window.tsx';
import { UntilField, untilOf } from './until-field.tsx';
import { useActing, type Acting, type ActTarget } from './use-acting.ts';
import type { SeveralPlan } from './use-several.ts';

export interface ComposerProps {
  readonly target: ActTarget | null;
  /** What the ladder says of the person here, where that is known. */
  readonly offences?: Offences | null;
}

export function Composer({ target, offences = null }: ComposerProps) {
  const { store, ticker } = useServices();
  const [others, setOthers] = useState<readonly string[] | null>(null);
  const [until, setUntil] = useState<string | null>(null);
  const [plan, setPlan] = useState<SeveralPlan | null>(null);
  const channelIds = useMemo(() => others ?? (target === null ? [] : [target.channelId]), [others, target]);
  const isSeveral = target !== null && (channelIds.length !== 1 || channelIds[0] !== target.channelId);
  const onSeveral = useMemo(() => {
    if (!isSeveral || target === null) return null;
    const user = target.userId === null ? { login: target.login } : { id: target.userId };
    return (act: SeveralAct) =>
      channelIds.length > 0 &&
      setPlan({ user, name: target.name, act, reason: store.getState().reason.trim(), channelIds });
  }, [isSeveral, target, channelIds, store]);
  const single = useActing(target, onSeveral);
  const acting = useMemo<Acting>(() => {
    const ban = (): void => {
      const at = until === null ? null : untilOf(until, ticker.now());
      // A date that is none is said beside its field.
      if (until === null || at !== null) single.ban(at);
    };
    return { ...single, ban };
  }, [single, until, ticker]);
  const may = useMay('bans.create');
  const { possible } = acting;
  useComposerKeys(acting, target?.channelId ?? null);
  useEffect(() => {
    // The button that was pressed may be gone now; the keyboard goes on in the list.
    if (document.activeElement === document.body) document.getElementById('ban-grid')?.focus({ preventScroll: true });
  }, [possible.ending, possible.canBan]);
  if (!may) return <Closed why="Your key may read, but not act." />;
  if (possible.why !== null) return <Closed why={possible.why} channelId={target?.channelId ?? null} />;
  return (
    <form
      data-composer=""
      aria-label="Act"
      className="grid max-h-[60%] shrink-0 gap-2 overflow-y-auto border-t border-line bg-s2 px-3.5 py-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (possible.canBan) acting.ban();
        else acting.end();
      }}
    >
      {target !== null && <ChannelsField own={target.channelId} picked={channelIds} onPick={setOthers} />}
      {offences !== null && <Ladder offences={offences} acting={acting} />}
      {(possible.canTimeOut || target === null) && <Presets acting={acting} channelId={target?.channelId ?? null} />}
      <ReasonField disabled={!possible.canBan && target !== null} />
      {possible.canBan && <UntilField value={until} onChange={setUntil} />}
      <div className="grid auto-cols-fr grid-flow-col gap-1.5">
        <EndButton acting={acting} />
        {(possible.canBan || target === null) && (
          <Button type="submit" look="primary" disabled={!possible.canBan} className="min-h-8">
            {until === null ? 'Ban' : 'Ban until'} <Kbd isOnAccent>B</Kbd>
          </Button>
        )}
      </div>
      <SeveralWindow plan={plan} onClose={() => setPlan(null)} />
    </form>
  );
}

function usePresets(channelId: string | null): readonly number[] {
  const settings = useApp((state) => state.settings);
  return presetsOf(settings, channelId);
}

function useComposerKeys(acting: Acting, channelId: string | null): void {
  const { store } = useServices();
  const presets = usePresets(channelId);
  const intent = useApp((state) => state.intent);
  useHotkey('act.ban', () => acting.ban());
  useHotkey('act.end', acting.end);
  useHotkey('act.timeout', () => store.setState({ intent: 'timeout' }));
  useHotkey('close', () => store.setState({ intent: null }), intent !== null);
  useHotkey('preset', (digit) => {
    const seconds = presets[digit - 1];
    if (seconds !== undefined) acting.timeOut(seconds);
  });
}

/** `channelId` where a sign-in there could open the composer again. */
function Closed({ why, channelId = null }: { readonly why: string; readonly channelId?: string | null }) {
  const { store } = useServices();
  const may = useMay('accounts.signIn');
  const lacks = useApp((state) => channelId !== null && lacksSignIn(state, channelId));
  const accountId = useApp((state) => (channelId === null ? null : actingAccount(state, channelId)));
  return (
    <div role="note" className="flex flex-col items-start gap-2 border-t border-line bg-s2 px-3.5 py-3 text-mute">
      <p>{why}</p>
      {lacks && may && accountId !== null && (
        <Button onClick={() => openConnect(store, accountId, ['act'])}>Reconnect</Button>
      )}
    </div>
  );
}

/** True where nothing but a sign-in or a permission is missing. */
function lacksSignIn(state: State, channelId: string): boolean {
  const channel = channelOf(state, channelId);
  if (channel === null || channel.mode === 'viewer' || !channel.isActingLetIn) return false;
  return state.app?.acting.isOn === true && !channel.status.canAct;
}

function Presets({ acting, channelId }: { readonly acting: Acting; readonly channelId: string | null }) {
  const presets = usePresets(channelId);
  const isArmed = useApp((state) => state.intent === 'timeout');
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const buttons = place.current;
    if (!isArmed || buttons === null) return;
    buttons.querySelector('button')?.focus();
    return () => {
      // Otherwise the next Enter would press whichever timeout has the focus.
      if (buttons.contains(document.activeElement)) document.getElementById('ban-grid')?.focus({ preventScroll: true });
    };
  }, [isArmed]);
  return (
    <div role="group" aria-label="Time out for" ref={place}>
      <div className="flex justify-between pb-1 text-xs text-mute">
        <span className="font-semibold">Time out for</span>
        <span>
          {isArmed ? (
            'press 1 to 9'
          ) : (
            <>
              <Kbd>T</Kbd> then 1 to 9
            </>
          )}
        </span>
      </div>
      <div className="grid grid-cols-5 gap-1">
        {presets.map((seconds, index) => (
          <button
            key={index}
            type="button"
            disabled={!acting.possible.canTimeOut}
            onClick={() => acting.timeOut(seconds)}
            aria-label={`Time out for ${formatPreset(seconds)}`}
            className={`min-h-7 rounded-md border bg-s1 px-1 hover:not-disabled:border-warn hover:not-disabled:bg-s3 disabled:opacity-50 ${isArmed ? 'border-accent' : 'border-line'}`}
          >
            {formatPreset(seconds)}
            <span className="ml-1 align-[2px] text-[0.625rem] text-mute" aria-hidden="true">
              {index + 1}
            </span>
          </button>
        ))}
      </div>
    </div>
  );
}

const ENDINGS = { unban: 'Unban', 'end-timeout': 'End timeout', unclear: 'Lift…' } as const;

function EndButton({ acting }: { readonly acting: Acting }) {
  const { ending, canBan } = acting.possible;
  if (ending === null) return null;
  return (
    <Button
      type={canBan ? 'button' : 'submit'}
      look={canBan ? 'plain' : 'primary'}
      className="min-h-8"
      {...(canBan ? { onClick: acting.end } : {})}
    >
      {ENDINGS[ending]} <Kbd isOnAccent={!canBan}>U</Kbd>
    </Button>
  );
}
