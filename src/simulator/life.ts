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

interface Restricted {
  readonly channelId: string;
  readonly userId: string;
}

interface State {
  readonly simulator: Simulator;
  readonly world: PopulatedWorld;
  /** What this life did and has not undone. */
  banned: Restricted[];
  timedOut: Restricted[];
}

const SHORTEST_PAUSE_MS = 1_500;
const LONGEST_PAUSE_MS = 6_000;
/** Beyond so many bans of its own making, somebody is unbanned first: the list stays about as long as it was. */
const MOST_BANS = 120;
const DURATIONS_SECONDS = [10, 30, 30, 60, 60, 60, 120, 120, 300, 600, 600, 1_800];

/** Life in a populated world; a world without a broadcaster has none. Repeats itself with the same seed. */
export function createLife(simulator: Simulator, world: PopulatedWorld): Life {
  const { clock, random } = simulator;
  const state: State = { simulator, world, banned: [], timedOut: [] };
  const owners = world.summary.broadcaster ? [world.summary.broadcaster, ...world.summary.moderated] : [];
  let cancel: (() => void) | null = null;

  const step = (): void => {
    if (owners.length === 0) return;
    const isMain = owners.length === 1 || random.chance(0.7);
    const owner = isMain ? owners[0] : random.pick(owners.slice(1));
    attempt(() => happen(state, sceneIn(state, owner?.id ?? '')));
  };
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

function happen(state: State, scene: Scene): void {
  const { acts, requests, random } = state.simulator;
  if (state.banned.length > MOST_BANS && unban(state)) return;
  const dice = random.next();
  if (dice < 0.23) return ban(state, scene, someone(state).id, random.pick(BAN_REASONS));
  if (dice < 0.29) return acts.warn({ ...scene, userId: someone(state).id, reason: 'Please read the rules first' });
  if (dice < 0.34) {
    const said = { channelId: scene.channelId, userId: someone(state).id, text: random.pick(CHAT_LINES) };
    return requests.deleteMessage({ ...scene, messageId: requests.say(said) });
  }
  if (dice < 0.36) return raid(state, scene);
  // Where there is nobody to lift or to plead, somebody is timed out instead.
  if (dice < 0.39 && plead(state, scene)) return;
  if (dice < 0.49 && lift(state, state.timedOut, false)) return;
  if (dice < 0.55 && unban(state)) return;
  timeout(state, scene);
}

/** Somebody acts in a channel: never its demo user, who acts for themselves. */
function sceneIn({ simulator, world }: State, channelId: string): Scene {
  const moderators = [...(simulator.channels.of(channelId)?.moderators ?? [])];
  const others = moderators.filter((id) => id !== world.summary.broadcaster?.id);
  return { channelId, moderatorId: others.length > 0 ? simulator.random.pick(others) : channelId, source: 'life' };
}

function someone({ simulator: { crowd, random }, world: { regulars } }: State): User {
  if (regulars.length > 0 && random.chance(0.35)) return random.pick(regulars);
  return crowd.userAt(random.between(20_000, 400_000));
}

function ban(state: State, scene: Scene, userId: string, reason: string): void {
  state.simulator.acts.ban({ ...scene, userId, reason });
  state.banned.push({ channelId: scene.channelId, userId });
}

function timeout(state: State, scene: Scene): void {
  const { acts, random } = state.simulator;
  const userId = someone(state).id;
  const durationSeconds = random.pick(DURATIONS_SECONDS);
  acts.ban({ ...scene, userId, durationSeconds, reason: random.pick(TIMEOUT_REASONS) });
  state.timedOut = [...state.timedOut, { channelId: scene.channelId, userId }].slice(-40);
}

/** Lifts the oldest standing ban of a list, or any standing timeout; false when there is none. */
function lift(state: State, list: readonly Restricted[], isForGood: boolean): boolean {
  const { acts, channels, clock, random } = state.simulator;
  const standing = list.filter((entry) => {
    const current = channels.of(entry.channelId)?.bans.get(entry.userId, clock.now());
    return current !== undefined && (current.expiresAt === null) === isForGood;
  });
  const entry = isForGood || standing.length === 0 ? standing[0] : random.pick(standing);
  if (entry) acts.unban({ ...sceneIn(state, entry.channelId), userId: entry.userId });
  return entry !== undefined;
}

function unban(state: State): boolean {
  const isDone = lift(state, state.banned, true);
  state.banned = state.banned.slice(1);
  return isDone;
}

function plead({ simulator, banned }: State, { channelId }: Scene): boolean {
  const mine = banned.filter((entry) => entry.channelId === channelId);
  if (mine.length === 0) return false;
  simulator.requests.create({
    ...simulator.random.pick(mine),
    text: simulator.random.pick(UNBAN_PLEAS),
    source: 'life',
  });
  return true;
}

/** A wave of bots: eight to twenty bans within a few seconds. */
function raid(state: State, scene: Scene): void {
  const { clock, crowd, random } = state.simulator;
  const size = random.between(8, 20);
  const first = random.between(420_000, 900_000);
  const reason = random.pick(['Follow bot wave', 'Hate raid', 'Spam bot']);
  for (let index = 0; index < size; index += 1) {
    const userId = crowd.idAt(first + index);
    clock.after(index * random.between(150, 600), () => attempt(() => ban(state, scene, userId, reason)));
  }
}

/** Somebody who is banned already, or a moderator as a target: nothing happens then. */
function attempt(act: () => void): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
}
