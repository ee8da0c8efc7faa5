// From Twitch to Discord through the whole core: a ban in the channel is written there, what was found by the first read is
// not, and what waited when Modkeep ended arrives after its next start.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createMemoryVault } from '../../../src/main/accounts/vault-memory.ts';
import { startTestCore, type TestCore } from '../../helpers/core.ts';
import { createTempDir } from '../../helpers/db.ts';
import { startDiscordBox, type DiscordBox } from '../../helpers/discord-box.ts';
import { WEBHOOK } from '../../helpers/discord.ts';
import { startTestSimulator, type TestSimulator } from '../../helpers/simulator.ts';

const CHANNEL = '1000';
const temp = createTempDir();
const vault = createMemoryVault();
let simulator: TestSimulator;
let box: DiscordBox;
let core: TestCore;
const start = (): Promise<TestCore> => startTestCore(simulator, { dataDir: temp.dir, vault, discordPort: box.port });
beforeAll(async () => {
  [simulator, box] = await Promise.all([startTestSimulator({ world: 'size:30' }), startDiscordBox()]);
  core = await start();
});
afterAll(async () => {
  await core.stop();
  await Promise.all([simulator.stop(), box.stop()]);
  temp.remove();
});

async function live(): Promise<void> {
  await core.until(
    () => core.call('channels.list', {}),
    ({ channels }) =>
      channels.some(({ id, status }) => id === CHANNEL && status.lastCompleteReadAt !== null && status.live === 'live'),
  );
}
async function ban(login: string): Promise<void> {
  const { id } = await simulator.control.addUser({ login });
  await simulator.control.ban({ channelId: CHANNEL, moderatorId: CHANNEL, userId: id, reason: 'raid' });
}
const told = (): string => box.messages.map(({ content }) => content).join('\n');

it('tells what happens, not what was found, and after a restart what was left', async () => {
  const kinds = ['ban', 'bulk', 'alert'] as const;
  await core.call('discord.add', { url: WEBHOOK, name: 'log', channelId: CHANNEL, kinds: [...kinds] });
  await core.signIn('bigchannel');
  await live();
  await ban('first_raider');
  await core.until(told, (text) => text.includes('raider'));
  expect(box.messages).toHaveLength(1);
  expect(told()).toContain(String.raw`**first\_raider** was banned`);

  const [hook] = (await core.call('discord.list', {})).hooks;
  await core.call('discord.change', { hookId: hook!.hookId, isPaused: true });
  await ban('second_raider');
  await core.until(
    () => core.call('discord.list', {}),
    ({ hooks }) => hooks[0]?.waiting === 1,
  );
  await core.core.close();
  core = await start();
  expect((await core.call('discord.list', {})).hooks).toMatchObject([{ waiting: 1, pausedBy: 'person' }]);
  await core.call('discord.change', { hookId: hook!.hookId, isPaused: false });
  await core.until(told, (text) => text.includes('second'));
  expect(box.messages).toHaveLength(2);
  expect(box.messages[1]?.content).not.toContain('repeat');
});
