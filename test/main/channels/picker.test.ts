// Finding, adding and examining channels through the whole core: what is asked of Twitch, what is answered, and that
// what can be no channel is never asked about.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestCore, type TestCore } from '../../helpers/core.ts';
import { startTestSimulator, type TestSimulator } from '../../helpers/simulator.ts';

let simulator: TestSimulator;
let core: TestCore;
const OWNER = '1000';
const MODERATOR = '1001';

beforeAll(async () => {
  simulator = await startTestSimulator({ world: 'size:20' });
  await simulator.control.addUser({ id: '4242', login: 'number_person', displayName: 'Number_Person' });
  await simulator.control.addUser({ id: '777000', login: '4242', displayName: '4242' });
  await simulator.control.addUser({ id: '777001', login: '9090', displayName: '9090' });
  await simulator.control.addUser({ id: '777002', login: 'saito', displayName: '斎藤さん' });
  core = await startTestCore(simulator);
});
afterAll(async () => {
  await core.stop();
  await simulator.stop();
});

const asked = async (): Promise<number> => (await simulator.control.requests({ path: 'users' })).length;
const found = async (query: string): Promise<string> => (await core.call('channels.find', { query })).channel.id;
const verdicts = async (channelId: string): Promise<Record<string, string>> => {
  const { checks } = await core.call('channels.check', { channelId });
  return Object.fromEntries(checks.map(({ name, ok, fix }) => [name, ok ? 'ok' : (fix ?? 'no')]));
};

test('with nobody signed in, nothing is asked and the answer says so', async () => {
  const error = await core.refused('channels.find', { query: 'bigchannel' });
  expect(error).toMatchObject({ code: 'TWITCH_AUTH_FAILED', details: { reason: 'signed_out' } });
  expect(await asked()).toBe(0);
});

describe('with the broadcaster signed in', () => {
  beforeAll(() => core.signIn('bigchannel'));

  test.each([
    ['bigchannel', OWNER],
    ['BigChannel', OWNER],
    ['@bigchannel', OWNER],
    ['1000', OWNER],
    ['https://www.twitch.tv/bigchannel', OWNER],
    ['https://dashboard.twitch.tv/u/bigchannel/stream-manager', OWNER],
    ['twitch.tv/popout/bigchannel/chat', OWNER],
    // A number is an id first, a login of digits where no such id exists or where only a login can stand.
    ['4242', '4242'],
    ['9090', '777001'],
    ['@4242', '777000'],
    ['https://www.twitch.tv/4242', '777000'],
  ])('%j is %s', async (query, id) => {
    expect(await found(query)).toBe(id);
  });

  test.each(['two words', 'https://example.com/bigchannel', 'twitch.tv/directory', '斎藤さん', '@'])(
    '%j can be no channel: refused without a request, with what was given',
    async (query) => {
      const before = await asked();
      const error = await core.refused('channels.find', { query });
      expect(error).toMatchObject({ code: 'INVALID_BROADCASTER_ID', details: { provided: query } });
      expect(await asked()).toBe(before);
    },
  );

  test('what Twitch does not know is refused with what was given', async () => {
    for (const query of ['nobody_by_this_name', '99999999', 'twitch.tv/nobody_by_this_name']) {
      const error = await core.refused('channels.add', { query });
      expect(error).toMatchObject({ code: 'INVALID_BROADCASTER_ID', details: { provided: query } });
    }
  });

  test('a display name in another script finds a channel that is known here', async () => {
    await core.call('channels.add', { query: 'saito' });
    expect(await found('斎藤さん')).toBe('777002');
  });

  test('everything is fine with the own channel', async () => {
    expect(await verdicts(OWNER)).toEqual({ id: 'ok', mode: 'ok', account: 'ok', scopes: 'ok', list: 'ok' });
    const { known } = await core.call('channels.find', { query: 'bigchannel' });
    expect(known).toMatchObject({ id: OWNER, mode: 'broadcaster' });
  });

  test('a list that Twitch refuses all the same', async () => {
    const fault = {
      match: { path: 'moderation/banned', query: { user_id: OWNER } },
      times: 0,
      answer: { status: 403, body: {} },
    };
    const id = await simulator.control.addFault(fault);
    expect(await verdicts(OWNER)).toMatchObject({ scopes: 'ok', list: 'reconnect' });
    await simulator.control.removeFault(id);
  });

  test('a channel of somebody else, and one that Twitch does not know any more', async () => {
    await core.call('channels.add', { query: 'number_person' });
    expect(await verdicts('4242')).toEqual({ id: 'ok', mode: 'no' });
    await simulator.control.removeUser('4242');
    expect(await verdicts('4242')).toEqual({ id: 'pick', mode: 'no' });
    expect(await core.refused('channels.check', { channelId: '31337' })).toMatchObject({ code: 'NOT_FOUND' });
  });
});

test('the other account is signed in, or nobody: the cause is named', async () => {
  await core.signIn('mod_amber');
  await core.call('accounts.signOut', { accountId: OWNER });
  expect(await verdicts(OWNER)).toEqual({ id: 'ok', mode: 'ok', account: 'sign-in' });
  await core.call('accounts.signOut', { accountId: MODERATOR });
  const before = await asked();
  expect(await verdicts(OWNER)).toEqual({ mode: 'ok', account: 'sign-in' });
  expect(await asked()).toBe(before);
});

test('a scope that was not granted is named', async () => {
  await core.signIn('bigchannel', ['user:read:moderated_channels']);
  const { checks } = await core.call('channels.check', { channelId: OWNER });
  expect(checks.at(-1)).toMatchObject({ name: 'scopes', ok: false, fix: 'reconnect' });
  expect(checks.at(-1)?.sentence).toContain('moderation:read');
});

test('a moderator is told why there is no list', async () => {
  await core.stop();
  const other = await startTestCore(simulator);
  try {
    await other.signIn('mod_amber');
    await other.until(
      () => other.call('channels.list', {}),
      ({ channels }) => channels.length === 2,
    );
    const { checks } = await other.call('channels.check', { channelId: OWNER });
    expect(checks.map(({ name, ok }) => [name, ok])).toEqual([
      ['id', true],
      ['mode', false],
    ]);
    expect(checks[1]?.sentence).toMatch(/^You moderate here/);
  } finally {
    await other.stop();
  }
});
