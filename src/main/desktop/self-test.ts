// Looks at a started app from inside and says in one line of JSON what works. For builds whose fuses keep every
// debugger out. Changes nothing but its own data folder.
import type { BrowserWindow } from 'electron';
import type { Clock } from '../lib/clock.ts';

export interface SelfTestReport {
  readonly ok: boolean;
  readonly electron: string;
  readonly window: boolean;
  readonly preload: boolean;
  readonly ipc: boolean;
  readonly vault: 'system' | 'file' | 'memory';
  readonly vaultNotice: string;
  readonly database: boolean;
}

export interface SelfTestDeps {
  readonly window: BrowserWindow;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly vault: SelfTestReport['vault'];
  readonly vaultNotice: string;
}

const LIMIT_MS = 30_000;

/** Asks the page for its bridge, and through it for two commands: one that needs no database, one that does. */
export async function runSelfTest({ window, clock, vault, vaultNotice }: SelfTestDeps): Promise<SelfTestReport> {
  const ask = async (code: string): Promise<unknown> => {
    const answer = window.webContents.executeJavaScript(code).catch(() => null) as Promise<unknown>;
    return Promise.race([answer, clock.sleep(LIMIT_MS).then(() => null)]);
  };
  const isLoaded = (await ask('location.href')) !== null;
  const surface = await ask('Object.keys(window.modkeep ?? {}).sort().join()');
  const info = await ask("window.modkeep.call('app.get', {}).then((reply) => reply.ok)");
  const channels = await ask("window.modkeep.call('channels.list', {}).then((reply) => reply.ok)");
  const parts = {
    window: isLoaded,
    preload: surface === 'call,onEvent',
    ipc: info === true,
    database: channels === true,
  };
  return {
    ok: Object.values(parts).every(Boolean),
    electron: process.versions['electron'] ?? 'none',
    ...parts,
    vault,
    vaultNotice,
  };
}
