// A world whose list has been read once, closed when its test is over. Knows nothing of what is tested.
import { afterEach } from 'vitest';
import { person } from '../../helpers/ledger.ts';
import { createReadWorld, type ReadWorld, type ReadWorldOptions } from './read-world.ts';

const HOUR_MS = 3_600_000;
const worlds = new Set<ReadWorld>();
afterEach(() => worlds.forEach(close));

/** Closes and forgets: thousands of worlds that wait for the end of a test are gigabytes. */
export function close(world: ReadWorld): void {
  world.close();
  worlds.delete(world);
}

/** A world with `size` people restricted an hour ago, every third for two hours; read once unless told otherwise. */
export async function start(size: number, options: ReadWorldOptions & { isRead?: boolean } = {}): Promise<ReadWorld> {
  const world = createReadWorld(options);
  worlds.add(world);
  const at = world.clock.now() - HOUR_MS;
  for (let index = 0; index < size; index += 1) {
    world.twitch.ban(person(index), { at, ...(index % 3 === 0 ? { seconds: 7_200 } : {}) });
  }
  if (options.isRead !== false) await world.read();
  await world.clock.advance(10_000);
  return world;
}
