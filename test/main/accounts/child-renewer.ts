// A process that does nothing but use and renew its token, until somebody kills it. Arguments: port, vault, `lazy`.
import { createTokenStore } from '../../../src/main/accounts/token-store.ts';
import { createFileVault } from '../../../src/main/accounts/vault-file.ts';
import { createClock } from '../../../src/main/lib/clock.ts';
import { createTwitchAuth } from '../../../src/main/twitch/auth.ts';
import { createTwitchClient } from '../../../src/main/twitch/client.ts';
import { configureTwitchTarget, createTwitchFetch } from '../../../src/main/twitch/fetch.ts';
import { createMeter } from '../../../src/main/twitch/meter.ts';
import { createServerTime } from '../../../src/main/twitch/server-time.ts';
import { createTokenEndpoint } from '../../../src/main/twitch/token-endpoint.ts';

const [port = '', path = '', mode = ''] = process.argv.slice(2);
const clock = createClock();
const log = { debug() {}, info() {}, warn() {}, error() {} };
const store = createTokenStore(createFileVault({ path, clock, log }));
/** The planted fault: says that it has written before it has. */
const lazy = {
  ...store,
  write: async (id: string, value: never) => void setTimeout(() => void store.write(id, value), 20),
};
const serverTime = createServerTime(clock);
const guard = createTwitchFetch({
  clock,
  port: Number(port),
  meter: createMeter({ clock, onChange() {} }),
  serverTime,
});
const endpoint = createTokenEndpoint({ fetch: guard.fetch, port: Number(port) });
const auth = createTwitchAuth({
  store: mode === 'lazy' ? lazy : store,
  endpoint,
  clock,
  serverTime,
  clientId: () => 'test-client',
  log,
  protect() {},
});
configureTwitchTarget(Number(port));
guard.install();
const client = createTwitchClient({ auth, clock, serverTime, purpose: 'poll' });

// 3: signed out, the other clean end.
if (!(await auth.load('7'))) process.exit(3);
try {
  for (;;) {
    await client.users({ accountId: '7', ids: ['7'] });
    await auth.renew(await auth.accessFor('7'));
  }
} catch {
  // Refused: the pair on disk was spent when the process before was killed.
  process.exit(3);
}
