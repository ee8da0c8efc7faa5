// What every component may reach, handed down once: bridge, store, clock, toasts, acts.
import { createContext, useContext, useSyncExternalStore } from 'react';
import { useStore } from 'zustand';
import type { Bridge, Command } from '../../shared/contract.ts';
import { isAllowed } from '../../shared/permissions.ts';
import { whyNot } from './rights.ts';
import type { Acts } from './acts.ts';
import type { Exports } from './exports.ts';
import type { Feed } from './feed.ts';
import type { Keyboard } from './keyboard.tsx';
import type { KillSwitch } from './kill-switch.ts';
import type { Notifier } from './notifier.ts';
import type { Say } from './say.ts';
import type { State, Store } from './store.ts';
import type { Ticker } from './ticker.ts';
import type { Tones } from './tones.ts';

export interface Services {
  readonly bridge: Bridge;
  readonly store: Store;
  readonly ticker: Ticker;
  readonly feed: Feed;
  readonly say: Say;
  readonly acts: Acts;
  readonly exports: Exports;
  readonly keyboard: Keyboard;
  readonly killSwitch: KillSwitch;
  readonly notifier: Notifier;
  readonly tones: Tones;
}

const ServicesContext = createContext<Services | null>(null);
export const ServicesProvider = ServicesContext.Provider;

export function useServices(): Services {
  const services = useContext(ServicesContext);
  if (services === null) throw new Error('used outside of ServicesProvider');
  return services;
}

export function useApp<T>(select: (state: State) => T): T {
  return useStore(useServices().store, select);
}

/** The core's time in ms, renewed every second. Use it only where something visibly counts. */
export function useNow(): number {
  const { ticker } = useServices();
  return useSyncExternalStore(ticker.subscribe, ticker.tick);
}

/** The same in whole minutes: enough for "today" and "17 Nov", and renders sixty times less. */
export function useMinute(): number {
  const { ticker } = useServices();
  return useSyncExternalStore(ticker.subscribe, () => Math.floor(ticker.tick() / 60_000) * 60_000);
}

/** Whether the person at this page may run `command` at all. */
export function useMay(command: Command): boolean {
  return useApp((state) => isAllowed(state.caller, command));
}

/** Why the person at this page may not run `command`, in a sentence; null when they may. */
export function useWhyNot(command: Command): string | null {
  return useApp((state) => whyNot(state.caller, command));
}
