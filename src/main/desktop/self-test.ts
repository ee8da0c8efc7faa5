// Looks at a started app from inside and says in one line of JSON what works. For builds whose fuses keep every
// debugger out. Changes nothing but its own data folder.
import type { BrowserWindow } from 'electron';
import type { Clock } from '../lib/clock.ts';
import { fuseBinary, wrongFuses } from './fuses.ts';

export interface SelfTestReport {
  readonly ok: boolean;
  readonly electron: string;
  readonly window: boolean;
  readonly preload: boolean;
  readonly ipc: boolean;
  readonly vault: 'system' | 'file' | 'memory';
  readonly vaultNotice: string;
  readonly database: boolean;
  /** Only a packaged app has fuses of ours; `wrong` names those that are not as they should be. */
  readonly fuses: { readonly checked: boolean; readonly ok: boolean; readonly wrong: readonly string[] };
}

export interface SelfTestDeps {
  readonly window: BrowserWindow;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly vault: SelfTestReport['vault'];
  readonly vaultNotice: string;
  readonly isPackaged: boolean;
  readonly platform: NodeJS.Platform;
  /** The program that runs. */
  readonly executable: string;
}

const LIMIT_MS = 30_000;

/** Asks the page for its bridge, and through it for two commands: one that needs no database, one that does. */
export async function runSelfTest(deps: SelfTestDeps): Promise<SelfTestReport> {
  const { window, clock, vault, vaultNotice } = deps;
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
  const fuses = await checkFuses(deps);
  return {
    ok: Object.values(parts).every(Boolean) && fuses.ok,
    electron: process.versions['electron'] ?? 'none',
    ...parts,
    vault,
    vaultNotice,
    fuses,
  };
}

async function checkFuses({ isPackaged, platform, executable }: SelfTestDeps): Promise<SelfTestReport['fuses']> {
  if (!isPackaged) return { checked: false, ok: true, wrong: [] };
  const wrong = (await wrongFuses(fuseBinary(executable, platform), platform)) ?? ['unreadable'];
  return { checked: true, ok: wrong.length === 0, wrong };
}
