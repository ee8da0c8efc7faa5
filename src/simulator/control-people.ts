// The control channel's part for people: accounts, sign-ins, tokens.
import type { Device } from './devices.ts';
import type { Simulator } from './simulator.ts';
import type { User } from './types.ts';

const FIRST_MADE_UP_ID = 900_000_001;

export function controlPeople({ users, tokens, devices, crowd, subscriptions, channels, clock }: Simulator) {
  let nextId = FIRST_MADE_UP_ID;
  const userOf = (who: { id?: string; login?: string }): User => {
    const user = who.id === undefined ? users.byLogin(who.login ?? '') : users.byId(who.id);
    if (!user) throw new Error(`no such user: ${who.id ?? who.login ?? ''}`);
    return user;
  };
  const deviceOf = (userCode: string): Device => {
    const device = devices.find(userCode);
    if (!device) throw new Error(`no such user code: ${userCode}`);
    return device;
  };
  const put = (id: string, login: string, displayName = login): User => {
    const user = { id, login, displayName };
    users.put(user);
    return user;
  };
  return {
    /** An id is made up when none is given. */
    addUser: (input: { login: string; id?: string; displayName?: string }): User =>
      put(input.id ?? String(nextId++), input.login, input.displayName),
    /** The same person under another name. */
    renameUser: (input: { id: string; login: string; displayName?: string }): User =>
      put(userOf({ id: input.id }).id, input.login, input.displayName),
    /** The account is deleted or suspended: lookups miss it, its tokens and subscriptions end. */
    removeUser: (id: string): void => {
      users.remove(userOf({ id }).id);
      tokens.disconnect(id);
      subscriptions.revoke(
        (entry) => entry.userId === id || Object.values(entry.condition).includes(id),
        'user_removed',
      );
    },
    /** Begins or ends a stream. */
    stream: (input: { channelId: string; isLive: boolean }): void => {
      const channel = channels.of(userOf({ id: input.channelId }).id);
      if (channel) channel.liveSince = input.isLive ? clock.now() : null;
    },
    user: userOf,
    /** Somebody of the crowd (0 to 999 999); the same index is always the same person. */
    crowd: (index: number): User => crowd.userAt(index),

    /** A token without the device flow. `clientId` defaults to `test-client`. */
    issueToken: (input: {
      userId: string;
      scopes: readonly string[];
      clientId?: string;
      expiresInSeconds?: number;
    }) => {
      userOf({ id: input.userId });
      return { ...tokens.issue({ clientId: 'test-client', ...input }) };
    },
    /** Access tokens of this user end now; refreshing still works. */
    expireTokens: (userId: string) => tokens.expireAccess(userId),
    /** The user disconnects the app: every token dies. Returns how many subscriptions were revoked with them. */
    disconnectUser: (userId: string): number => {
      tokens.disconnect(userId);
      return subscriptions.revoke((entry) => entry.userId === userId, 'authorization_revoked');
    },
    devices: () => devices.list(),
    /** How long apps are told to wait between two polls of a device code. */
    setDeviceInterval: (seconds: number): void => {
      devices.settings.intervalSeconds = seconds;
    },
    approveDevice: (input: { userCode: string; login: string }): void => {
      deviceOf(input.userCode).state = { userId: userOf({ login: input.login }).id };
    },
    denyDevice: (userCode: string): void => {
      deviceOf(userCode).state = 'denied';
    },
  };
}
