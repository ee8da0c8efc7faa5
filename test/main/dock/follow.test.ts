// The loopback server as the desktop shell has it, on a real core: off until the owner turns it on, opened by named keys
// alone, on a port that stays, and saying what keeps it from running.
import { createServer, type Server } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createMemoryVault } from '../../../src/main/accounts/vault-memory.ts';
import type { Vault } from '../../../src/main/accounts/vault.ts';
import { startDock } from '../../../src/main/dock/dock.ts';
import { followDockSetting, type FollowedDock } from '../../../src/main/dock/follow.ts';
import { createClock } from '../../../src/main/lib/clock.ts';
import type { DockView } from '../../../src/shared/contract/dock.ts';
import { DEFAULT_DOCK_PORT, dockPortFault } from '../../../src/shared/dock-port.ts';
import { fail } from '../../../src/shared/errors.ts';
import type { Caller } from '../../../src/shared/permissions.ts';
import { startTestCore, type TestCore } from '../../helpers/core.ts';
import { startTestSimulator, type TestSimulator } from '../../helpers/simulator.ts';
import { FILES, memoryLog, raw, signedIn, statusOf } from './fixture.ts';

let simulator: TestSimulator;
let core: TestCore;
let vault: Vault;
let followed: FollowedDock;
let holder: Server | null = null;

beforeAll(async () => {
  simulator = await startTestSimulator({ world: 'size:5' });
});
afterAll(() => simulator.stop());
beforeEach(async () => {
  core = await startTestCore(simulator);
  vault = createMemoryVault();
});
afterEach(async () => {
  await followed.close();
  await core.stop();
  holder?.close();
  holder = null;
});

const follow = async (): Promise<void> => {
  followed = await followDockSetting({ core: core.core, vault, clock: createClock(), log: memoryLog(), files: FILES });
};
const view = async (): Promise<DockView> => (await core.call('dock.get', {})).dock;
const until = (state: DockView['state'], port?: number): Promise<DockView> =>
  core.until(view, (found) => found.state === state && (port === undefined || found.port === port));
const turnOn = async (change: { dockPort?: number } = {}): Promise<number> => {
  await core.call('settings.set', { dockEnabled: true, dockPort: 0, ...change });
  return (await until('on')).port!;
};
/** Of the page, as a browser asks for it. */
const page = (port: number): Promise<string> =>
  raw(port, `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`);
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test('off by default, on a port that stays; keys can be made and taken away all the same', async () => {
  await follow();
  expect(await view()).toEqual({
    state: 'off',
    isSwitched: true,
    port: DEFAULT_DOCK_PORT,
    connected: 0,
    error: null,
  });
  const { key } = await core
    .until(
      () => core.call('keys.add', { name: 'OBS', permissions: [] }).catch(() => null),
      (made) => made !== null,
    )
    .then((made) => made!);
  expect((await core.call('keys.list', {})).keys).toHaveLength(1);
  await core.call('keys.remove', { keyId: key.keyId });
  expect((await core.call('health.get', {})).checks.map(({ name }) => name)).not.toContain('dock');
});

test('turned on, a named key gets in with its rights and no further; turned off, it is cut off and nothing listens', async () => {
  await follow();
  const port = await turnOn();
  const { text } = await core.call('keys.add', { name: 'OBS', permissions: ['view_reports'] });
  expect(statusOf(await page(port))).toBe(200);
  expect(await page(port)).toContain(`connect-src 'self' ws://127.0.0.1:${port};`);
  const client = await signedIn(port, text);
  expect(client.ready).toMatchObject({ ready: true, name: 'OBS', rights: ['view_reports'] });
  expect(await client.call('channels.list')).toMatchObject({ ok: true });
  expect(await client.call('audit.list')).toMatchObject({ ok: true });
  for (const command of ['settings.set', 'keys.list', 'dock.get', 'dock.retry', 'keys.addMetrics'])
    expect(await client.call(command), command).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } });
  expect(await core.until(view, ({ connected }) => connected === 1)).toMatchObject({ state: 'on', port });
  expect((await core.call('health.get', {})).checks.at(-1)).toMatchObject({ name: 'dock', state: 'ok' });
  const { text: lost, key } = await core.call('keys.add', { name: 'lost', permissions: [] });
  const cut = await signedIn(port, lost);
  await core.call('keys.remove', { keyId: key.keyId });
  expect(await cut.closed).toMatchObject({ code: 4401 });
  await core.call('settings.set', { dockEnabled: false });
  expect(await client.closed).toMatchObject({ code: 1001 });
  await until('off');
  await expect(page(port)).rejects.toThrow('ECONNREFUSED');
  expect(core.events.some(({ type }) => type === 'dock.changed')).toBe(true);
});

test('another program on the port: said in Settings and Health, nothing else listens, and it is taken when it is free', async () => {
  holder = createServer();
  await new Promise<void>((resolve) => holder!.listen(0, '127.0.0.1', resolve));
  const { port } = holder.address() as { port: number };
  await follow();
  await core.call('settings.set', { dockEnabled: true, dockPort: port });
  expect(await until('failed')).toMatchObject({
    port,
    error: { code: 'CONFLICT', details: { reason: 'port_taken' } },
  });
  expect((await core.call('health.get', {})).checks.find(({ name }) => name === 'dock')).toEqual({
    name: 'dock',
    state: 'bad',
    sentence: `OBS docks and programs cannot come in. Port ${port} is already used by another program. Close that program, or choose another port.`,
    fix: { kind: 'dock' },
  });
  expect((await core.call('dock.retry', {})).dock).toMatchObject({ state: 'failed' });
  const stopped = holder;
  holder = null;
  await new Promise((resolve) => stopped.close(resolve));
  expect((await core.call('dock.retry', {})).dock).toMatchObject({ state: 'on', port });
});

