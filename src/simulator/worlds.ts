// The worlds a simulator can start with.
import { fillDemo } from './demo-world.ts';
import { generateBans } from './generated.ts';
import { WORLD_PATTERN, type SimulatorOptions } from './options.ts';
import type { Simulator } from './simulator.ts';
import type { User } from './types.ts';

/** Who is who, for whoever starts a simulator. */
export interface WorldSummary {
  /** The channel that the world is about; null in the empty one. */
  readonly broadcaster: User | null;
  readonly moderators: readonly User[];
  /** Other channels that the broadcaster moderates. */
  readonly moderated: readonly User[];
}

export interface PopulatedWorld {
  readonly summary: WorldSummary;
  /** People who come back again and again. */
  readonly regulars: readonly User[];
}

/** Fills a fresh simulator. The same seed and world give the same people. */
export function populate(simulator: Simulator, options: SimulatorOptions): PopulatedWorld {
  const size = WORLD_PATTERN.exec(options.world ?? 'empty')?.[1];
  if (options.world === 'demo') return fillDemo(simulator);
  if (size === undefined) {
    return { summary: { broadcaster: null, moderators: [], moderated: [] }, regulars: [] };
  }
  return fillSized(simulator, Number(size));
}

function fillSized(simulator: Simulator, size: number): PopulatedWorld {
  const { users, channels, crowd, clock, seed } = simulator;
  const broadcaster: User = { id: '1000', login: 'bigchannel', displayName: 'BigChannel' };
  const moderators = ['amber', 'bruno', 'clara', 'dmitri', 'elif'].map((name, index) => ({
    id: String(1001 + index),
    login: `mod_${name}`,
    displayName: `Mod_${name}`,
  }));
  for (const user of [broadcaster, ...moderators]) users.put(user);
  const moderatorIds = moderators.map((user) => user.id);
  const base = generateBans({ crowd, seed, size, now: clock.now(), moderatorIds });
  const channel = channels.open(broadcaster.id, base);
  for (const id of moderatorIds) channel.moderators.add(id);
  return { summary: { broadcaster, moderators, moderated: [] }, regulars: [] };
}
