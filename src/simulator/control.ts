// The control channel: everything a test, a benchmark or the demo may do to the simulated world.
// Inputs and results are plain data, so that it works from another process. Errors are thrown with a sentence.
import { controlSockets } from './control-sockets.ts';
import { generateBans } from './generated.ts';
import type { FaultRule } from './faults.ts';
import type { Life } from './life.ts';
import type { RequestFilter } from './journal.ts';
import type { Simulator } from './simulator.ts';
import type { RawExpiry, User } from './types.ts';

export type Control = ReturnType<typeof createControl>;

/** The same functions from the other side of a process: each answers with a promise. */
export type ControlClient = {
  readonly [Name in keyof Control]: (...input: Parameters<Control[Name]>) => Promise<ReturnType<Control[Name]>>;
};

export function createControl(simulator: Simulator, life: Life) {
  const { clock, users, channels, acts, requests, tokens, faults, journal } = simulator;
  const userOf = (who: { id?: string; login?: string }): User => {
    const user = who.id === undefined ? users.byLogin(who.login ?? '') : users.byId(who.id);
    if (!user) throw new Error(`no such user: ${who.id ?? who.login ?? ''}`);
    return user;
  };
  const channelOf = (channelId: string) => {
    const channel = channels.of(channelId);
    if (!channel) throw new Error(`no such channel: ${channelId}`);
    return channel;
  };
  const deviceOf = (userCode: string) => {
    const device = tokens.findDevice(userCode);
    if (!device) throw new Error(`no such user code: ${userCode}`);
    return device;
  };
  let nextId = 900_000_000;

  return {
    // Time (epoch ms, milliseconds).
    now: () => clock.now(),
    setTime: (at: number) => clock.set(at),
    advance: (ms: number) => clock.advance(ms),
    skew: (ms: number) => clock.skew(ms),
    freeze: () => clock.freeze(),
    resume: () => clock.resume(),

    // People. An id is made up when none is given; renaming keeps it.
    addUser: (input: { login: string; id?: string; displayName?: string }): User => {
      const user = {
        id: input.id ?? String((nextId += 1)),
        login: input.login,
        displayName: input.displayName ?? input.login,
      };
      users.put(user);
      return user;
    },
    renameUser: (input: { id: string; login: string; displayName?: string }): User => {
      userOf({ id: input.id });
      const user = { id: input.id, login: input.login, displayName: input.displayName ?? input.login };
      users.put(user);
      return user;
    },
    /** The account is deleted or suspended: lookups miss it, its tokens and subscriptions end. */
    removeUser: (id: string): void => {
      userOf({ id });
      users.remove(id);
      tokens.disconnect(id);
      simulator.subscriptions.revoke(
        (entry) => entry.userId === id || Object.values(entry.condition).includes(id),
        'user_removed',
      );
    },
    user: userOf,
    /** Somebody of the crowd; the same index is always the same person. */
    crowd: (index: number): User => simulator.crowd.userAt(index),

    // Sign-in.
    issueToken: (input: { userId: string; scopes: readonly string[]; clientId?: string; expiresInSeconds?: number }) => {
      userOf({ id: input.userId });
      return { ...tokens.issue({ clientId: 'test-client', ...input }) };
    },
    expireTokens: (userId: string) => tokens.expireAccess(userId),
    /** The user disconnects the app: every token dies, subscriptions are revoked. */
    disconnectUser: (userId: string): number => {
      tokens.disconnect(userId);
      return simulator.subscriptions.revoke((entry) => entry.userId === userId, 'authorization_revoked');
    },
    devices: () => tokens.devices(),
    approveDevice: (input: { userCode: string; login: string }): void => {
      deviceOf(input.userCode).state = { userId: userOf({ login: input.login }).id };
    },
    denyDevice: (userCode: string): void => {
      deviceOf(userCode).state = 'denied';
    },

    // What people do. Each is told over EventSub.
    ban: acts.ban,
    unban: acts.unban,
    mod: acts.mod,
    unmod: acts.unmod,
    vip: acts.vip,
    warn: acts.warn,
    sharedChat: acts.shared,
    requestUnban: requests.create,
    resolveRequest: requests.resolve,
    say: requests.say,
    deleteMessage: requests.deleteMessage,

    // What is so, without anybody doing it: not told, not journaled.
    /** Replaces a channel's whole list with the first `size` people of the crowd. Keeps its moderators. */
    fillChannel: (input: { channelId: string; size: number; timeoutShare?: number }): void => {
      const before = channelOf(input.channelId);
      const moderatorIds = [...before.moderators, input.channelId];
      const base = generateBans({ ...input, crowd: simulator.crowd, seed: simulator.seed, now: clock.now(), moderatorIds });
      const channel = channels.open(input.channelId, base);
      for (const id of before.moderators) channel.moderators.add(id);
    },
    addModerator: (input: { channelId: string; userId: string }): void => {
      channelOf(input.channelId).moderators.add(userOf({ id: input.userId }).id);
    },
    /** What the list sends as `expires_at` for this person; null goes back to the honest value. */
    setRawExpiry: (input: { channelId: string; userId: string; raw: RawExpiry | null }): void => {
      const { rawExpiry } = channelOf(input.channelId);
      if (input.raw) rawExpiry.set(input.userId, input.raw);
      else rawExpiry.delete(input.userId);
    },
    setTakesRequests: (input: { channelId: string; takesRequests: boolean }): void => {
      channelOf(input.channelId).takesRequests = input.takesRequests;
    },

    // What is true, and what happened.
    truth: (channelId: string) => channels.truth(channelId, clock.now()),
    count: (channelId: string): number => {
      let count = 0;
      for (const _ of channelOf(channelId).bans.all(clock.now())) count += 1;
      return count;
    },
    moderators: (channelId: string): string[] => [...channelOf(channelId).moderators],
    unbanRequests: (channelId: string) => [...channelOf(channelId).requests.values()],
    acts: (afterSequence?: number) => journal.acts(afterSequence),
    requests: (filter?: RequestFilter) => journal.requests(filter),
    clearJournal: () => journal.clear(),

    // What goes wrong.
    addFault: (rule: FaultRule): string => faults.add(rule),
    removeFault: (id: string) => faults.remove(id),
    clearFaults: () => faults.clear(),
    faultHits: () => faults.hits(),
    setDelays: (delays: { pageMs?: number; helixMs?: number }): void => {
      Object.assign(simulator.delays, delays);
    },
    setRateLimit: (perMinute: number) => simulator.buckets.setLimit(perMinute),
    setBanLimit: (input: { max: number; windowMs: number }) => simulator.banLimit.configure(input.max, input.windowMs),
    ...controlSockets(simulator),

    // The demo's life.
    startLife: () => life.start(),
    stopLife: () => life.stop(),
    /** Makes the next `count` things happen right now. */
    live: (count: number): void => {
      for (let index = 0; index < count; index += 1) life.step();
    },
  };
}
