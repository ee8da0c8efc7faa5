// A raid at Discord: thousands of entries arrive complete, in order and within its limits, also when the process is killed
// in the middle. Each thing that is checked is shown to fail once.
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createClock } from '../../../src/main/lib/clock.ts';
import { startDiscordBox, type DiscordBox } from '../../helpers/discord-box.ts';
import { createTempDir } from '../../helpers/db.ts';
import { createDiscordWorld, isComplete, WEBHOOK } from '../../helpers/discord.ts';
import { createFastClock } from '../../helpers/fast-clock.ts';
import { score } from '../../helpers/score.ts';

const SPEED = 60;
const real = createClock();
let temp: ReturnType<typeof createTempDir>;
let box: DiscordBox;
beforeEach(async () => {
  temp = createTempDir();
  box = await startDiscordBox({ speed: SPEED });
});
afterEach(async () => {
  await box.stop();
  temp.remove();
});

async function until(isSo: () => boolean): Promise<void> {
  for (const end = real.monotonic() + 30_000; !isSo(); await real.sleep(10))
    if (real.monotonic() > end) throw new Error(`still not so: ${box.messages.length} messages`);
}

function startChild(): { kill(): Promise<void> } {
  const child = fork(
    join(import.meta.dirname, '../../helpers/child-discord.ts'),
    [temp.dir, String(box.port), String(SPEED)],
    {
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    },
  );
  const gone = new Promise<void>((resolve) => child.on('exit', () => resolve()));
  return {
    kill: async () => {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

it('5 000 entries arrive complete, in order and within the limits, across a kill in the middle', async () => {
  const COUNT = 5_000;
  const before = createDiscordWorld(createFastClock(1), box.port, temp.dir);
  await before.discord.add({ url: WEBHOOK, name: 'log', channelId: null, kinds: ['ban'] }, 'owner');
  before.raid(0, COUNT);
  before.close();
  const first = startChild();
  await until(() => box.messages.length >= 20);
  await first.kill();
  const sentBefore = box.messages.length;
  const second = startChild();
  await until(() => isComplete(box.messages, COUNT));
  await second.kill();
  expect(box.messages.length).toBeGreaterThan(sentBefore);
  expect(box.messages.length).toBeLessThan(120);
  expect(box.statuses.filter((status) => status !== 200 && status !== 0)).toEqual([]);
  // What Discord had taken when the second one was killed may come once more, and says so.
  const after = createDiscordWorld(createFastClock(SPEED), box.port, temp.dir);
  const stop = after.discord.follow();
  await until(() => after.discord.list()[0]?.waiting === 0);
  await stop();
  score('raid', { bad: isComplete(box.messages, COUNT) ? 0 : 1, of: COUNT });
  expect(isComplete(box.messages, COUNT)).toBe(true);
  expect(after.discord.list()).toMatchObject([{ waiting: 0, state: 'ready', pausedBy: null, dropped: 0 }]);
  after.close();
}, 60_000);

async function raidOf(count: number, plant = ''): Promise<void> {
  const world = createDiscordWorld(createFastClock(SPEED), box.port);
  await world.discord.add({ url: WEBHOOK, name: 'log', channelId: null, kinds: ['ban'] }, 'owner');
  if (plant !== '') world.db.sqlite.exec(plant);
  world.raid(0, count);
  const stop = world.discord.follow();
  await until(() => world.discord.list()[0]?.waiting === 0);
  await stop();
  world.close();
}

it('an answer that is lost loses nothing, and the repeat says so', async () => {
  box.fault('lose_answer', 'drop', { status: 502 });
  await raidOf(300);
  expect(isComplete(box.messages, 300)).toBe(true);
  expect(box.messages[0]?.content).not.toContain('may be a repeat');
  expect(box.messages[1]?.content).toContain('may be a repeat');
  expect(box.messages.at(-1)?.content).not.toContain('may be a repeat');
});

it('shows to lose entries when they are marked before they are sent', async () => {
  box.fault('drop');
  await raidOf(
    300,
    `CREATE TEMP TRIGGER planted AFTER UPDATE OF sending_through ON discord_hook WHEN NEW.sending_through IS NOT NULL
     BEGIN DELETE FROM discord_queue WHERE seq <= NEW.sending_through; END`,
  );
  expect(isComplete(box.messages, 300)).toBe(false);
});

it('is refused when it does not keep the pace, and loses nothing then either', async () => {
  await box.stop();
  box = await startDiscordBox();
  await raidOf(
    700,
    `CREATE TEMP TRIGGER planted AFTER UPDATE ON discord_hook WHEN NEW.tried_at IS NOT NULL OR NEW.blocked_until IS NOT NULL
     BEGIN UPDATE discord_hook SET tried_at = NULL, blocked_until = NULL; END`,
  );
  expect(box.statuses).toContain(429);
  expect(isComplete(box.messages, 700)).toBe(true);
}, 60_000);
