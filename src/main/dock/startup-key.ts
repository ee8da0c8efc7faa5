// The start-up key of the browser shell: the owner's, in memory only, and the single-use codes that stand for it. The
// desktop shell has none: its owner sits at the window. Knows no sockets.
import { randomBytes } from 'node:crypto';
import type { Clock } from '../lib/clock.ts';
import { newKeyId, type DockKey, type NamedKeys } from './keys.ts';
import { LIMITS } from './protocol.ts';

export interface Keys extends NamedKeys {
  readonly startup: DockKey;
  /** A code that stands for the start-up key, once, within 60 s: what argv and browser history may hold. */
  issueCode(): string;
  /** The key behind a code, and the code is spent. */
  redeem(code: string): DockKey | undefined;
}

const MOST_CODES = 8;

/** The named keys, and one that may do everything until the process ends. */
export function withStartupKey(named: NamedKeys, clock: Clock): Keys {
  const codes = createCodes(clock);
  const startup: DockKey = {
    keyId: newKeyId(),
    name: 'Start-up key',
    caller: { kind: 'owner' },
    bytes: randomBytes(32),
  };
  return {
    ...named,
    startup,
    find: (keyId) => (keyId === startup.keyId ? startup : named.find(keyId)),
    issueCode: codes.issue,
    redeem: (code) => (codes.spend(code) ? startup : undefined),
  };
}

function createCodes(clock: Clock): { issue: () => string; spend: (code: string) => boolean } {
  const endings = new Map<string, number>();
  return {
    issue() {
      const oldest = endings.keys().next();
      if (endings.size >= MOST_CODES && !oldest.done) endings.delete(oldest.value);
      const code = randomBytes(32).toString('base64url');
      endings.set(code, clock.monotonic() + LIMITS.codeMs);
      return code;
    },
    spend(code) {
      const end = endings.get(code);
      endings.delete(code);
      return end !== undefined && clock.monotonic() < end;
    },
  };
}
