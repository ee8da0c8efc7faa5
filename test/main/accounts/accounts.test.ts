// Accounts as rows: any number of them, signed out for a reason, back after a restart if the vault says so.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createMemoryVault } from '../../../src/main/accounts/vault-memory.ts';
import { openTestDatabase } from '../../helpers/db.ts';
import { startTestSimulator, type TestSimulator } from '../../helpers/simulator.ts';
import { CLIENT_ID, failureOf, grantOf, SCOPES } from '../twitch/stack.ts';
import { install, type Installation } from './fixture.ts';

let simulator: TestSimulator;
let app: Installation;
const db = openTestDatabase();
const open: Installation[] = [];

beforeAll(async () => {
  simulator = await startTestSimulator();
  for (const id of ['601', '602', '603']) await simulator.control.addUser({ id, login: `user_${id}` });
});
afterAll(async () => {
  db.close();
  await simulator.stop();
});
beforeEach(() => {
  db.sqlite.prepare('DELETE FROM account').run();
  app = start();
});
afterEach(async () => {
  for (const one of open.splice(0)) one.close();
  await simulator.control.clearFaults();
  await simulator.control.clearJournal();
});

function start(vault = createMemoryVault(), clientId = CLIENT_ID): Installation {
  const one = install(simulator.port, { db, vault, clientId });
  open.push(one);
  return one;
}

async function signIn(id: string): Promise<void> {
  const { accessToken, refreshToken } = await simulator.control.issueToken({ userId: id, scopes: SCOPES });
  await app.stack.auth.adopt(id, CLIENT_ID, grantOf(accessToken, refreshToken));
  app.accounts.add({ id, login: `user_${id}`, displayName: `User_${id}`, scopes: SCOPES });
}
const states = (one = app) => one.accounts.list().map(({ id, state, reason }) => [id, state, reason]);

describe('accounts', () => {
  it('are listed, any number of them, each with its own token', async () => {
    for (const id of ['603', '601', '602']) await signIn(id);
    expect(states()).toEqual([
      ['601', 'signed-in', null],
      ['602', 'signed-in', null],
      ['603', 'signed-in', null],
    ]);
    expect(await app.vault.names()).toEqual(['token:603', 'token:601', 'token:602']);
    expect(app.emitted.filter((type) => type === 'accounts.changed')).toHaveLength(3);
    expect(app.accounts.get('599')).toBeNull();
  });

  it('sign in again over themselves', async () => {
    await signIn('601');
    await app.accounts.signOut('601');
    await signIn('601');
    expect(states()).toEqual([['601', 'signed-in', null]]);
  });

  it('sign out: token forgotten, Twitch asked to revoke it, row kept', async () => {
    await signIn('601');
    const { token } = await app.stack.auth.accessFor('601');
    expect(await app.accounts.signOut('601')).toMatchObject({ id: '601', state: 'signed-out', reason: 'user' });
    expect(await app.vault.names()).toEqual([]);
    await expect.poll(async () => (await simulator.control.requests({ path: 'auth/revoke' })).length).toBe(1);
    expect(await app.stack.endpoint.validate(token)).toBeNull();
    expect(app.audit).toEqual(['sign_in user_601', 'sign_out user_601 user']);
    expect(await failureOf(app.accounts.signOut('600'))).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('sign out also when Twitch cannot be asked', async () => {
    await signIn('601');
    await simulator.control.addFault({ match: { path: 'auth/revoke' }, times: 0, answer: { status: 500 } });
    expect(await app.accounts.signOut('601')).toMatchObject({ state: 'signed-out' });
  });

  it('are signed out by Twitch’s verdict, with the reason', async () => {
    await signIn('601');
    await signIn('602');
    await simulator.control.disconnectUser('601');
    await app.stack.auth.validateAll();
    expect(states()).toEqual([
      ['601', 'signed-out', 'revoked'],
      ['602', 'signed-in', null],
    ]);
    expect(app.audit.at(-1)).toBe('sign_out user_601 revoked');
    expect(await app.vault.names()).toEqual(['token:602']);
  });

  it('learn a new login from validating', async () => {
    await signIn('603');
    await simulator.control.renameUser({ id: '603', login: 'renamed' });
    await app.stack.auth.validateAll();
    expect(app.accounts.get('603')?.login).toBe('renamed');
    await simulator.control.renameUser({ id: '603', login: 'user_603' });
  });
});

describe('a restart', () => {
  it('signs out whoever has no token left, and only those', async () => {
    for (const id of ['601', '602']) await signIn(id);
    await app.vault.remove('token:601');
    const again = start(app.vault);
    expect(await again.accounts.restore()).toEqual([]);
    expect(states(again)).toEqual([
      ['601', 'signed-out', 'restart'],
      ['602', 'signed-in', null],
    ]);
    expect((await again.stack.auth.accessFor('602')).accountId).toBe('602');
    expect(again.audit).toEqual([]);
  });

  it('keeps an account whose vault is locked just now, and takes it up when it opens', async () => {
    await signIn('601');
    let isLocked = true;
    const vault = {
      ...app.vault,
      read: (name: string) => (isLocked ? Promise.reject(new Error('locked')) : app.vault.read(name)),
    };
    const again = start(vault);
    expect(await again.accounts.restore()).toEqual(['601']);
    expect(states(again)).toEqual([['601', 'signed-in', null]]);
    isLocked = false;
    expect(await again.accounts.restore()).toEqual([]);
    expect(again.stack.auth.accountIds()).toEqual(['601']);
  });

  it('brings an account back whose token turned up again', async () => {
    await signIn('601');
    const empty = start();
    await empty.accounts.restore();
    expect(states(empty)).toEqual([['601', 'signed-out', 'restart']]);
    const again = start(app.vault);
    await again.accounts.restore();
    expect(states(again)).toEqual([['601', 'signed-in', null]]);
  });

  it('finishes a sign-out that the vault did not take', async () => {
    await signIn('601');
    const stuck = start({ ...app.vault, remove: () => Promise.reject(new Error('locked')) });
    await stuck.accounts.restore();
    expect(await stuck.accounts.signOut('601')).toMatchObject({ reason: 'user' });
    expect(await app.vault.names()).toEqual(['token:601']);
    const again = start(app.vault);
    await again.accounts.restore();
    expect(await app.vault.names()).toEqual([]);
    expect(states(again)).toEqual([['601', 'signed-out', 'user']]);
  });
});
