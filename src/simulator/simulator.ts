// Builds the simulated Twitch: world, HTTP, sockets, in reading order. Knows no process and no demo script.
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { authRoutes } from './auth-routes.ts';
import { banRoutes } from './helix-bans.ts';
import { peopleRoutes } from './helix-people.ts';
import { requestRoutes } from './helix-requests.ts';
import { createActs } from './acts.ts';
import { createChannels } from './channels.ts';
import { createSimulatorClock } from './clock.ts';
import { createCrowd, type Crowd } from './crowd.ts';
import { createDelivery, type Delivery } from './delivery.ts';
import { createDevices, type Device, type Devices } from './devices.ts';
import { createFaults, type Faults } from './faults.ts';
import { createHttp, type Delays } from './http.ts';
import { createJournal, type Journal } from './journal.ts';
import { createBuckets, createWindow } from './limits.ts';
import { createRandom, type Random } from './random.ts';
import { createRequests } from './requests.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { createSubscriptions, type Subscriptions } from './subscriptions.ts';
import { createTokens, type Token, type Tokens } from './tokens.ts';
import { createUsers } from './users.ts';
import type { SimulatorOptions } from './options.ts';
import type { World } from './routes.ts';

/** People who exist without being named: enough for 500 000 bans and as many who are not banned. */
const CROWD_SIZE = 1_000_000;

export interface Simulator extends World {
  readonly seed: number;
  readonly random: Random;
  readonly crowd: Crowd;
  readonly journal: Journal;
  readonly tokens: Tokens;
  readonly devices: Devices;
  readonly faults: Faults;
  readonly delays: Delays;
  readonly sessions: Sessions;
  readonly subscriptions: Subscriptions;
  readonly delivery: Delivery;
  readonly port: number;
  /** Drops every connection and frees the port. */
  stop(): Promise<void>;
}

type Inside = Omit<Simulator, 'sessions' | 'port' | 'stop'>;

/** A running simulator on 127.0.0.1. Its world is empty but for the crowd; see worlds.ts. */
export async function createSimulator(options: SimulatorOptions): Promise<Simulator> {
  let sessions: Sessions;
  const inside = buildInside(options, () => sessions);
  const server = buildServer(inside);
  const port = (): number => (server.address() as AddressInfo).port;
  const { clock, random, subscriptions } = inside;
  sessions = createSessions(server, { clock, random, port, onClosed: subscriptions.onSessionClosed });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', () => resolve());
  });
  return {
    ...inside,
    sessions,
    port: port(),
    stop: async () => {
      clock.stop();
      inside.delivery.stop();
      sessions.stop();
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

/** Everything but the wire. */
function buildInside(options: SimulatorOptions, sessions: () => Sessions): Inside {
  const seed = options.seed ?? 1;
  const random = createRandom(seed);
  const clock = createSimulatorClock(options.clockOffsetMs ?? 0);
  const journal = createJournal();
  const crowd = createCrowd(seed, CROWD_SIZE);
  const users = createUsers(crowd);
  const channels = createChannels(users);
  const subscriptions = createSubscriptions({ clock, random, channels, sessions });
  const delivery = createDelivery({ clock, random, users, channels, sessions, subscriptions });
  const acts = createActs({ clock, users, channels, journal, onAct: delivery.tell });
  const tokens = createTokens({
    clock,
    random,
    clients: options.clients ?? null,
    accessTokenSeconds: options.accessTokenSeconds ?? 14_400,
  });
  const onDevice = (device: Device): void => {
    const login = options.autoApprove;
    if (login === undefined) return;
    clock.after(options.autoApproveMs ?? 2_000, () => {
      const user = users.byLogin(login);
      if (user && device.state === 'pending') device.state = { userId: user.id };
    });
  };
  return {
    seed,
    random,
    clock,
    journal,
    crowd,
    users,
    channels,
    subscriptions,
    delivery,
    acts,
    requests: createRequests({ acts, channels, clock, random }),
    tokens,
    devices: createDevices({ clock, random, tokens, onDevice }),
    buckets: createBuckets(clock, options.rateLimit ?? 800),
    banLimit: createWindow(clock, 100, 30_000),
    modLimit: createWindow(clock, 10, 10_000),
    faults: createFaults(),
    delays: { pageMs: options.pageDelayMs ?? 0, helixMs: options.delayMs ?? 0 },
  };
}

function buildServer(inside: Inside): Server {
  const { subscriptions } = inside;
  const onRevoked = ({ userId, clientId }: Token): void => {
    subscriptions.revoke((entry) => entry.userId === userId && entry.clientId === clientId, 'authorization_revoked');
  };
  return createHttp({
    ...inside,
    helix: { ...banRoutes(inside), ...peopleRoutes(inside), ...requestRoutes(inside), ...subscriptions.routes },
    auth: authRoutes({ ...inside, onRevoked }),
  });
}
