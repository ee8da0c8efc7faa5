// Tells whoever listens what changed. Events never carry rows and never drive control flow.
import type { AppEvent } from '../../shared/contract.ts';

type WithoutRevision<E> = E extends unknown ? Omit<E, 'revision'> : never;

export interface Bus {
  /** Sends an event with the next revision. Listeners that throw do not stop the others. */
  emit(event: WithoutRevision<AppEvent>): void;
  subscribe(listener: (event: AppEvent) => void): () => void;
  /** The last revision handed out; one counter for everything, so it only ever rises. */
  revision(): number;
}

/** A listener that throws is told to `onError` and keeps nobody else from hearing. */
export function createBus(onError: (error: unknown) => void): Bus {
  const listeners = new Set<(event: AppEvent) => void>();
  let revision = 0;
  return {
    emit(event) {
      revision += 1;
      const whole = { ...event, revision } as AppEvent;
      for (const listener of listeners) {
        try {
          listener(whole);
        } catch (error) {
          onError(error);
        }
      }
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    revision: () => revision,
  };
}
