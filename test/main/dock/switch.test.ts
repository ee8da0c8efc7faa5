// Turning the loopback server on and off: never two at once, none left listening, whatever is wished in which order and
// however slow it is; a port that is taken is said and can be tried again.
import { createServer } from 'node:net';
import { expect, test, vi } from 'vitest';
import type { Server } from '../../../src/main/dock/dock.ts';
import type * as switches from '../../../src/main/dock/switch.ts';
import { createDockSwitch, type DockSwitch } from '../../../src/main/dock/switch.ts';
import { startHttp } from '../../../src/main/dock/http.ts';
import { turn } from '../../../src/main/lib/turn.ts';
import { fail } from '../../../src/shared/errors.ts';
import { createFakeClock } from '../../helpers/fake-clock.ts';
import { planted } from '../../helpers/planted.ts';
import { FILES, memoryLog, raw, statusOf } from './fixture.ts';

const SEED = Number(process.env['MODKEEP_SEED'] ?? 20_261_120);

interface Stage {
  readonly dock: DockSwitch;
  /** Ports asked for and closed, in order. */
  readonly steps: string[];
  /** Servers that listen now. */
  readonly listening: Set<number>;
  /** The most that ever listened at once. */
  most(): number;
  readonly changes: string[];
}

/** A switch on servers that take some turns to start and to stop, as `random` has it. */
function stage(random: () => number = () => 0, create = createDockSwitch): Stage {
  const steps: string[] = [];
  const listening = new Set<number>();
  const changes: string[] = [];
  let most = 0;
  const wait = async (): Promise<void> => {
    for (let left = Math.floor(random() * 4); left > 0; left -= 1) await turn();
  };
  const open = async (port: number): Promise<Server> => {
    await wait();
    if (port === 9) throw fail('CONFLICT', 'Port 9 is already used by another program.', { reason: 'port_taken' });
    steps.push(`open ${port}`);
    listening.add(port);
    most = Math.max(most, listening.size);
    return {
      port,
      connected: () => 0,
      async close() {
        await wait();
        listening.delete(port);
        steps.push(`close ${port}`);
      },
    };
  };
  const dock: DockSwitch = create({ open, log: memoryLog(), onChange: () => changes.push(dock.view().state) });
  return { dock, steps, listening, most: () => most, changes };
}

const shows = (dock: DockSwitch, view: object): Promise<void> =>
  vi.waitFor(() => expect(dock.view()).toMatchObject(view));

test('off until it is wished; on, another port, off again; and whoever looks is told', async () => {
  const { dock, steps, changes } = stage();
  await turn();
  expect([dock.view().state, steps]).toEqual(['off', []]);
  dock.wish(5_001);
  expect(dock.view()).toMatchObject({ state: 'starting', port: null });
  await shows(dock, { state: 'on', port: 5_001, isSwitched: true, error: null });
  dock.wish(5_001);
  dock.wish(5_002);
  await shows(dock, { state: 'on', port: 5_002 });
  dock.wish(null);
  await shows(dock, { state: 'off', port: null });
  await vi.waitFor(() => expect(steps).toEqual(['open 5001', 'close 5001', 'open 5002', 'close 5002']));
  expect(changes).toContain('starting');
  expect([changes.at(-1), changes.includes('on')]).toEqual(['off', true]);
});

test('a port that is taken: said once, not tried again by itself, tried again on request, by another port, by off and on', async () => {
  const { dock, steps } = stage();
  dock.wish(9);
  await shows(dock, { state: 'failed', error: { code: 'CONFLICT', details: { reason: 'port_taken' } } });
  dock.wish(9);
  await turn();
  expect(dock.view().state).toBe('failed');
  await dock.retry();
  expect(dock.view()).toMatchObject({ state: 'failed', error: { code: 'CONFLICT' } });
  dock.wish(null);
  await shows(dock, { state: 'off', error: null });
  dock.wish(9);
  await shows(dock, { state: 'failed' });
  dock.wish(5_003);
  await shows(dock, { state: 'on', port: 5_003, error: null });
  expect(steps).toEqual(['open 5003']);
});

test('closed while it starts, it does not stay; and nothing wished later brings it back', async () => {
  const { dock, steps, listening } = stage(() => 0.9);
  dock.wish(5_001);
  await dock.close();
  expect([listening.size, steps]).toEqual([0, ['open 5001', 'close 5001']]);
  dock.wish(5_002);
  await dock.retry();
  expect([dock.view().state, steps.length]).toEqual(['off', 2]);
});

async function toggleWildly(seed: number, rounds: number, create?: typeof createDockSwitch): Promise<string[]> {
  const problems: string[] = [];
  const { random } = createFakeClock(0, seed);
  for (let round = 0; round < rounds; round += 1) {
    const { dock, listening, most } = stage(random, create);
    let last: number | null = null;
    for (let step = 0; step < 12; step += 1) {
      last = [null, 5_001, 5_002, 9][Math.floor(random() * 4)] ?? null;
      dock.wish(last);
      if (random() < 0.2) void dock.retry();
      if (random() < 0.6) await turn();
    }
    await dock.retry();
    const wanted = last === null || last === 9 ? [] : [last];
    if (most() > 1) problems.push(`round ${round}: ${most()} at once`);
    if ([...listening].join() !== wanted.join())
      problems.push(`round ${round}: ${[...listening].join()} not ${wanted.join()}`);
    await dock.close();
    if (listening.size > 0) problems.push(`round ${round}: one is left`);
  }
  return problems;
}

test(`wished in haste, 300 times: never two, the last wish counts, none is left (seed ${SEED})`, async () => {
  expect(await toggleWildly(SEED, 300)).toEqual([]);
});

test('a switch that forgets to close, or does not wait its turn, is found out', async () => {
  const path = 'src/main/dock/switch.ts';
  const careless = await planted<typeof switches>(path, 'await server?.close();', '');
  expect((await toggleWildly(SEED, 20, careless.createDockSwitch)).join()).toContain('one is left');
  const hasty = await planted<typeof switches>(path, 'if (!isBusy && next() !== null)', 'if (next() !== null)');
  expect((await toggleWildly(SEED, 20, hasty.createDockSwitch)).join()).toContain('at once');
});

test('with real sockets: a taken port is a CONFLICT, free again it is taken on request, and off it listens nowhere', async () => {
  const log = memoryLog();
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
  const { port } = holder.address() as { port: number };
  const dock = createDockSwitch({
    log,
    onChange: () => undefined,
    open: async (asked) => ({
      ...(await startHttp({ files: FILES, port: asked, log, onSocket: () => undefined })),
      connected: () => 0,
    }),
  });
  dock.wish(port);
  await shows(dock, {
    state: 'failed',
    error: { code: 'CONFLICT', error: `Port ${port} is already used by another program.` },
  });
  await new Promise((resolve) => holder.close(resolve));
  await dock.retry();
  expect(dock.view()).toMatchObject({ state: 'on', port });
  const ask = (): Promise<string> =>
    raw(port, `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`);
  expect(statusOf(await ask())).toBe(200);
  await dock.close();
  await expect(ask()).rejects.toThrow('ECONNREFUSED');
});
