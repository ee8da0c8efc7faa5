// The diagnostic report holds no secret, whatever was planted where, and comes out also when little can be told.
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { proposeSeverity, type SeverityFacts } from '../../../src/main/insight/report-severity.ts';
import { reportName, reportText } from '../../../src/main/insight/report-text.ts';
import { createReport } from '../../../src/main/wiring/report.ts';
import { createClock } from '../../../src/main/lib/clock.ts';
import { createLogFile, type LogFile } from '../../../src/main/lib/log-file.ts';
import { createScrubber } from '../../../src/main/lib/scrub.ts';
import { fail } from '../../../src/shared/errors.ts';
import { startTestCore, type TestCore } from '../../helpers/core.ts';
import { createTempDir } from '../../helpers/db.ts';
import { findSecrets } from '../../helpers/secret-scan.ts';
import { startTestSimulator, type TestSimulator } from '../../helpers/simulator.ts';

const temp = createTempDir();
const scrubber = createScrubber();
// Elsewhere than the data, as where the data folder was moved.
const logPath = join(temp.dir, 'home', 'logs', 'modkeep.log');
let simulator: TestSimulator;
let core: TestCore;
let log: LogFile;

/** What nobody has told the scrubber of: only its looks give it away. */
const STRANGERS = {
  token: '9x2k4j6h8g0d2s4a6q8w0e2r4t6y8u',
  refresh: 'q1w2e3r4t5y6u7i8o9p0a1s2d3f4g5h6j7k8l9z0x1c2v3b4n5',
  key: 'BBECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8',
  device: 'ABvanish4jD83jd93jdk39dk39dk39dk39dk3',
  webhook: 'wh00kSecretPart_4jD83jd93jdk39dk39dk39dk39dk3',
};
const WEBHOOK = `https://discord.com/api/webhooks/123456789012345678/${STRANGERS.webhook}`;
const everything = `${Object.values(STRANGERS).join(' ')} ${WEBHOOK} http://127.0.0.1:1/#k=abc.${STRANGERS.key}`;

beforeAll(async () => {
  simulator = await startTestSimulator({ world: 'size:20' });
  log = createLogFile({ path: logPath, clock: createClock(), scrub: scrubber.scrub, level: 'debug' });
  core = await startTestCore(simulator, {
    dataDir: temp.dir,
    appLog: log,
    logControl: log,
    protect: scrubber.add,
    scrub: scrubber.scrub,
  });
});
afterAll(async () => {
  await core.stop();
  log.close();
  await simulator.stop();
  temp.remove();
});

test('secrets that lie in every source are not in it', async () => {
  await core.signIn('bigchannel');
  await core.until(
    () => core.call('channels.list', {}),
    ({ channels }) => channels.some(({ id, status }) => id === '1000' && status.lastCompleteReadAt !== null),
  );
  const known = 'kn0wnSecretOnlyByValue';
  scrubber.add(known);
  const canary = `${everything} ${known}`;
  // Twitch repeats it in a refusal; a moderator wrote it as a reason; an older log has it unscrubbed.
  await simulator.control.addFault({
    match: { path: 'moderation/bans' },
    times: 1,
    answer: { status: 400, body: { message: canary } },
  });
  const target = await simulator.control.addUser({ login: 'report_target' });
  await core.refused('bans.create', {
    channelId: '1000',
    user: { id: target.id },
    reason: canary,
    actId: 'act-report-1',
  });
  await core.call('bans.create', { channelId: '1000', user: { id: target.id }, reason: canary, actId: 'act-report-2' });
  appendFileSync(
    logPath,
    `${JSON.stringify({ time: '2026-11-20T10:00:00.000Z', level: 'error', message: canary, channel_id: canary })}\n`,
  );
  const raw = await core.call('log.list', { level: 'error' });
  expect(JSON.stringify(raw), 'the source holds what the report must not').toContain(STRANGERS.webhook);

  const { text, severity } = await core.call('report.get', {});
  expect(text).toContain('=== Log, last warnings and errors ===');
  expect(text).toContain('[webhook]');
  const places = new Map([['report', Buffer.from(text + JSON.stringify(severity))]]);
  expect(findSecrets([...Object.values(STRANGERS), known], places)).toEqual([]);
  // Without the last step it would hold them: the search finds what is there.
  const bare = new Map([['bare', Buffer.from(reportText(0, severity, [{ title: 'x', lines: [canary] }]))]]);
  expect(findSecrets(Object.values(STRANGERS), bare).length).toBeGreaterThanOrEqual(5);
});

