// The simulator as a process: it starts, answers, says what is wrong, and never outlives its parent.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { createSimulatorClock } from '../../src/simulator/clock.ts';
import { fromArguments, toArguments } from '../../src/simulator/options.ts';
import { startSimulator } from '../../src/simulator/start.ts';

const MAIN = fileURLToPath(new URL('../../src/simulator/main.ts', import.meta.url));
const START = fileURLToPath(new URL('../../src/simulator/start.ts', import.meta.url));

test('started by hand it prints one line and ends on SIGTERM', async () => {
  const child = spawn(process.execPath, [MAIN, '--world=size:3'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const ready = JSON.parse(line) as { ready: boolean; port: number; world: { broadcaster: { login: string } } };
  expect(ready).toMatchObject({ ready: true, world: { broadcaster: { login: 'bigchannel' } } });
  expect((await fetch(`http://localhost:${ready.port}/mock/users`)).status).toBe(401);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('it ends when its parent is killed', async () => {
  // It ends with its stdin, so that an interrupted test run leaves nothing behind.
  const script = `import { startSimulator } from ${JSON.stringify(START)};
    const { port } = await startSimulator(); console.log(port);
    process.stdin.resume().on('close', () => process.exit());`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [port] = (await once(createInterface(parent.stdout), 'line')) as [string];
  expect((await fetch(`http://127.0.0.1:${port}/mock/users`)).status).toBe(401);
  parent.kill('SIGKILL');
  await expect
    .poll(
      () =>
        fetch(`http://127.0.0.1:${port}/mock/users`).then(
          (reply) => reply.status,
          () => 'gone',
        ),
      { timeout: 10_000 },
    )
    .toBe('gone');
});

test('a wrong option or a taken port is refused with a sentence', async () => {
  await expect(startSimulator({ world: 'sizes' })).rejects.toThrow('--world must be empty, demo or size:N');
  const first = await startSimulator();
  await expect(startSimulator({ port: first.port })).rejects.toThrow('EADDRINUSE');
  await expect(first.control.user({ login: 'nobody' })).rejects.toThrow('no such user: nobody');
  await expect(first.control.ban({ channelId: '1', moderatorId: '1', userId: '2' })).rejects.toThrow('is invalid');
  await first.stop();
  await first.stop();
  await expect(first.control.now()).rejects.toThrow('not running');
  await expect(startSimulator({ execPath: '/nowhere/node' })).rejects.toThrow('ended');
});

test('options survive the way through the command line, and bad ones are named', () => {
  const options = {
    port: 4000,
    seed: 9,
    world: 'size:500000',
    pageDelayMs: 25,
    delayMs: 80,
    autoApprove: 'anna',
    autoApproveMs: 10,
    clockOffsetMs: -5000,
    rateLimit: 30,
    accessTokenSeconds: 60,
    isAlive: true,
    clients: { a: 'public', b: 'confidential' },
  } as const;
  expect(fromArguments(toArguments(options))).toEqual(options);
  const bad = ['--world=size:500001', '--port=-1', '--port=x', '--seed=1.5', '--alive=maybe', '--client=a', '--what=1'];
  for (const argument of bad) expect(() => fromArguments([argument])).toThrow(argument.slice(2).split('=')[0] ?? '');
});

test('a driven clock runs its tasks in order, each at its own time; skewing runs none', () => {
  const clock = createSimulatorClock();
  clock.freeze();
  clock.set(1_000);
  const seen: [string, number][] = [];
  const note = (name: string) => () => seen.push([name, clock.now()]);
  clock.after(300, note('late'));
  clock.after(100, () => {
    note('early')();
    clock.after(50, note('nested'));
  });
  clock.after(200, note('cancelled'))();
  clock.skew(10_000);
  expect([seen, clock.now()]).toEqual([[], 11_000]);
  clock.advance(250);
  clock.advance(50);
  expect(seen).toEqual([
    ['early', 11_100],
    ['nested', 11_150],
    ['late', 11_300],
  ]);
  clock.resume();
  expect(clock.now()).toBeGreaterThanOrEqual(11_300);
  expect(clock.now()).toBeLessThan(Date.now());
  clock.stop();
});
