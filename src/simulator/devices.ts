// Device codes: asked for by an app, approved or denied by a person, exchanged once.
// https://dev.twitch.tv/docs/authentication/getting-tokens-oauth/#device-code-grant-flow
import { refuse } from './refusal.ts';
import type { SimulatorClock } from './clock.ts';
import type { Random } from './random.ts';
import type { Token, Tokens } from './tokens.ts';

export interface Device {
  readonly deviceCode: string;
  readonly userCode: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly expiresAt: number;
  state: 'pending' | 'denied' | { readonly userId: string };
  lastPolledAt: number;
  /** Polls that came sooner than the interval allows. */
  earlyPolls: number;
}

export interface Devices {
  start(clientId: string, scopes: readonly string[]): Device;
  /** One poll. A code works once; what a person's *no* answers is not documented, so it ends like an expiry. */
  exchange(clientId: string, deviceCode: string): Token;
  list(): readonly Device[];
  /** Seconds that an app is told to leave between two polls; 5 at Twitch. */
  readonly settings: { intervalSeconds: number };
  /** By what the person types in. */
  find(userCode: string): Device | undefined;
}

export const DEVICE_SECONDS = 1_800;
const INTERVAL_SECONDS = 5;
/** A poll may come this much sooner: timers are not exact. */
const LENIENCE_MS = 250;

export function createDevices(deps: {
  readonly clock: SimulatorClock;
  readonly random: Random;
  readonly tokens: Tokens;
  readonly onDevice: (device: Device) => void;
}): Devices {
  const { clock, random, tokens } = deps;
  const devices = new Map<string, Device>();
  const settings = { intervalSeconds: INTERVAL_SECONDS };
  return {
    settings,
    start: (clientId, scopes) => {
      tokens.checkClient(clientId);
      const device: Device = {
        deviceCode: random.token(40),
        userCode: random.token(8).toUpperCase(),
        clientId,
        scopes,
        expiresAt: clock.now() + DEVICE_SECONDS * 1000,
        state: 'pending',
        lastPolledAt: 0,
        earlyPolls: 0,
      };
      devices.set(device.deviceCode, device);
      deps.onDevice(device);
      return device;
    },
    exchange: (clientId, deviceCode) => {
      tokens.checkClient(clientId);
      const device = devices.get(deviceCode);
      const isOver = !device || device.state === 'denied' || device.expiresAt <= clock.now();
      if (isOver || device.clientId !== clientId) return refuse(400, 'invalid device code');
      if (clock.now() - device.lastPolledAt < settings.intervalSeconds * 1000 - LENIENCE_MS) device.earlyPolls += 1;
      device.lastPolledAt = clock.now();
      if (typeof device.state === 'string') return refuse(400, 'authorization_pending');
      devices.delete(deviceCode);
      return tokens.issue({ userId: device.state.userId, clientId, scopes: device.scopes });
    },
    list: () => [...devices.values()],
    find: (userCode) => [...devices.values()].find((device) => device.userCode === userCode),
  };
}
