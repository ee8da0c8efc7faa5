// The panel on the right: who somebody is, what happened to them here, and the composer to act on them.
import { ArrowLeft, ExternalLink, X } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { ChannelView } from '../../../shared/model.ts';
import { doubtSince } from '../../lib/freshness.ts';
import { describeError, oneLine } from '../../lib/messages.ts';
import { useHotkey } from '../../lib/keyboard.tsx';
import { useApp, useMinute, useServices } from '../../lib/services.tsx';
import { channelOf, type PanelTarget } from '../../lib/store.ts';
import { IconButton } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { Composer } from './composer.tsx';
import { Elsewhere } from './elsewhere.tsx';
import { PersonFacts, PersonHeader } from './person-header.tsx';
import { Protection } from './protection.tsx';
import { Timeline } from './timeline.tsx';
import type { ActTarget } from './use-acting.ts';
import { usePerson } from './use-person.ts';
import { useKnown } from '../sync/use-known.ts';

export function PersonPanel() {
  const { store } = useServices();
  const panel = useApp((state) => state.panel);
  const channelId = useApp((state) => state.channelId);
  const close = (): void => store.setState({ panel: null, intent: null, reason: '' });
  useHotkey('close', close, panel !== null);
  if (panel === null || channelId === null) return null;
  return (
    <aside
      aria-label={panel.kind === 'typed' ? 'Act on a name' : `Person ${panel.name}`}
      className="side-panel flex min-h-0 w-76 flex-col border-l border-line bg-s1 [grid-area:panel] max-md:fixed max-md:inset-x-0 max-md:top-0 max-md:bottom-7 max-md:z-20 max-md:w-auto max-md:border-l-0"
    >
      {panel.kind === 'typed' ? (
        <TypedBody channelId={channelId} onClose={close} />
      ) : (
        <PersonBody key={`${panel.channelId} ${panel.userId}`} panel={panel} onClose={close} />
      )}
    </aside>
  );
}

function PersonBody({
  panel,
  onClose,
}: {
  readonly panel: Extract<PanelTarget, { kind: 'person' }>;
  readonly onClose: () => void;
}) {
  const { channelId, userId, name } = panel;
  const { person, target, error, revision } = usePerson(panel);
  const channel = useApp((state) => channelOf(state, channelId));
  // Nothing on record is no trouble: a moderator, say, or somebody only protected. The history below says so.
  const isUnknown = error?.code === 'NOT_FOUND';
  return (
    <>
      <PersonHeader
        id={userId}
        displayName={person?.displayName ?? name}
        login={target?.login ?? ''}
        formerNames={person?.formerNames ?? []}
        actions={<PanelActions login={target?.login ?? ''} onClose={onClose} />}
        protection={<Protection channelId={channelId} userId={userId} />}
      />
      <WhichChannel channelId={channelId} />
      {person !== null && <PersonFacts person={person} current={target?.current ?? null} />}
      <Elsewhere current={person?.current ?? []} channelId={channelId} name={name} />
      {channel !== null && <Doubt channel={channel} heardAt={target?.current?.bannedAt ?? null} />}
      {error !== null && !isUnknown && (
        <p role="alert" className="px-3.5 py-2 text-danger">
          {oneLine(describeError(error, name))}
        </p>
      )}
      <Timeline channelId={channelId} userId={userId} revision={revision} />
      <Composer target={target} offences={person?.offences ?? null} />
    </>
  );
}

/** With all channels in view it must be clear in which one an act would happen. */
function WhichChannel({ channelId }: { readonly channelId: string }) {
  const isEverywhere = useApp((state) => state.screen === 'activity' && state.isEverywhere);
  const name = useApp((state) => channelOf(state, channelId)?.displayName);
  if (!isEverywhere || name === undefined) return null;
  return (
    <p className="border-b border-line bg-s2 px-3.5 py-1.5 text-mute">
      in <b className="font-semibold text-ink">{name}</b>
    </p>
  );
}

/** Where no list can be asked, what is said of a person is only as good as what was heard. */
function Doubt({ channel, heardAt }: { readonly channel: ChannelView; readonly heardAt: string | null }) {
  const doubt = doubtSince(useKnown(channel, useMinute()), heardAt);
  if (doubt === null) return null;
  return <p className="border-b border-line px-3.5 py-1.5 text-xs text-warn first-letter:uppercase">{doubt}</p>;
}

function PanelActions({ login, onClose }: { readonly login: string; readonly onClose: () => void }) {
  const { bridge, say } = useServices();
  const openProfile = async (): Promise<void> => {
    const reply = await bridge.call('links.open', { kind: 'twitchUser', login });
    if (!reply.ok) say.failed(reply.error);
    else if (!reply.value.opened) say.note('Open this page in your browser', reply.value.url, 'note');
  };
  return (
    <span className="-mt-1 -mr-1.5 flex">
      {/^[a-z0-9_]{1,25}$/.test(login) && (
        <IconButton label="Open on Twitch" onClick={() => void openProfile()}>
          <ExternalLink size={14} />
        </IconButton>
      )}
      <IconButton label="Close (Esc)" onClick={onClose}>
        <X size={16} className="max-md:hidden" />
        <ArrowLeft size={16} className="md:hidden" />
      </IconButton>
    </span>
  );
}

/** Acting on somebody who is in no list: the login is typed, the core looks it up. */
function TypedBody({ channelId, onClose }: { readonly channelId: string; readonly onClose: () => void }) {
  const [text, setText] = useState('');
  const login = text.trim().replace(/^@/, '').toLowerCase();
  const isValid = /^[a-z0-9_]{1,25}$/.test(login);
  const target = useMemo<ActTarget>(
    () => ({ channelId, userId: null, login, name: login, current: null }),
    [channelId, login],
  );
  return (
    <>
      <div className="flex items-center justify-between border-b border-line px-3.5 pt-3.5 pb-2.5">
        <h2 className="text-lg font-semibold">Act on a name</h2>
        <span className="-mt-1 -mr-1.5">
          <IconButton label="Close (Esc)" onClick={onClose}>
            <X size={16} />
          </IconButton>
        </span>
      </div>
      <div className="flex-1 px-3.5 py-3">
        <label htmlFor="typed-login" className="flex flex-col gap-1">
          <span className="text-xs font-semibold text-mute">Twitch login</span>
          <TextField
            id="typed-login"
            autoFocus
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return;
              // Otherwise the same key press would send the form of the field that has the focus by then.
              event.preventDefault();
              document.getElementById('composer-reason')?.focus();
            }}
            placeholder="some_login"
            maxLength={40}
            aria-invalid={login !== '' && !isValid}
            aria-describedby="typed-login-help"
          />
        </label>
        <p id="typed-login-help" className={`pt-1.5 ${login !== '' && !isValid ? 'text-danger' : 'text-mute'}`}>
          {login !== '' && !isValid
            ? 'A login has letters a–z, digits and _, up to 25 of them.'
            : 'For somebody who is not in the list. Twitch is asked for the account when you act.'}
        </p>
      </div>
      <Composer target={isValid ? target : null} />
    </>
  );
}
