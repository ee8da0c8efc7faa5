// The key that anchors the audit log, and what the vault remembers of the log. Without the key nobody can make a changed
// log look right; without the memory, an older copy of the whole log would look right.
import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { Log } from '../lib/log.ts';
import { secret, type Secret } from '../lib/secret.ts';

export interface AnchorKey {
  /** Names the key without telling it. */
  readonly id: string;
  /** HMAC-SHA-256 of `text` as hexadecimal. */
  mac(text: string): string;
}

/** What the vault has seen of the log: its newest anchor with this key, and how far the log had come. 0 = nothing. */
export interface LogMemory {
  readonly anchor: number;
  readonly seq: number;
}

export interface AnchorKeys {
  /** Null until `load` has had it, and for as long as the vault gives none. */
  current(): AnchorKey | null;
  memory(): LogMemory;
  /**
   * Asks the vault, and makes a key where there has never been one. True when there is a key now and there was none
   * before. Never throws: a vault that can't be used is no key.
   */
  load(): Promise<boolean>;
  /** Durable when it resolves, where the vault is. Never throws. */
  remember(memory: LogMemory): Promise<void>;
}

export interface AnchorKeysDeps {
  /** The vault, as far as it is needed here. */
  readonly vault: {
    read(name: string): Promise<Secret | null>;
    write(name: string, value: Secret): Promise<void>;
  };
  readonly log: Log;
  /** Makes a value unprintable in the log. */
  readonly protect: (value: string) => void;
}

const NAME = 'audit-anchor';
const NOTHING: LogMemory = { anchor: 0, seq: 0 };

/** Kept as `<key in hexadecimal> <newest anchor> <last sequence>`. */
export function createAnchorKeys({ vault, log, protect }: AnchorKeysDeps): AnchorKeys {
  let key: (AnchorKey & { readonly value: string }) | null = null;
  let memory = NOTHING;

  function use(value: string): void {
    protect(value);
    const bytes = Buffer.from(value, 'hex');
    key = {
      value,
      id: createHash('sha256').update('modkeep audit key ').update(bytes).digest('hex').slice(0, 16),
      mac: (text) => createHmac('sha256', bytes).update(text).digest('hex'),
    };
  }

  async function write(value: string, next: LogMemory): Promise<void> {
    await vault.write(NAME, secret(`${value} ${next.anchor} ${next.seq}`));
  }

  return {
    current: () => key,
    memory: () => memory,
    async load() {
      if (key !== null) return false;
      try {
        const kept = parse((await vault.read(NAME))?.reveal());
        if (kept === null) {
          const value = randomBytes(32).toString('hex');
          await write(value, NOTHING);
          use(value);
        } else {
          memory = kept.memory;
          use(kept.value);
        }
        return true;
      } catch (error) {
        log.warn('the vault gives no key for the audit log', {
          error: error instanceof Error ? error.name : 'unknown',
        });
        return false;
      }
    },
    async remember(next) {
      if (key === null || (next.anchor === memory.anchor && next.seq === memory.seq)) return;
      try {
        await write(key.value, next);
        memory = next;
      } catch (error) {
        log.warn('the vault could not note how far the audit log is', {
          error: error instanceof Error ? error.name : 'unknown',
        });
      }
    },
  };
}

/** Null for nothing, and for what is no key: then the next one is another, which the log says. */
function parse(text: string | undefined): { value: string; memory: LogMemory } | null {
  const [, value, anchor, seq] = /^([0-9a-f]{64}) (\d{1,15}) (\d{1,15})$/.exec(text ?? '') ?? [];
  return value === undefined ? null : { value, memory: { anchor: Number(anchor), seq: Number(seq) } };
}
