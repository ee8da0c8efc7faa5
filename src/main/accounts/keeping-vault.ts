// A vault that can be told, while running, to keep what it holds across restarts or to forget it at the end:
// memory or file, one at a time. Moving loses nothing and leaves nothing behind.
import type { Vault } from './vault.ts';

export interface KeepingVault extends Vault {
  /** Moves everything to the file, or into memory. Throws what the file vault throws; nothing is lost then. */
  keep(isKept: boolean): Promise<void>;
}

/** Starts on the file when it holds something (it was agreed to once) or when asked to. Throws as `file` does. */
export async function createKeepingVault(vaults: {
  memory: Vault;
  file: Vault;
  isKept: boolean;
}): Promise<KeepingVault> {
  const { memory, file } = vaults;
  let current = vaults.isKept || (await file.names()).length > 0 ? file : memory;
  let queue: Promise<unknown> = Promise.resolve();

  /** A write must not slip in between the two halves of a move. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = queue.then(work);
    queue = turn.catch(() => undefined);
    return turn;
  }

  async function move(from: Vault, to: Vault): Promise<void> {
    if (current === to) return;
    const names = await from.names();
    for (const name of names) {
      const value = await from.read(name);
      if (value) await to.write(name, value);
    }
    current = to;
    for (const name of names) await from.remove(name);
  }

  return {
    get kind() {
      return current.kind;
    },
    read: (name) => inTurn(() => current.read(name)),
    write: (name, value) => inTurn(() => current.write(name, value)),
    remove: (name) => inTurn(() => current.remove(name)),
    names: () => inTurn(() => current.names()),
    keep: (isKept) => inTurn(() => (isKept ? move(memory, file) : move(file, memory))),
  };
}