test('a line says whose work it was, and the level follows the settings', async () => {
  const target = await simulator.control.addUser({ login: 'logged_target' });
  await core.call('bans.create', { channelId: '1000', user: { id: target.id }, reason: 'spam', actId: 'act-report-3' });
  const { lines } = await core.call('log.list', { about: 'act-report-3' });
  expect(lines[0]?.fields).toMatchObject({
    action: 'twitch_ban_user',
    moderator_id: '1000',
    user_id: target.id,
    channel_id: '1000',
    reason: 'spam',
    code: 'ok',
    request_id: expect.stringMatching(/^[\da-f-]{36}$/),
  });
  const sync = await core.call('sync.start', { channelId: '1000', force: true });
  await core.until(
    () => core.call('sync.get', { jobId: sync.jobId }),
    ({ status }) => status === 'completed',
  );
  const about = await core.call('log.list', { about: sync.jobId });
  expect(about.lines.map(({ message }) => message)).toEqual(['job completed', 'job started']);
  await core.call('settings.set', { logLevel: 'error' });
  log.info('not kept any more');
  await core.call('settings.set', { logLevel: 'info' });
  expect((await core.call('log.list', { search: 'not kept any more' })).lines).toEqual([]);
});

test('a room that cannot answer is named with its code, and makes the case grave', async () => {
  const full = fail('DATABASE_FULL', 'The disk is full.', {});
  const throwing = (): never => {
    throw full;
  };
  const clock = createClock();
  const report = createReport({ clock, twitch: { meter: { rows: () => [] } }, jobs: { list: throwing } } as never, {
    accounts: { list: () => [] },
    channels: { list: () => [] },
    syncs: { history: throwing },
    alerts: { list: throwing },
    versions: throwing,
    info: throwing,
    health: {
      get: () => ({ status: 'healthy', services: {}, checks: [], tokens: [], timestamp: '' }) as never,
      test: () => Promise.reject(full),
      metrics: () => Promise.reject(full),
    },
    readLog: () => Promise.reject(full),
    scrub: (text) => text,
  });
  const { text, severity } = await report({ test: true });
  expect(severity.level).toBe('P1');
  expect(text.match(/\(cannot be told: DATABASE_FULL\)/g)?.length).toBe(7);
});

const calm: SeverityFacts = {
  health: { services: { database: 'healthy', eventsub: 'healthy', twitch_api: 'healthy' }, checks: [] },
  accounts: [],
  channels: [],
  errors: [],
  unreadable: [],
};
const broken = (code: string, count: number): SeverityFacts => ({
  ...calm,
  errors: [{ code, count, last: null }] as never,
});

test.each([
  ['nothing', calm, 'none'],
  ['a full disk', broken('DATABASE_FULL', 1), 'P1'],
  ['a locked database', broken('DATABASE_BUSY', 1), 'P1'],
  [
    'a damaged database',
    { ...calm, health: { ...calm.health, services: { ...calm.health.services, database: 'unhealthy' } } },
    'P1',
  ],
  ['5xx again and again', broken('SERVICE_UNAVAILABLE', 3), 'P2'],
  ['one 5xx', broken('SERVICE_UNAVAILABLE', 1), 'none'],
  [
    'a wrong clock',
    { ...calm, health: { ...calm.health, checks: [{ name: 'clock', state: 'bad', sentence: 'x', fix: null }] } },
    'P2',
  ],
  ['everybody signed out', { ...calm, accounts: [{ state: 'signed-out' }] }, 'P1'],
] as const)('%s is proposed as grave as it is', (_what, facts, level) => {
  const proposal = proposeSeverity(facts as SeverityFacts);
  expect(proposal.level).toBe(level);
  expect(proposal.reasons.length > 0).toBe(level !== 'none');
});

test('its name has the moment in UTC, and no line can look like another', () => {
  expect(reportName(Date.UTC(2026, 10, 20, 9, 8, 7))).toBe('diagnostic-report-20261120-090807.txt');
  const text = reportText(0, { level: 'none', reasons: [] }, [{ title: 'x', lines: ['one\n=== Forged ==='] }]);
  expect(text).not.toMatch(/^=== Forged/m);
});
