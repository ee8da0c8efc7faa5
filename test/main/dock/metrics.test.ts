// /metrics: told to nobody until there is a key, then to whoever brings it, in Prometheus' own grammar, with figures that
// are right.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDock, type Dock } from '../../../src/main/dock/dock.ts';
import { expositionOf } from '../../../src/main/insight/exposition.ts';
import { createTotals } from '../../../src/main/insight/metrics-totals.ts';
import { bucketOf } from '../../../src/main/insight/metrics-histogram.ts';
import { createClock } from '../../../src/main/lib/clock.ts';
import { startTestCore, type TestCore } from '../../helpers/core.ts';
import { startTestSimulator, type TestSimulator } from '../../helpers/simulator.ts';
import { parseExposition, type ParsedFamily } from './exposition-parser.ts';
import { FILES, memoryLog, memoryVault, raw, statusOf } from './fixture.ts';

let simulator: TestSimulator;
let core: TestCore;
let dock: Dock;
let now = 0;
const log = memoryLog();
const vault = memoryVault();

beforeAll(async () => {
  simulator = await startTestSimulator({ world: 'size:20' });
  core = await startTestCore(simulator);
  const clock = { ...createClock(), monotonic: () => now };
  dock = await startDock({ core: core.core, vault, clock, log, files: FILES, port: 0 });
});
afterAll(async () => {
  await dock.close();
  await core.stop();
  await simulator.stop();
});

/** One request with these further header lines. */
function ask(authorization = '', head = 'GET /metrics HTTP/1.1', host = `127.0.0.1:${dock.port}`): Promise<string> {
  now += 1_000;
  return raw(dock.port, `${head}\r\nHost: ${host}\r\n${authorization}Connection: close\r\n\r\n`);
}
const bearer = (key: string): string => `Authorization: Bearer ${key}\r\n`;
const bodyOf = (answer: string): string => answer.slice(answer.indexOf('\r\n\r\n') + 4);
const value = (
  families: readonly ParsedFamily[],
  name: string,
  labels: Record<string, string> = {},
): number | undefined =>
  families
    .flatMap(({ samples }) => samples)
    .find((one) => one.name === name && Object.entries(labels).every(([label, text]) => one.labels[label] === text))
    ?.value;

test('without a key there is no such page, whatever is brought', async () => {
  expect(await core.call('keys.metrics', {})).toEqual({ key: null, isServed: true });
  expect(statusOf(await ask())).toBe(404);
  expect(statusOf(await ask(bearer('A'.repeat(43))))).toBe(404);
});

test('with its key: every line by the grammar, the names of the moderation API, and figures that are right', async () => {
  await core.signIn('bigchannel');
  await core.until(
    () => core.call('channels.list', {}),
    ({ channels }) => channels.some(({ id, status }) => id === '1000' && status.lastCompleteReadAt !== null),
  );
  const { jobId } = await core.call('sync.start', { channelId: '1000', force: true });
  await core.until(
    () => core.call('sync.get', { jobId }),
    ({ status }) => status === 'completed',
  );
  const target = await simulator.control.addUser({ login: 'counted' });
  const ban = { channelId: '1000', user: { id: target.id } };
  await core.call('bans.create', { ...ban, actId: 'act-metrics-1' });
  await core.refused('bans.create', { ...ban, actId: 'act-metrics-2' });
  await core.call('bans.revoke', { channelId: '1000', userId: target.id, expect: 'ban' });

  const { text } = await core.call('keys.addMetrics', {});
  const answer = await ask(bearer(text));
  expect(statusOf(answer)).toBe(200);
  expect(answer).toContain('Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n');
  const families = parseExposition(bodyOf(answer));
  const total = (name: string): number | undefined => value(families, `modkeep_moderation_${name}`);
  expect(total('bans_created_total')).toBe(1);
  expect(total('bans_revoked_total')).toBe(1);
  expect(total('moderators_added_total')).toBe(0);
  expect(total('moderators_removed_total')).toBe(0);
  expect(total('audit_logs_created_total')).toBeGreaterThanOrEqual(3);
  // The first read of the channel is a sync too.
  expect(total('ban_sync_duration_seconds_count')).toBe(2);
  expect(value(families, 'modkeep_moderation_acts_total', { kind: 'ban', code: 'CONFLICT' })).toBe(1);
  expect(value(families, 'modkeep_twitch_requests_total', { endpoint: 'POST moderation/bans', status: '200' })).toBe(1);
  expect(value(families, 'modkeep_check_ok', { check: 'signed_in' })).toBe(1);
  expect(value(families, 'modkeep_channel_restrictions', { channel: 'bigchannel', kind: 'ban' })).toBeGreaterThan(0);
  expect(value(families, 'modkeep_alerts_raised', { rule: 'disk' })).toBe(0);
  expect(value(families, 'modkeep_build_info', { version: '0.0.0-test', shell: 'browser' })).toBe(1);
  // A program that asks again sees counters that only rise.
  const again = parseExposition(bodyOf(await ask(bearer(text))));
  expect(value(again, 'modkeep_moderation_bans_created_total')).toBe(1);
  expect(bodyOf(await ask(bearer(text), 'HEAD /metrics HTTP/1.1'))).toBe('');
});

