// Makes things happen in a world by themselves: a moderator does something every few seconds, and now and then a
// wave of bots comes in. Runs by the simulator's clock, so that advancing the clock lives through the time.
import { Refusal } from './refusal.ts';
import { BAN_REASONS, CHAT_LINES, TIMEOUT_REASONS, UNBAN_PLEAS } from './words.ts';
import type { Simulator } from './simulator.ts';
import type { User } from './types.ts';
import type { PopulatedWorld } from './worlds.ts';

export interface Life {
  start(): void;
  stop(): void;
  /** One thing happens now. */
  step(): void;
}

interface Scene {
  readonly channelId: string;
  readonly moderatorId: string;
  readonly source: 'life';
}

const SHORTEST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 7_000;
/** Beyond so many bans of its own making, somebody is unbanned first: the list stays about as long as it was. */
const MOST_BANS = 120;

/** Life in a populated world; a world without a broadcaster has none. Repeats itself with the same seed. */
export function createLife(simulator: Simulator, { summary, regulars }: PopulatedWorld): Life {
  const { acts, requests, channels, clock, crowd, random } = simulator;
  const owners = summary.broadcaster ? [summary.broadcaster, ...summary.moderated] : [];
  let banned: { channelId: string; userId: string }[] = [];
  let timedOut: { channelId: string; userId: string }[] = [];
  let cancel: (() => void) | null = null;

  const someone = (): User =>
    regulars.length > 0 && random.chance(0.35) ? random.pick(regulars) : crowd.userAt(random.between(20_000, 400_000));
  const scene = (channelId: string): Scene => {
    // The broadcaster of the world is whoever watches the demo: they act for themselves.
    const own = [...(channels.of(channelId)?.moderators ?? [])].filter((id) => id !== summary.broadcaster?.id);
    return { channelId, moderatorId: own.length > 0 ? random.pick(own) : channelId, source: 'life' };
  };

  const ban = (where: Scene, userId: string, reason: string): void => {
    acts.ban({ ...where, userId, reason });
    banned.push({ channelId: where.channelId, userId });
  };
  const timeout = (where: Scene): void => {
    const userId = someone().id;
    const durationSeconds = random.pick([10, 30, 30, 60, 60, 60, 120, 120, 300, 600, 600, 1_800]);
    acts.ban({ ...where, userId, durationSeconds, reason: random.pick(TIMEOUT_REASONS) });
    timedOut = [...timedOut, { channelId: where.channelId, userId }].slice(-40);
  };
  const lift = (list: { channelId: string; userId: string }[], isForGood: boolean): void => {
    const standing = list.filter((entry) => {
      const current = channels.of(entry.channelId)?.bans.get(entry.userId, clock.now());
      return current !== undefined && (current.expiresAt === null) === isForGood;
    });
    const entry = standing[isForGood ? 0 : random.between(0, Math.max(0, standing.length - 1))];
    if (entry) acts.unban({ ...scene(entry.channelId), userId: entry.userId });
  };
  const unban = (): void => {
    lift(banned, true);
    banned = banned.slice(1);
  };
  const raid = (where: Scene): void => {
    const size = random.between(8, 20);
    const first = random.between(420_000, 900_000);
    const reason = random.pick(['Follow bot wave', 'Hate raid', 'Spam bot']);
    for (let index = 0; index < size; index += 1) {
      clock.after(index * random.between(150, 600), () => attempt(() => ban(where, crowd.idAt(first + index), reason)));
    }
  };
  const plead = (where: Scene): void => {
    const mine = banned.filter((entry) => entry.channelId === where.channelId);
    if (mine.length > 0) requests.create({ ...random.pick(mine), text: random.pick(UNBAN_PLEAS) });
  };
  const tidy = (where: Scene): void => {
    const text = random.pick(CHAT_LINES);
    const messageId = requests.say({ channelId: where.channelId, userId: someone().id, text });
    requests.deleteMessage({ ...where, messageId });
  };

  function step(): void {
    if (owners.length === 0) return;
    const isMain = random.chance(0.7);
    const owner = isMain || owners.length === 1 ? owners[0] : random.pick(owners.slice(1));
    const where = scene(owner?.id ?? '');
    const dice = random.next();
    attempt(() => {
      if (banned.length > MOST_BANS) return unban();
      if (dice < 0.45) return timeout(where);
      if (dice < 0.68) return ban(where, someone().id, random.pick(BAN_REASONS));
      if (dice < 0.78) return lift(timedOut, false);
      if (dice < 0.84) return unban();
      if (dice < 0.9) return acts.warn({ ...where, userId: someone().id, reason: 'Please read the rules of this channel' });
      if (dice < 0.95) return tidy(where);
      if (dice < 0.98) return plead(where);
      return raid(where);
    });
  }

  const next = (): void => {
    cancel = clock.after(random.between(SHORTEST_PAUSE_MS, LONGEST_PAUSE_MS), () => {
      step();
      next();
    });
  };
  return {
    step,
    start: () => {
      if (!cancel && owners.length > 0) next();
    },
    stop: () => {
      cancel?.();
      cancel = null;
    },
  };
}

/** Somebody who is banned already, or a moderator as a target: nothing happens then. */
function attempt(act: () => void): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
}
