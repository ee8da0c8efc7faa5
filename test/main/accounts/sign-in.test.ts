// Signing in with a device code, against the simulated Twitch and against a raw one.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { isTwitchPage } from '../../../src/main/accounts/device-flow.ts';
import { createMemoryVault } from '../../../src/main/accounts/vault-memory.ts';
import { startTestSimulator, type TestSimulator } from '../../helpers/simulator.ts';
import { json, startRawTwitch } from '../twitch/raw-twitch.ts';
import { failureOf } from '../twitch/stack.ts';
import { install, type Installation, type InstallationOptions } from './fixture.ts';

let simulator: TestSimulator;
let app: Installation;

beforeAll(async () => {
  simulator = await startTestSimulator({ clients: { 'test-client': 'public', confidential: 'confidential' } });
  await simulator.control.addUser({ id: '501', login: 'streamer', displayName: 'Streamer' });
  await simulator.control.addUser({ id: '502', login: 'second', displayName: '第二' });
});
afterAll(() => simulator.stop());
afterEach(async () => {
  app.close();
  await simulator.control.clearFaults();
  await simulator.control.clearJournal();
});

const begin = (options: InstallationOptions = {}): Installation => (app = install(simulator.port, options));
const polls = async () => (await simulator.control.requests({ path: 'auth/token' })).length;

/** The person answers before the `nth` poll. */
function answerAt(nth: number, answer: () => Promise<unknown>): void {
  app.clock.go(async (sleeps) => {
    if (sleeps === nth) await answer();
  });
}

