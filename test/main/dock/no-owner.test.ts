// Nobody comes in as the owner through the desktop shell's server: of all that was ever drawn by lot in this process, as
// key or as code, nothing opens it but the named key.
import type * as nodeCrypto from 'node:crypto';
import { expect, test, vi } from 'vitest';
import type { AppEvent } from '../../../src/shared/contract.ts';
import { answerTo } from '../../../src/main/dock/handshake.ts';
import { startDock } from '../../../src/main/dock/dock.ts';
import { followDockSetting } from '../../../src/main/dock/follow.ts';
import { LIMITS } from '../../../src/main/dock/protocol.ts';
import type { DockSource } from '../../../src/main/settings/dock-server.ts';
import type { KeyStore } from '../../../src/main/settings/keyring.ts';
import { FILES, memoryLog, memoryVault, openSocket, pushedClock, signedIn } from './fixture.ts';

const drawn = vi.hoisted((): Buffer[] => []);
vi.mock(import('node:crypto'), async (original) => {
  const real = await original();
  const randomBytes = ((size: number) => {
    const bytes = real.randomBytes(size);
    drawn.push(bytes);
    return bytes;
  }) as typeof nodeCrypto.randomBytes;
  return { ...real, randomBytes };
});

/** A core whose settings have the server on; what is attached to it is kept. */
function coreThatIsOn() {
  const attached: { source?: DockSource; keys?: KeyStore } = {};
  const core = {
    dispatch: async () => ({ ok: true as const, value: { settings: { dockEnabled: true, dockPort: 0 } } }),
    subscribe: (_listener: (event: AppEvent) => void) => () => undefined,
    takeFile: () => null,
    exposition: () => '',
    attachKeys: (keys: KeyStore) => {
      attached.keys = keys;
      return () => undefined;
    },
    attachDock: (source: DockSource) => {
      attached.source = source;
      return () => undefined;
    },
  };
  return { core, attached };
}

type Drawn = readonly { readonly keyId: string; readonly bytes: Buffer }[];

/** The names under which somebody gets in with any id and key, or any code, that was drawn so far. */
async function whoGetsIn(port: number, push: (ms: number) => void): Promise<readonly unknown[]> {
  const ids = drawn.filter(({ length }) => length === 9).map((bytes) => bytes.toString('base64url'));
  const keys = drawn.filter(({ length }) => length === 32);
  const pairs: Drawn = ids.flatMap((keyId) => keys.map((bytes) => ({ keyId, bytes })));
  const found: unknown[] = [];
  const attempt = async (answer: (challenge: Buffer) => object): Promise<void> => {
    const client = openSocket(port);
    const { challenge } = await client.next();
    client.ws.send(JSON.stringify(answer(Buffer.from(String(challenge), 'base64url'))));
    const ready = await client.next().catch(() => null);
    if (ready !== null) found.push([ready['name'], ready['rights']]);
    client.ws.close();
    await client.closed;
  };
  // Codes first: they last no longer than being locked out does, and these few lock nobody out.
  for (const bytes of keys) await attempt(() => ({ code: bytes.toString('base64url') }));
  for (const { keyId, bytes } of pairs) {
    push(LIMITS.lockOutMs);
    await attempt((challenge) => ({ keyId, answer: answerTo(challenge, bytes) }));
  }
  return found;
}

test('in the desktop shell only the named key opens, with its rights', async () => {
  drawn.length = 0;
  const clock = pushedClock();
  const { core, attached } = coreThatIsOn();
  const followed = await followDockSetting({ core, vault: memoryVault(), clock, log: memoryLog(), files: FILES });
  const port = await vi.waitFor(() => {
    const view = attached.source!.view();
    expect(view.state).toBe('on');
    return view.port!;
  });
  const { text } = await attached.keys!.add({ name: 'OBS', rights: ['view_reports'] });
  expect((await signedIn(port, text.reveal())).ready).toMatchObject({ name: 'OBS', rights: ['view_reports'] });
  expect(await whoGetsIn(port, clock.push)).toEqual([['OBS', ['view_reports']]]);
  await followed.close();
});

test('in the browser shell the same look finds the owner, so the test can tell', async () => {
  drawn.length = 0;
  const clock = pushedClock();
  const { core } = coreThatIsOn();
  const dock = await startDock({ core, vault: memoryVault(), clock, log: memoryLog(), files: FILES, port: 0 });
  dock.addressWithCode();
  expect(await whoGetsIn(dock.port, clock.push)).toEqual([
    ['Start-up key', 'owner'],
    ['Start-up key', 'owner'],
  ]);
  await dock.close();
});
