// Run as a process of its own: Twurple's listener without our seam receives one frame that is not JSON.
import { EventSubWsListener } from '@twurple/eventsub-ws';
import { CHANNEL, MODERATOR, startFake, testClient } from './live-fake.ts';

process.on('uncaughtException', (error) => {
  process.stdout.write(error.name);
  process.exit(0);
});
const fake = await startFake();
fake.onConnect = ({ socket }) => socket.send('{');
const listener = new EventSubWsListener({ apiClient: testClient(MODERATOR), logger: { custom: () => undefined } });
listener.onChannelModerate(CHANNEL, MODERATOR, () => undefined);
listener.start();
