// Electron's event object and emitter, as far as listeners can see them.
import type { EventEmitter } from 'node:events';

export interface CancellableEvent {
  readonly defaultPrevented: boolean;
  preventDefault(): void;
}

/** An event whose listeners may prevent what would follow; `details` become its own properties, as Electron does it. */
export function cancellable<T extends object>(details?: T): CancellableEvent & T {
  let isPrevented = false;
  const event = {
    get defaultPrevented() {
      return isPrevented;
    },
    preventDefault() {
      isPrevented = true;
    },
  };
  return Object.assign(event, details);
}

/** Emits a cancellable event and says whether anybody prevented it. */
export function isPrevented(
  emitter: EventEmitter,
  name: string,
  details: object,
  ...rest: readonly unknown[]
): boolean {
  const event = cancellable(details);
  emitter.emit(name, event, ...rest);
  return event.defaultPrevented;
}

/** What crosses a process: a structured clone, with Electron's words when it can't be one. */
export function cloneAcross<T>(value: T): T {
  try {
    return structuredClone(value);
  } catch {
    throw new Error('An object could not be cloned.');
  }
}
