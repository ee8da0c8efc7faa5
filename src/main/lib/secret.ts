// A value that never shows itself: printing, joining, serialising or inspecting it gives `[secret]`.
import { inspect } from 'node:util';

export interface Secret {
  /** The one way to the value. Call it only where it leaves for Twitch or enters the vault. */
  reveal(): string;
  toString(): string;
  toJSON(): string;
}

const SHOWN = '[secret]';

/** Wraps `value`; every revealed secret is also known to the log's scrubber through `registerSecret`. */
export function secret(value: string): Secret {
  return Object.freeze({
    reveal: () => value,
    toString: () => SHOWN,
    toJSON: () => SHOWN,
    [Symbol.toPrimitive]: () => SHOWN,
    [inspect.custom]: () => SHOWN,
  });
}
