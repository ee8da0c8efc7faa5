// The demo world: its people and shapes, and an hour of its life lived through in a moment.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestSimulator, type TestSimulator } from '../helpers/simulator.ts';

let twitch: TestSimulator;
let owner = '';

beforeAll(async () => {
  twitch = await startTestSimulator({ world: 'demo', seed: 5, isAlive: false });
  await twitch.control.freeze();
  owner = twitch.world.broadcaster?.id ?? '';
});
afterAll(() => twitch.stop());

test('the demo has a lively channel with every raw shape, and two more that its owner moderates', async () => {
  const truth = await twitch.control.truth(owner);
  expect(truth.length).toBeGreaterThan(1_150);
  expect(truth.length).toBeLessThan(1_250);
  const raw = new Set(truth.map((row) => ('value' in row.raw ? row.raw.value : undefined)));
  for (const shape of [null, '', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z']) expect(raw).toContain(shape);
  expect(raw).toContain('2026-02-30T25:61:00');
  const names = truth.map((row) => row.userName);
  for (const script of [/\p{Script=Han}/u, /\p{Script=Hangul}/u, /\p{Script=Cyrillic}/u, /\p{Script=Arabic}/u]) {
    expect(names.some((name) => script.test(name))).toBe(true);
  }
  expect(await twitch.control.moderators(owner)).toHaveLength(12);
  const token = await twitch.tokenFor(owner);
  const channels = await twitch.helix('GET', 'moderation/channels', { token, query: { user_id: owner } });
  expect(channels.body.data).toHaveLength(2);
  const query = { broadcaster_id: owner, moderator_id: owner, status: 'pending' };
  expect((await twitch.helix('GET', 'moderation/unban_requests', { token, query })).body.data).toHaveLength(6);
});

test('an hour brings every kind of act, in all channels, and the list stays about as long', async () => {
  await twitch.control.startLife();
  await twitch.control.advance(3_600_000);
  await twitch.control.stopLife();
  const acts = await twitch.control.acts();
  const kinds = new Set(acts.map((act) => act.kind));
  for (const kind of ['ban', 'timeout', 'unban', 'untimeout', 'warn', 'delete', 'unban_request'] as const) {
    expect(kinds).toContain(kind);
  }
  expect(acts.length).toBeGreaterThan(600);
  expect(new Set(acts.map((act) => act.channelId)).size).toBe(3);
  expect(acts.every((act) => act.source === 'life')).toBe(true);
  expect(acts.some((act) => act.moderatorId === owner)).toBe(false);
  const count = await twitch.control.count(owner);
  expect(count).toBeGreaterThan(1_000);
  expect(count).toBeLessThan(1_500);
  await twitch.control.advance(86_400_000);
  expect(await twitch.control.acts()).toHaveLength(acts.length);
});

test('the same seed lives the same life', async () => {
  const live = async (seed: number): Promise<string> => {
    const other = await startTestSimulator({ world: 'demo', seed, isAlive: false });
    await other.control.freeze();
    await other.control.live(200);
    const acts = await other.control.acts();
    await other.stop();
    return JSON.stringify(acts.map(({ kind, userId, moderatorId, reason }) => [kind, userId, moderatorId, reason]));
  };
  const [one, two, three] = await Promise.all([live(8), live(8), live(9)]);
  expect(one).toBe(two);
  expect(one).not.toBe(three);
});
