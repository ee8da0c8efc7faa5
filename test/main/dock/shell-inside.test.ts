// What the browser shell does while it runs: it notices sleep, and keeps sign-ins where the setting says.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createKeepingVault } from '../../../src/main/accounts/keeping-vault.ts';
import { runBrowserShell } from '../../../src/main/dock/shell.ts';
import type { Core, CoreDeps } from '../../../src/main/core.ts';
import type { Vault } from '../../../src/main/accounts/vault.ts';
import { createClock } from '../../../src/main/lib/clock.ts';
import { secret } from '../../../src/main/lib/secret.ts';
import type { AppEvent } from '../../../src/shared/contract.ts';
import { memoryLog, memoryVault, shellLog } from './fixture.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'modkeep-inside-'));
  await mkdir(join(root, 'out', 'renderer'), { recursive: true });
  await writeFile(join(root, 'out', 'renderer', 'index.html'), '');
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** Runs the shell until `stop`; the core only notes what it is told. */
async function run(...argv: string[]): Promise<Running> {
  const noted: string[] = [];
  const settings = { keepSignedIn: false };
  const listeners = new Set<(event: AppEvent) => void>();
  const time = { now: 1_800_000_000_000, ticks: [] as (() => void)[] };
  const files = memoryVault();
  const ending = Promise.withResolvers<void>();
  const ready = Promise.withResolvers<void>();
  let given: CoreDeps | undefined;
  const core: Core = {
    dispatch: async () => ({ ok: true, value: { settings } }),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    exposition: () => '',
    attachKeys: () => () => undefined,
    attachDock: () => () => undefined,
    takeFile: () => null,
    onSleep: () => void noted.push('sleep'),
    onResume: (awayMs) => void noted.push(`resume after ${Math.round((awayMs ?? 0) / 60_000)} min`),
    close: async () => void noted.push('close'),
  };
  const status = runBrowserShell({
    argv: ['--json', '--data-dir', join(root, 'data'), ...argv],
    environment: {},
    platform: 'linux',
    home: root,
    root,
    version: '1',
    pid: 1,
    clock: { ...createClock(), now: () => time.now, every: (_ms, tick) => (time.ticks.push(tick), () => undefined) },
    say: { out: () => ready.resolve(), err: (line) => ready.reject(new Error(line)) },
    openLog: () => ({ ...shellLog(memoryLog()), close: () => void noted.push('log closed') }),
    openVault: ({ isKept }) =>
      createKeepingVault({ memory: memoryVault(), file: Object.assign(files, { kind: 'file' }), isKept }),
    findData: async (home) => home,
    startCore: async (deps) => ((given = deps), core),
    startDemo: () => Promise.reject(new Error('no demo here')),
    protect: () => undefined,
    scrub: (text) => text,
    ending: ending.promise,
  });
  await ready.promise;
  return {
    noted,
    settings,
    files,
    time,
    vault: given!.vault,
    changeSettings: () => listeners.forEach((listener) => listener({ type: 'settings.changed', revision: 1 })),
    stop: () => (ending.resolve(), status),
  };
}
interface Running {
  readonly noted: string[];
  readonly settings: { keepSignedIn: boolean };
  readonly files: ReturnType<typeof memoryVault>;
  readonly time: { now: number; ticks: (() => void)[] };
  readonly vault: Vault;
  changeSettings(): void;
  stop(): Promise<number>;
}

test('a clock that jumps ahead means the machine slept; one that is a little late does not', async () => {
  const { noted, time, stop } = await run();
  const tickAfter = (ms: number): void => {
    time.now += ms;
    for (const tick of time.ticks) tick();
  };
  for (const ms of [5_000, 9_000, -3_600_000, 24_000]) tickAfter(ms);
  expect(noted).toEqual([]);
  tickAfter(60_000);
  expect(noted).toEqual(['resume after 1 min']);
  expect(await stop()).toBe(0);
  expect(noted.slice(1)).toEqual(['close', 'log closed']);
});

test('the setting moves what is kept, now and whenever it changes', async () => {
  const { vault, files, settings, changeSettings, stop } = await run();
  await vault.write('token', secret('t'));
  expect([vault.kind, files.entries.size]).toEqual(['memory', 0]);
  settings.keepSignedIn = true;
  changeSettings();
  await expect.poll(() => [vault.kind, files.entries.size]).toEqual(['file', 1]);
  settings.keepSignedIn = false;
  changeSettings();
  await expect.poll(() => [vault.kind, files.entries.size]).toEqual(['memory', 0]);
  expect(await stop()).toBe(0);
});

test('--keep-signed-in keeps for this run whatever the setting says', async () => {
  const { vault, changeSettings, stop } = await run('--keep-signed-in');
  changeSettings();
  await vault.write('token', secret('t'));
  expect(vault.kind).toBe('file');
  expect(await stop()).toBe(0);
});