describe('a sign-in', () => {
  it('shows a code, waits for the person, and ends with an account and its token in the vault', async () => {
    begin();
    const started = await app.signIns.start({});
    expect(started.verificationUri).toMatch(/^https:\/\/www\.twitch\.tv\/activate\?/);
    expect(app.signIns.verificationUri(started.jobId)).toBe(started.verificationUri);
    answerAt(3, () => simulator.control.approveDevice({ userCode: started.userCode, login: 'streamer' }));
    expect(await app.ended(started.jobId)).toMatchObject({
      status: 'completed',
      summary: { accountId: '501', login: 'streamer' },
    });
    expect(app.clock.sleeps).toEqual([5000, 5000, 5000]);
    // Three polls, and the question whether the client id is public.
    expect(await polls()).toBe(4);
    const [account] = app.accounts.list();
    expect(account).toMatchObject({
      id: '501',
      login: 'streamer',
      displayName: 'Streamer',
      state: 'signed-in',
      reason: null,
    });
    expect(account?.scopes).toContain('moderation:read');
    expect(await app.vault.names()).toEqual(['token:501']);
    expect(app.audit).toEqual(['sign_in streamer']);
    expect(app.signIns.verificationUri(started.jobId)).toBeNull();
    const stored = JSON.parse((await app.vault.read('token:501'))?.reveal() ?? '{}') as {
      accessToken: string;
      refreshToken: string;
    };
    for (const hidden of [stored.accessToken, stored.refreshToken]) expect(app.stack.secrets.has(hidden)).toBe(true);
    const row = JSON.stringify(app.db.sqlite.prepare('SELECT * FROM account').all());
    for (const hidden of app.stack.secrets) expect(row).not.toContain(hidden);
  });

  it('lives through a network that comes and goes, also after the tokens are there', async () => {
    begin();
    const started = await app.signIns.start({});
    await simulator.control.addFault({ match: { path: 'auth/token' }, nth: 1, transport: 'reset', effect: 'skip' });
    await simulator.control.addFault({ match: { path: 'auth/token' }, nth: 1, answer: { status: 503 } });
    await simulator.control.addFault({ match: { path: 'auth/validate' }, nth: 1, times: 2, answer: { status: 500 } });
    answerAt(4, () => simulator.control.approveDevice({ userCode: started.userCode, login: 'streamer' }));
    expect(await app.ended(started.jobId)).toMatchObject({ status: 'completed' });
  });

  it('takes the login where the spelling of the name cannot be had', async () => {
    begin({ displayNameOf: () => Promise.reject(new Error('no')) });
    const started = await app.signIns.start({});
    answerAt(1, () => simulator.control.approveDevice({ userCode: started.userCode, login: 'second' }));
    await app.ended(started.jobId);
    expect(app.accounts.get('502')?.displayName).toBe('second');
  });

  it('that is refused on Twitch fails, and leaves nothing', async () => {
    begin();
    const started = await app.signIns.start({});
    answerAt(2, () => simulator.control.denyDevice(started.userCode));
    const job = await app.ended(started.jobId);
    expect(job.status).toBe('failed');
    expect(job.error?.code).toMatch(/^(?:UNAUTHORIZED|TWITCH_AUTH_FAILED)$/);
    expect([app.accounts.list(), await app.vault.names()]).toEqual([[], []]);
  });

  it('that nobody answers ends with its code', async () => {
    begin();
    const started = await app.signIns.start({});
    app.clock.go();
    expect(await app.ended(started.jobId)).toMatchObject({
      status: 'failed',
      error: { code: 'UNAUTHORIZED', details: { reason: 'expired' } },
    });
    expect(app.clock.sleeps.length).toBeLessThanOrEqual(360);
  });

  it('can be cancelled, and is by the next one', async () => {
    begin();
    const first = await app.signIns.start({});
    const cancelling = app.signIns.cancel(first.jobId);
    app.clock.go();
    expect(await cancelling).toMatchObject({ status: 'cancelled' });
    const second = await app.signIns.start({});
    const third = await app.signIns.start({});
    expect(await app.ended(second.jobId)).toMatchObject({ status: 'cancelled' });
    expect(app.signIns.verificationUri(second.jobId)).toBeNull();
    await app.signIns.cancel(third.jobId);
    expect(await failureOf(app.signIns.cancel(first.jobId.replace(/^./, 'f')))).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('asks for the scopes that were chosen, and for none that Modkeep has no use for', async () => {
    begin();
    const started = await app.signIns.start({ scopes: ['user:read:moderated_channels'] });
    answerAt(1, () => simulator.control.approveDevice({ userCode: started.userCode, login: 'second' }));
    await app.ended(started.jobId);
    expect(app.accounts.get('502')?.scopes).toEqual(['user:read:moderated_channels']);
    for (const scopes of [['channel:manage:banned_users'], []]) {
      expect(await failureOf(app.signIns.start({ scopes }))).toMatchObject({
        code: 'INVALID_REQUEST',
        details: { field: 'scopes' },
      });
    }
  });

  it('needs a client id that Twitch knows', async () => {
    begin({ clientId: '' });
    expect(await failureOf(app.signIns.start({}))).toMatchObject({
      code: 'INVALID_REQUEST',
      details: { field: 'clientId', reason: 'missing' },
    });
    app.close();
    begin({ clientId: 'nobody' });
    expect(await failureOf(app.signIns.start({}))).toMatchObject({ details: { field: 'clientId', reason: 'unknown' } });
  });

  it('with a confidential client id is refused before anybody types a code', async () => {
    begin({ clientId: 'confidential' });
    expect(await failureOf(app.signIns.start({}))).toMatchObject({
      code: 'INVALID_REQUEST',
      details: { field: 'clientId', reason: 'confidential' },
    });
  });

  it('that reconnects asks for what the account has and for what is missing', async () => {
    begin();
    const first = await app.signIns.start({ scopes: ['user:read:moderated_channels'] });
    answerAt(1, () => simulator.control.approveDevice({ userCode: first.userCode, login: 'second' }));
    await app.ended(first.jobId);
    const again = await app.signIns.start({ accountId: '502', features: ['act'] });
    answerAt(2, () => simulator.control.approveDevice({ userCode: again.userCode, login: 'second' }));
    await app.ended(again.jobId);
    expect(app.accounts.get('502')?.scopes).toEqual(['moderator:manage:banned_users', 'user:read:moderated_channels']);
  });
});

describe('the vault', () => {
  it('has the token before the account exists, and no account when it refuses', async () => {
    const memory = createMemoryVault();
    let accountsAtWrite = -1;
    const vault = {
      ...memory,
      write: async () => {
        accountsAtWrite = app.accounts.list().length;
        throw new Error('locked');
      },
    };
    begin({ vault });
    const started = await app.signIns.start({});
    answerAt(1, () => simulator.control.approveDevice({ userCode: started.userCode, login: 'streamer' }));
    expect(await app.ended(started.jobId)).toMatchObject({ status: 'failed', error: { code: 'INTERNAL_ERROR' } });
    expect(accountsAtWrite).toBe(0);
    expect(app.accounts.list()).toEqual([]);
  });
});

describe('the page to open', () => {
  it('is one of Twitch’s own, over https', () => {
    for (const uri of ['https://www.twitch.tv/activate?x=1', 'https://twitch.tv/', 'https://id.twitch.tv/a'])
      expect(isTwitchPage(uri)).toBe(true);
    for (const uri of [
      'http://www.twitch.tv/',
      'https://twitch.tv.evil.example/',
      'https://eviltwitch.tv/',
      'https://www.twitch.tv:8443/',
      'https://www.twitch.tv@evil.example/',
      'https://user@www.twitch.tv/',
      'javascript:alert(1)',
      '',
      'file:///etc/passwd',
    ]) {
      expect(isTwitchPage(uri)).toBe(false);
    }
  });

  it('is Twitch’s activation page when the answer names another', async () => {
    const raw = await startRawTwitch();
    raw.answer = (response) =>
      json(response, 200, {
        device_code: 'dddddddddd',
        user_code: 'ABCD',
        verification_uri: 'https://evil.example/',
        expires_in: 6,
        interval: 5,
      });
    for (const [isMock, expected] of [
      [false, 'https://www.twitch.tv/activate'],
      [true, 'https://evil.example/'],
    ] as const) {
      app = install(raw.port, { isMock });
      const started = await app.signIns.start({});
      expect(started.verificationUri).toBe(expected);
      expect(raw.requests.some(({ body }) => body.includes('scopes=moderation%3Aread'))).toBe(true);
      app.clock.go();
      await app.signIns.cancel(started.jobId);
      app.close();
    }
    await raw.close();
  });
});