test('another port takes the place of the old one; an address is still right after a restart', async () => {
  await follow();
  const [first, second] = [await freePort(), await freePort()];
  await turnOn({ dockPort: first });
  const { text } = await core.call('keys.add', { name: 'OBS', permissions: [] });
  await core.call('settings.set', { dockPort: second });
  await until('on', second);
  await expect(page(first)).rejects.toThrow('ECONNREFUSED');
  await followed.close();
  await expect(page(second)).rejects.toThrow('ECONNREFUSED');
  await follow();
  await until('on', second);
  expect((await signedIn(second, text)).ready).toMatchObject({ name: 'OBS' });
});

test('keys that cannot be read keep it shut, and it is open when they can', async () => {
  const kept = vault;
  let isLocked = true;
  vault = {
    ...kept,
    names: () =>
      isLocked
        ? Promise.reject(fail('SERVICE_UNAVAILABLE', 'The keychain does not answer.', { reason: 'vault_unavailable' }))
        : kept.names(),
  };
  await follow();
  await core.call('settings.set', { dockEnabled: true, dockPort: 0 });
  expect(await until('failed')).toMatchObject({ error: { code: 'SERVICE_UNAVAILABLE' }, port: null });
  expect(await core.refused('keys.add', { name: 'OBS', permissions: [] })).toMatchObject({
    details: { reason: 'no_dock' },
  });
  isLocked = false;
  expect((await core.call('dock.retry', {})).dock.state).toBe('on');
  await core.call('keys.add', { name: 'OBS', permissions: [] });
});

test('metrics and files are there for whoever may have them, while it is on', async () => {
  await follow();
  const port = await turnOn();
  const metrics = (key: string): Promise<string> =>
    raw(
      port,
      `GET /metrics HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${key}\r\nConnection: close\r\n\r\n`,
    );
  const { text: bearer } = await core.call('keys.addMetrics', {});
  expect(await core.call('keys.metrics', {})).toMatchObject({ isServed: true });
  expect(await metrics(bearer)).toContain('modkeep_');
  const { text, key } = await core.call('keys.add', { name: 'Export', permissions: ['view_reports'] });
  const client = await signedIn(port, text);
  const { value } = (await client.call('audit.export', { format: 'jsonl' })) as unknown as { value: { jobId: string } };
  const caller: Caller = { kind: 'key', keyId: key.keyId, name: 'Export', rights: ['view_reports'] };
  const ticket = await core.until(
    () => core.call('exports.ticket', { jobId: value.jobId }, caller).catch(() => null),
    (found) => found !== null,
  );
  const get = (): Promise<string> =>
    raw(port, `GET ${ticket!.path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`);
  expect(await get()).toContain('"key_added"');
  expect(statusOf(await get())).toBe(404);
  await core.call('settings.set', { dockEnabled: false });
  await until('off');
  expect(await core.call('keys.metrics', {})).toMatchObject({
    isServed: false,
    key: { createdAt: expect.any(String) },
  });
});

test('only the owner turns it on, the audit log says so, and a port that no browser opens is refused', async () => {
  await follow();
  const caller: Caller = { kind: 'key', keyId: 'k', name: 'k', rights: ['manage_moderators', 'manage_bans'] };
  expect(await core.refused('settings.set', { dockEnabled: true }, caller)).toMatchObject({ code: 'FORBIDDEN' });
  for (const dockPort of [-1, 80, 1_023, 65_536, 24_777.5, 6_000, 10_080])
    expect(await core.refused('settings.set', { dockPort }), String(dockPort)).toMatchObject({
      code: 'INVALID_REQUEST',
      details: { field: 'dockPort' },
    });
  expect([dockPortFault(6_000), dockPortFault(DEFAULT_DOCK_PORT)]).toEqual([
    'Browsers open no page on port 6000. Choose another.',
    null,
  ]);
  await turnOn();
  const { data } = await core.call('audit.list', { action: 'change_settings' });
  expect(data[0]?.metadata).toMatchObject({ names: ['dockEnabled', 'dockPort'], dockEnabled: true });
});

test('the browser shell is the server itself: always on, whatever the setting says, and nothing to try again', async () => {
  const dock = await startDock({
    core: core.core,
    vault,
    clock: createClock(),
    log: memoryLog(),
    files: FILES,
    port: 0,
  });
  followed = dock;
  const on = { state: 'on', isSwitched: false, port: dock.port, error: null };
  expect(await view()).toEqual({ ...on, connected: 0 });
  await core.call('settings.set', { dockEnabled: true, dockPort: await freePort() });
  await core.call('settings.set', { dockEnabled: false });
  const client = await signedIn(dock.port, dock.address());
  expect(await core.until(view, ({ connected }) => connected === 1)).toEqual({ ...on, connected: 1 });
  expect(await core.refused('dock.retry', {})).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  expect((await core.call('health.get', {})).checks.map(({ name }) => name)).not.toContain('dock');
  client.ws.close();
  await core.until(view, ({ connected }) => connected === 0);
});