test('whoever does not bring the key, or comes through another door, is refused', async () => {
  const { text } = await core.call('keys.addMetrics', {});
  const other = `${text.slice(0, -1)}${text.endsWith('A') ? 'B' : 'A'}`;
  for (const authorization of [
    '',
    bearer(other),
    bearer(''),
    `Authorization: ${text}\r\n`,
    `Authorization: Basic ${text}\r\n`,
    bearer(text) + bearer(text),
    `Authorization: Bearer ${text} \r\nX-Key: 1\r\n${bearer(other)}`,
  ]) {
    const answer = await ask(authorization);
    expect(statusOf(answer), authorization).toBe(401);
    expect(answer).toContain('WWW-Authenticate: Bearer');
    expect(bodyOf(answer)).toBe('');
  }
  expect(statusOf(await ask(bearer(text), undefined, `localhost:${dock.port}`))).toBe(421);
  expect(statusOf(await ask(`${bearer(text)}Origin: https://evil.example\r\n`))).toBe(403);
  expect(statusOf(await ask(`${bearer(text)}Sec-Fetch-Site: cross-site\r\n`))).toBe(403);
  expect(statusOf(await ask(bearer(text), 'POST /metrics HTTP/1.1'))).toBe(405);
  expect(statusOf(await ask(bearer(text), 'GET /metrics?x=1 HTTP/1.1'))).toBe(404);
  // The key of a dock is no key for this, and the other way round.
  expect(statusOf(await ask(bearer(dock.address().split('.').at(-1) ?? '')))).toBe(401);
  expect(statusOf(await ask(bearer(text)))).toBe(200);
});

test('too many questions are put off, right ones too, and go on ten seconds later', async () => {
  const { text } = await core.call('keys.addMetrics', {});
  now += 60_000;
  const burst = await Promise.all(
    Array.from({ length: 25 }, () =>
      raw(
        dock.port,
        `GET /metrics HTTP/1.1\r\nHost: 127.0.0.1:${dock.port}\r\n${bearer(text)}Connection: close\r\n\r\n`,
      ),
    ),
  );
  const late = burst.filter((answer) => statusOf(answer) === 429);
  expect(late.length).toBe(5);
  expect(late[0]).toContain('Retry-After: 10\r\n');
  now += 10_000;
  expect(statusOf(await ask(bearer(text)))).toBe(200);
});

test('a new key ends the old one, a removed one ends it all; the vault has a hash, the audit log a row', async () => {
  const { text: old } = await core.call('keys.addMetrics', {});
  const { text } = await core.call('keys.addMetrics', {});
  now += 60_000;
  expect(statusOf(await ask(bearer(old)))).toBe(401);
  expect(vault.entries.get('metrics-key')?.reveal()).not.toContain(text);
  expect(await core.call('keys.metrics', {})).toMatchObject({ key: { createdAt: expect.stringMatching(/^20/) } });
  await core.call('keys.removeMetrics', {});
  expect(statusOf(await ask(bearer(text)))).toBe(404);
  expect(await core.refused('keys.removeMetrics', {})).toMatchObject({ code: 'NOT_FOUND' });
  const { data } = await core.call('audit.list', { action: 'update_permissions' });
  expect(data[0]).toMatchObject({ contentId: 'metrics', metadata: { change: 'key_removed' } });
  expect(JSON.stringify([data, log.lines])).not.toContain(text);
});

test('what labels and help hold is escaped, and numbers that are none are said', () => {
  const text = expositionOf([
    {
      name: 'a',
      help: 'two\nlines \\ and "',
      type: 'gauge',
      samples: [{ labels: { x: 'q"uo\\te\nd', y: '' }, value: Number.NaN }],
    },
    { name: 'b_total', help: 'none', type: 'counter', samples: [] },
    { name: 'c', help: 'far', type: 'gauge', samples: [{ value: Number.NEGATIVE_INFINITY }] },
  ]);
  const [first, second] = parseExposition(text);
  expect(first?.help).toBe(String.raw`two\nlines \\ and "`);
  expect(first?.samples[0]?.labels).toEqual({ x: 'q"uo\\te\nd', y: '' });
  expect(second?.samples[0]?.value).toBe(Number.NEGATIVE_INFINITY);
});

test('a histogram counts every duration once, below the edge that it does not exceed', () => {
  const totals = createTotals();
  const durations = Array.from({ length: 500 }, (_, index) => 0.3 * 1.02 ** index);
  for (const ms of durations) totals.time('t', ms);
  const measured = totals.read().times['t']!;
  const text = expositionOf([{ name: 't', help: 'x', type: 'histogram', samples: [{ measured }] }]);
  const [family] = parseExposition(text);
  for (const { name, labels, value: count } of family!.samples) {
    if (name !== 't_bucket' || labels['le'] === '+Inf') continue;
    const edge = Number(labels['le']) * 1000;
    expect(count).toBe(durations.filter((ms) => bucketOf(ms) <= bucketOf(edge * 0.999)).length);
  }
  expect(family!.samples.find(({ name }) => name === 't_sum')?.value).toBeCloseTo(
    durations.reduce((a, b) => a + b) / 1000,
    6,
  );
});

test.each([
  ['a sample before its family', 'a 1\n'],
  ['no line feed at the end', '# HELP a x\n# TYPE a gauge\na 1'],
  ['a counter without its ending', '# HELP a x\n# TYPE a counter\na 1\n'],
  ['a quote that is not escaped', '# HELP a x\n# TYPE a gauge\na{x="y"z"} 1\n'],
  ['a series twice', '# HELP a x\n# TYPE a gauge\na{x="1"} 1\na{x="1"} 2\n'],
  [
    'buckets that fall',
    '# HELP a x\n# TYPE a histogram\na_bucket{le="1"} 2\na_bucket{le="+Inf"} 1\na_sum 1\na_count 1\n',
  ],
])('the reader of this test refuses %s', (_what, text) => {
  expect(() => parseExposition(text)).toThrow();
});
