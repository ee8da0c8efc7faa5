// Everything that a click or key on one person can lead to, with the questions the settings ask for.
import { useMemo } from 'react';
import type { BanView } from '../../../shared/model.ts';
import type { PersonView } from '../../../shared/person.ts';
import { possibleActs, type Possible } from '../../lib/possible.ts';
import { useApp, useServices, type Services } from '../../lib/services.tsx';
import { objectionTo, refuse } from '../../lib/refusal.ts';
import { askEither, type Length } from '../../lib/acts.ts';
import type { SeveralAct } from '../../lib/several.ts';
import { channelOf, openPerson, type State } from '../../lib/store.ts';
import { useRefusal } from './use-refusal.ts';

export interface ActTarget {
  readonly channelId: string;
  /** Null for a typed login. */
  readonly userId: string | null;
  readonly login: string;
  readonly name: string;
  readonly current: BanView | null;
  /** What the person is in the channel, where that is known. */
  readonly standing?: PersonView['standing'];
}

export interface Acting {
  readonly possible: Possible;
  /** For good, or until a moment (ISO) on which Modkeep lifts it. */
  readonly ban: (until?: string | null) => void;
  /** `seconds` 1 to 1 209 600. */
  readonly timeOut: (seconds: number) => void;
  readonly end: () => void;
}

const NOBODY: Possible = { canBan: false, canTimeOut: false, ending: null, why: null };

/** With several channels anything may be possible in one of them: the dry run tells. */
const ANYTHING: Possible = { canBan: true, canTimeOut: true, ending: 'unclear', why: null };

/** `onSeveral` takes the act over where it goes to several channels. */
export function useActing(target: ActTarget | null, onSeveral: ((act: SeveralAct) => void) | null = null): Acting {
  const services = useServices();
  const app = useApp((state) => state.app);
  const accounts = useApp((state) => state.accounts);
  const channel = useApp((state) => channelOf(state, target?.channelId ?? null));
  const known = useRefusal(target?.channelId ?? null, target?.userId ?? null);
  return useMemo(() => {
    const refusal = { ...known, isModerator: target?.standing === 'moderator' };
    const look = (): Possible =>
      target === null
        ? NOBODY
        : possibleActs({
            app,
            accounts,
            channel,
            userId: target.userId,
            current: target.current,
            now: services.ticker.now(),
          });
    if (target !== null && onSeveral !== null) {
      const unlessLacking = (act: SeveralAct): void => {
        if (act.kind === 'end' || !askForReason(services, target)) onSeveral(act);
      };
      return {
        possible: ANYTHING,
        ban: (until = null) => unlessLacking({ kind: 'ban', until }),
        timeOut: (seconds) => unlessLacking({ kind: 'timeout', seconds }),
        end: () => unlessLacking({ kind: 'end' }),
      };
    }
    const unlessRefused = (isEnding: boolean, run: (on: ActTarget) => void): void => {
      if (target === null) return;
      const why = objectionTo(refusal, isEnding);
      if (why === null) run(target);
      else services.say.note(`Nothing was done to ${target.name}`, why, 'note');
    };
    return {
      possible: refuse(look(), refusal),
      ban: (until = null) => unlessRefused(false, (on) => ban(services, on, look(), until)),
      timeOut: (seconds) =>
        unlessRefused(false, (on) => restrict(services, on, look().canTimeOut, { kind: 'timeout', seconds })),
      end: () => unlessRefused(true, (on) => end(services, on, look())),
    };
  }, [services, app, accounts, channel, target, onSeveral, known]);
}

function ban(services: Services, target: ActTarget, possible: Possible, until: string | null): void {
  const { store } = services;
  const settings = store.getState().settings;
  const length = { kind: 'ban', until } as const;
  if (until === null && settings?.confirmPermanentBan === true && possible.canBan && !lacksReason(store.getState())) {
    store.setState({
      question: {
        title: `Ban ${target.name}?`,
        text: 'A ban stays until somebody ends it.',
        action: 'Ban',
        onYes: () => restrict(services, target, true, length),
      },
    });
  } else restrict(services, target, possible.canBan, length);
}

function lacksReason({ settings, reason }: State): boolean {
  return settings?.requireReason === true && reason.trim() === '';
}

/** True when the settings want a reason and there is none: then it is asked for. */
function askForReason({ store, say }: Services, target: ActTarget): boolean {
  if (!lacksReason(store.getState())) return false;
  if (target.userId !== null) openPerson(store, target.channelId, target.userId, target.name);
  store.setState({ intent: 'reason' });
  say.note('A reason is needed', 'The settings ask for one with every act.', 'note');
  return true;
}

function restrict(services: Services, target: ActTarget, isPossible: boolean, length: Length): void {
  const { store, acts, say } = services;
  if (!isPossible)
    return say.note(
      `${target.name} cannot be ${length.kind === 'ban' ? 'banned' : 'timed out'} now`,
      whyOf(services, target),
      'note',
    );
  if (askForReason(services, target)) return;
  const user = target.userId === null ? { login: target.login } : { id: target.userId };
  const { reason } = store.getState();
  void acts
    .restrict({ channelId: target.channelId, user, name: target.name }, length, reason.trim())
    .then((isDone) => isDone && store.setState({ reason: '', intent: null }));
}

function end(services: Services, target: ActTarget, { ending }: Possible): void {
  const { acts, say, store } = services;
  if (target.userId === null || ending === null) return say.note('Nothing to end', whyOf(services, target), 'note');
  const held = { channelId: target.channelId, user: { id: target.userId }, name: target.name };
  if (ending === 'unban') return void acts.end(held, 'ban');
  if (ending === 'end-timeout') return void acts.end(held, 'timeout');
  store.setState({ question: askEither(target.name, () => void acts.end(held, 'either')) });
}

function whyOf({ store, ticker }: Services, target: ActTarget): string {
  const state = store.getState();
  const { why } = possibleActs({
    ...state,
    channel: channelOf(state, target.channelId),
    userId: target.userId,
    current: target.current,
    now: ticker.now(),
  });
  if (why !== null) return why;
  return target.current?.kind === 'ban'
    ? `${target.name} is already banned.`
    : `${target.name} is neither banned nor timed out.`;
}
