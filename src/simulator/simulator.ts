// Builds the simulated Twitch: world, HTTP, sockets, in reading order. Knows no process and no demo script.
import type { AddressInfo } from 'node:net';
import { authRoutes } from './auth-routes.ts';
import { banRoutes } from './helix-bans.ts';
import { peopleRoutes } from './helix-people.ts';
import { requestRoutes } from './helix-requests.ts';
import { createActs } from './acts.ts';
import { createChannels } from './channels.ts';
import { createSimulatorClock } from './clock.ts';
import { createCrowd } from './crowd.ts';
import { createDelivery } from './delivery.ts';
import { createFaults } from './faults.ts';
import { createHttp, type Delays } from './http.ts';
import { createJournal } from './journal.ts';
import { createBuckets, createWindow } from './limits.ts';
import { createRandom } from './random.ts';
import { createRequests } from './requests.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { createSubscriptions } from './subscriptions.ts';
import { createTokens, type Device } from './tokens.ts';
import { createUsers } from './users.ts';
import type { SimulatorOptions } from './options.ts';

/** People who exist without being named: enough for 500 000 bans and as many who are not banned. */
const CROWD_SIZE = 1_000_000;

export type Simulator = Awaited<ReturnType<typeof createSimulator>>;

/** A running simulator on 127.0.0.1. Its world is empty but for the crowd; see worlds.ts. */
export async function createSimulator(options: SimulatorOptions) {
  const seed = options.seed ?? 1;
  const random = createRandom(seed);
  const clock = createSimulatorClock(options.clockOffsetMs ?? 0);
  const journal = createJournal();
  const crowd = createCrowd(seed, CROWD_SIZE);
  const users = createUsers(crowd);
  const channels = createChannels(users);
  let sessions: Sessions;
  const subscriptions = createSubscriptions({ clock, random, channels, sessions: () => sessions });
  const delivery = createDelivery({ clock, random, users, channels, sessions: () => sessions, subscriptions });
  const acts = createActs({ clock, users, channels, journal, onAct: delivery.tell });
  const requests = createRequests({ acts, channels, clock, random });

  function approveByItself(device: Device): void {
    const login = options.autoApprove;
    if (login === undefined) return;
    clock.after(options.autoApproveMs ?? 2_000, () => {
      const user = users.byLogin(login);
      if (user && device.state === 'pending') device.state = { userId: user.id };
    });
  }
  const tokens = createTokens({
    clock,
    random,
    clients: options.clients ?? null,
    accessTokenSeconds: options.accessTokenSeconds ?? 14_400,
    onDevice: approveByItself,
  });

  const buckets = createBuckets(clock, options.rateLimit ?? 800);
  const banLimit = createWindow(clock, 100, 30_000);
  const modLimit = createWindow(clock, 10, 10_000);
  const faults = createFaults();
  const delays: Delays = { pageMs: options.pageDelayMs ?? 0, helixMs: options.delayMs ?? 0 };
  const world = { clock, users, channels, acts, requests, buckets, banLimit, modLimit };
  const server = createHttp({
    clock,
    tokens,
    journal,
    faults,
    buckets,
    delays,
    helix: { ...banRoutes(world), ...peopleRoutes(world), ...requestRoutes(world), ...subscriptions.routes },
    auth: authRoutes({
      tokens,
      users,
      clock,
      onRevoked: (token) =>
        subscriptions.revoke(
          (entry) => entry.userId === token.userId && entry.clientId === token.clientId,
          'authorization_revoked',
        ),
    }),
  });
  const port = (): number => (server.address() as AddressInfo).port;
  sessions = createSessions(server, { clock, random, port, onClosed: subscriptions.onSessionClosed });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', () => resolve());
  });

  return {
    ...world,
    seed,
    random,
    crowd,
    journal,
    tokens,
    faults,
    delays,
    sessions,
    subscriptions,
    delivery,
    port: port(),
    /** Drops every connection and frees the port. */
    stop: async (): Promise<void> => {
      clock.stop();
      delivery.stop();
      sessions.stop();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
