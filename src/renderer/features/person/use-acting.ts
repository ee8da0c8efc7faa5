// Everything that a click or key on one person can lead to, with the questions the settings ask for.
import { useMemo } from 'react';
import type { BanView } from '../../../shared/model.ts';
import { possibleActs, type Possible } from '../../lib/possible.ts';
import { useApp, useServices, type Services } from '../../lib/services.tsx';
import { askEither } from '../../lib/acts.ts';
import { channelOf, openPerson, type State } from '../../lib/store.ts';

export interface ActTarget {
  readonly channelId: string;
  /** Null for a typed login. */
  readonly userId: string | null;
  readonly login: string;
  readonly name: string;
  readonly current: BanView | null;
}

export interface Acting {
  readonly possible: Possible;
  readonly ban: () => void;
  /** `seconds` 1 to 1 209 600. */
  readonly timeOut: (seconds: number) => void;
  readonly end: () => void;
}

const NOBODY: Possible = { canBan: false, canTimeOut: false, ending: null, why: null };

export function useActing(target: ActTarget | null): Acting {
  const services = useServices();
  const app = useApp((state) => state.app);
  const accounts = useApp((state) => state.accounts);
  const channel = useApp((state) => channelOf(state, target?.channelId ?? null));
  return useMemo(() => {
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
    return {
      possible: look(),
      ban: () => target !== null && ban(services, target, look()),
      timeOut: (seconds) => target !== null && restrict(services, target, look().canTimeOut, seconds),
      end: () => target !== null && end(services, target, look()),
    };
  }, [services, app, accounts, channel, target]);
}

function ban(services: Services, target: ActTarget, possible: Possible): void {
  const { store } = services;
  const settings = store.getState().settings;
  if (settings?.confirmPermanentBan === true && possible.canBan && !lacksReason(store.getState())) {
    store.setState({
      question: {
        title: `Ban ${target.name}?`,
        text: 'A ban stays until somebody ends it.',
        action: 'Ban',
        onYes: () => restrict(services, target, true, null),
      },
    });
  } else restrict(services, target, possible.canBan, null);
}

function lacksReason({ settings, reason }: State): boolean {
  return settings?.requireReason === true && reason.trim() === '';
}

function restrict(services: Services, target: ActTarget, isPossible: boolean, seconds: number | null): void {
  const { store, acts, say } = services;
  if (!isPossible)
    return say.note(
      `${target.name} cannot be ${seconds === null ? 'banned' : 'timed out'} now`,
      whyOf(services, target),
      'note',
    );
  if (lacksReason(store.getState())) {
    if (target.userId !== null) openPerson(store, target.channelId, target.userId, target.name);
    store.setState({ intent: 'reason' });
    return say.note('A reason is needed', 'The settings ask for one with every act.', 'note');
  }
  const user = target.userId === null ? { login: target.login } : { id: target.userId };
  const { reason } = store.getState();
  void acts
    .restrict({ channelId: target.channelId, user, name: target.name, before: target.current }, seconds, reason.trim())
    .then((isDone) => isDone && store.setState({ reason: '', intent: null }));
}

function end(services: Services, target: ActTarget, { ending }: Possible): void {
  const { acts, say, store } = services;
  if (target.userId === null || ending === null) return say.note('Nothing to end', whyOf(services, target), 'note');
  const held = { channelId: target.channelId, user: { id: target.userId }, name: target.name, before: target.current };
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
