// Run as a process of its own: watches, receives an act, loses its server, stops. It must then end by itself.
import { CHANNEL, MODERATOR, moderate, person, startFake, startLive } from './live-fake.ts';

const fake = await startFake();
// So that a keepalive timer left behind would be noticed.
fake.keepaliveSeconds = 600;
const { live, acts } = startLive(fake);
live.watch({ channelId: CHANNEL, accountId: MODERATOR, role: 'moderator' });
await until(() => live.states().get(CHANNEL)?.state === 'live');
fake.notify('channel.moderate', moderate('ban', person));
await until(() => acts.length === 1);
fake.onConnect = (connection) => connection.socket.terminate();
for (const { socket } of fake.open()) socket.terminate();
await until(() => fake.connections.length > 2);
await live.stop();
await fake.close();
process.stdout.write('stopped\n');

async function until(isSo: () => boolean): Promise<void> {
  const giveUpAt = performance.now() + 10_000;
  while (!isSo()) {
    if (performance.now() > giveUpAt) process.exit(2);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
