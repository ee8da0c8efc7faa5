// Asks the core what the tray has to show. Knows no icon.
import type { Command, Input, Output, Reply } from '../../shared/contract.ts';
import type { Core } from '../core.ts';
import type { TrayMemoryFile } from './tray-memory.ts';
import { trayView, type TrayView } from './tray-words.ts';

/** As the owner at the window; rejects with the sentence of a refusal. */
export type Ask = <C extends Command>(command: C, input: Input<C>) => Promise<Output<C>>;

export function createAsk({ dispatch }: Pick<Core, 'dispatch'>): Ask {
  return async <C extends Command>(command: C, input: Input<C>) => {
    const reply = (await dispatch({ kind: 'owner' }, command, input)) as Reply<Output<C>>;
    if (!reply.ok) throw new Error(reply.error.error);
    return reply.value;
  };
}

export interface Shown {
  readonly view: TrayView;
  readonly unread: number;
  readonly isPaused: boolean;
  readonly killSwitch: boolean;
  /** Ids of the channels that are watched. */
  readonly watched: readonly string[];
  /** A version that is fetched and may be installed now. */
  readonly ready: string | null;
}

export interface LookDeps {
  readonly ask: Ask;
  readonly memory: TrayMemoryFile;
  /** Somebody is at the window. */
  readonly isLooking: () => boolean;
  /** The menu is at work on what is watched. */
  readonly isActing: () => boolean;
  readonly isDemo: boolean;
}

/** Unread is what came since somebody last was at the window, counted by the core's clock. */
export function createTrayLook({ ask, memory, isLooking, isActing, isDemo }: LookDeps): () => Promise<Shown> {
  let since: string | null = null;

  return async () => {
    const before = isActing() ? null : memory.now();
    const [info, { channels }, { settings }, { update }] = await Promise.all([
      ask('app.get', {}),
      ask('channels.list', {}),
      ask('settings.get', {}),
      ask('updates.get', {}),
    ]);
    if (isLooking() || since === null) since = info.now;
    const unread = isLooking() ? 0 : (await ask('history.list', { from: since, limit: 1 })).total;
    const { paused } = memory.now();
    const left = paused.filter((id) => channels.some((channel) => channel.id === id && !channel.isWatched));
    // What was taken up again one by one is no longer paused; unless the menu has changed it in the meantime.
    if (memory.now() === before && left.length < paused.length) memory.change({ paused: left });
    const isPaused = left.length > 0;
    return {
      view: trayView({ channels, acting: info.acting, isPaused, unread, isDemo }),
      unread,
      isPaused,
      killSwitch: settings.killSwitch,
      watched: channels.filter(({ isWatched }) => isWatched).map(({ id }) => id),
      ready: update.status === 'ready' && update.waitsFor.length === 0 ? (update.found?.version ?? null) : null,
    };
  };
}
