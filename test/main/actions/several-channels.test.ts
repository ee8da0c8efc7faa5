// One act in several channels: what a dry run says of each, and which of them are streaming.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestCore, type TestCore } from '../../helpers/core.ts';
import { createShiftedClock } from '../../helpers/shifted-clock.ts';
import { startTestSimulator, type TestSimulator } from '../../helpers/simulator.ts';

let simulator: TestSimulator;
let core: TestCore;
let own: string;
let others: string[];
const clock = createShiftedClock();

beforeAll(async () => {
  simulator = await startTestSimulator({ world: 'demo' });
  own = simulator.world.broadcaster!.id;
  others = simulator.world.moderated.map(({ id }) => id);
  core = await startTestCore(simulator, { clock });
  await core.signIn(simulator.world.broadcaster!.login);
  await core.until(
    () => core.call('channels.list', {}),
    ({ channels }) => channels.length === 3 && channels.find(({ id }) => id === own)?.status.lastCompleteReadAt != null,
  );
}, 30_000);
afterAll(async () => {
  await core.stop();
  await simulator.stop();
});

const preview = (userId: string, act: 'ban' | 'timeout' | 'end') =>
  core.call('acts.preview', { channelIds: [own, ...others], user: { id: userId }, act });
const channels = () => core.call('channels.live', {});

test('a dry run names what each channel would refuse, sends nothing, and uses nothing up', async () => {
  const { id } = await simulator.control.addUser({ login: 'several_one' });
  await core.call('bans.create', { channelId: own, user: { id }, actId: crypto.randomUUID() });
  await core.call('protected.add', { user: { id }, channelId: others[0]! });
  const before = (await simulator.control.requests({ path: 'moderation/bans' })).length;
  const refused = (await core.call('limits.get', {})).refused;
  const { user, channels: rows } = await preview(id, 'ban');
  expect(user.login).toBe('several_one');
  expect(rows.map(({ channelId, refusal, isCertain }) => [channelId, refusal?.code ?? null, isCertain])).toEqual([
    [own, 'CONFLICT', true],
    [others[0], 'INVALID_REQUEST', false],
    [others[1], null, false],
  ]);
  expect(rows[0]!.held).toMatchObject({ kind: 'ban' });
  expect((await core.call('limits.get', {})).refused).toEqual(refused);
  expect((await simulator.control.requests({ path: 'moderation/bans' })).length).toBe(before);
  // Ending hits nobody; where the list cannot be read nothing is ruled out.
  expect((await preview(id, 'end')).channels.map(({ refusal }) => refusal)).toEqual([null, null, null]);
});

test('a dry run by a login that nobody has', async () => {
  const input = { channelIds: [own], user: { login: 'nobody_at_all' }, act: 'ban' as const };
  expect(await core.refused('acts.preview', input)).toMatchObject({ code: 'NOT_FOUND' });
});

test('with the kill switch on every channel refuses', async () => {
  const { id } = await simulator.control.addUser({ login: 'several_two' });
  await core.call('killSwitch.set', { on: true });
  const codes = (await preview(id, 'ban')).channels.map(({ refusal }) => refusal?.code);
  await core.call('killSwitch.set', { on: false });
  expect(new Set(codes)).toEqual(new Set(['FEATURE_DISABLED']));
});

test('which channels stream is asked once a minute, and a failure is said, not guessed', async () => {
  await simulator.control.stream({ channelId: others[1]!, isLive: true });
  const asked = async () => (await simulator.control.requests({ path: 'streams' })).length;
  const before = await asked();
  const first = await Promise.all([channels(), channels()]);
  expect(new Map(first[0].channels.map(({ channelId, isLive }) => [channelId, isLive]))).toEqual(
    new Map([
      [own, true],
      [others[0], false],
      [others[1], true],
    ]),
  );
  await channels();
  expect(await asked()).toBe(before + 1);
  await simulator.control.addFault({ match: { path: 'streams' }, answer: { status: 500, body: {} }, times: 0 });
  clock.pass(61_000);
  expect((await channels()).channels.every(({ isLive }) => isLive === null)).toBe(true);
  await simulator.control.clearFaults();
  expect((await channels()).channels.some(({ isLive }) => isLive === true)).toBe(true);
});

test('named sets are kept with their bounds', async () => {
  const channelSets = [{ name: 'Friends', channelIds: others }];
  expect((await core.call('settings.set', { channelSets })).settings.channelSets).toEqual(channelSets);
  const twice = { channelSets: [...channelSets, { name: 'friends', channelIds: [own] }] };
  expect(await core.refused('settings.set', twice)).toMatchObject({ code: 'INVALID_REQUEST' });
  const empty = { channelSets: [{ name: 'None', channelIds: [] }] };
  expect(await core.refused('settings.set', empty)).toMatchObject({ code: 'INVALID_REQUEST' });
});
