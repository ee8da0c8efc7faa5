// The one door: what is let through, what is refused and how, and that nothing inside ever shows outside.
import { describe, expect, it } from 'vitest';
import { commands, type Command } from '../../src/shared/contract.ts';
import { fail } from '../../src/shared/errors.ts';
import { PERMISSIONS, RIGHTS, type Caller, type Right } from '../../src/shared/permissions.ts';
import { translateSqlite } from '../../src/main/db/errors.ts';
import { createDispatch, type Handlers } from '../../src/main/dispatch.ts';
import { recordingLog } from '../helpers/db.ts';

const OWNER: Caller = { kind: 'owner' };
const names = Object.keys(commands) as Command[];
const key = (rights: readonly Right[]): Caller => ({ kind: 'key', keyId: 'k', name: 'dock', rights });

/** Every command answers with its own name, unless a test says otherwise. */
function open(special: Partial<Record<Command, () => unknown>> = {}) {
  const log = recordingLog();
  const handlers = Object.fromEntries(
    names.map((name) => [name, special[name] ?? (() => name)]),
  ) as unknown as Handlers;
  return { log, dispatch: createDispatch(handlers, log, translateSqlite) };
}

/** The smallest input that each command takes. */
function inputOf(name: Command): unknown {
  const channelId = '1000';
  const id = '0192d0c0-0000-7000-8000-000000000000';
  const inputs: Partial<Record<Command, unknown>> = {
    'accounts.cancelSignIn': { jobId: id },
    'accounts.signOut': { accountId: channelId },
    'channels.find': { query: 'x' },
    'channels.add': { query: 'x' },
    'channels.check': { channelId },
    'channels.watch': { channelId, isWatched: true },
    'links.open': { kind: 'twitchStatus' },
    'sync.start': { channelId },
    'sync.get': { jobId: id },
    'sync.cancel': { jobId: id },
    'sync.retry': { jobId: id },
    'sync.history': { channelId },
    'bans.list': { channelId },
    'bans.get': { banId: id },
    'bans.create': { channelId, user: { id: '5' }, actId: 'abcdefgh' },
    'bans.revoke': { banId: id },
    'bans.export': { channelId },
    'bulk.prepare': { channelId, source: { kind: 'upload' }, act: { kind: 'ban' } },
    'bulk.addRows': { bulkId: id, part: 0, text: 'x' },
    'bulk.check': { bulkId: id },
    'bulk.start': { bulkId: id },
    'bulk.pause': { bulkId: id },
    'bulk.resume': { bulkId: id },
    'bulk.cancel': { bulkId: id },
    'bulk.rollback': { bulkId: id },
    'bulk.get': { bulkId: id },
    'bulk.result': { bulkId: id },
    'bulk.export': { bulkId: id },
    'bans.deduplicate': { channelId },
    'bans.cleanupExpired': { channelId },
    'people.get': { userId: '5' },
    'stats.get': { timeZone: 'Europe/Berlin' },
    'audit.get': { id },
    'data.show': { folder: 'data' },
    'data.cancelImport': { jobId: id },
    'data.stageMove': { folderId: id, how: 'copy' },
    'backups.restore': { name: 'modkeep-20261120T120000000Z.db' },
    'audit.export': { format: 'csv' },
    'history.export': { format: 'csv' },
    'alerts.set': { rule: 'disk', change: null },
    'alerts.mute': { rule: 'disk', isMuted: true },
    'alerts.acknowledge': { alertId: id },
    'exports.cancel': { jobId: id },
    'exports.ticket': { jobId: id },
    'exports.reveal': { jobId: id },
    'audit.previewPurge': { days: 90 },
    'audit.purge': { days: 90 },
    'audit.cancelVerify': { jobId: id },
    'killSwitch.set': { on: true },
    'discord.add': { url: 'x', name: 'x', channelId: null, kinds: ['ban'] },
    'discord.change': { hookId: id },
    'discord.remove': { hookId: id },
    'discord.test': { hookId: id },
    'discord.discard': { hookId: id },
    'moderators.list': { channelId },
    'moderators.add': { channelId, user: { id: '5' } },
    'moderators.remove': { channelId, userId: '5' },
    'moderators.setPermissions': { userId: '5', permissions: [] },
    'keys.add': { name: 'x', permissions: [] },
    'keys.remove': { keyId: 'x' },
    'schedule.cancel': { id },
    'acts.undo': { entryId: id, actId: 'abcdefgh' },
    'acts.undoable': { entryIds: [id] },
    'acts.preview': { channelIds: [channelId], user: { id: '5' }, act: 'ban' },
    'protected.add': { user: { login: 'x' } },
    'protected.remove': { userId: '5' },
    'protected.import': { text: 'x' },
  };
  return inputs[name] ?? {};
}

describe('the permission matrix', () => {
  it.each(names)('%s asks for what its row says', async (name) => {
    const { dispatch } = open();
    const needs = PERMISSIONS[name];
    expect(await dispatch(OWNER, name, inputOf(name))).toEqual({ ok: true, value: name });
    const allOthers = RIGHTS.filter((right) => right !== needs);
    const isForKeys = needs === 'read';
    expect((await dispatch(key(allOthers), name, inputOf(name))).ok).toBe(isForKeys);
    if (needs === 'read' || needs === 'owner') {
      expect((await dispatch(key(RIGHTS), name, inputOf(name))).ok).toBe(isForKeys);
    } else {
      expect((await dispatch(key([needs]), name, inputOf(name))).ok).toBe(true);
    }
  });

  it('names the right that was missing', async () => {
    const reply = await open().dispatch(key(['view_reports']), 'bans.create', inputOf('bans.create'));
    expect(reply).toMatchObject({
      ok: false,
      error: { code: 'FORBIDDEN', details: { required_right: 'manage_bans' } },
    });
  });
});

describe('bad input', () => {
  it.each(['__proto__', 'constructor', 'toString', 'bans.nothing', '', 7, null, undefined, {}, ['bans.list']])(
    'command %j is refused',
    async (name) => {
      expect(await open().dispatch(OWNER, name, {})).toMatchObject({
        ok: false,
        error: { code: 'INVALID_REQUEST', details: { field: 'command' } },
      });
    },
  );

  it.each([
    ['bans.list', {}, 'channelId'],
    ['bans.list', { channelId: '0' }, 'channelId'],
    ['bans.list', { channelId: '-1' }, 'channelId'],
    ['bans.list', { channelId: 'abc' }, 'channelId'],
    ['bans.list', { channelId: '1', limit: 501 }, 'limit'],
    ['bans.list', { channelId: '1', offset: -1 }, 'offset'],
    ['bans.list', { channelId: '1', kinds: ['everything'] }, 'kinds.0'],
    ['bans.list', { channelId: '1', from: 'yesterday' }, 'from'],
    ['bans.list', { channelId: '1', extra: 1 }, 'extra'],
    ['bans.list', JSON.parse('{"channelId":"1","__proto__":{"limit":1}}'), '__proto__'],
    ['settings.set', JSON.parse('{"keys":{"__proto__":"b"}}'), 'keys.__proto__'],
    ['settings.set', JSON.parse('{"keys":{"__proto__":{"act.ban":"b"}}}'), 'keys.__proto__'],
    [
      'settings.set',
      JSON.parse('{"channelTimeoutPresets":{"__proto__":[1,2,3,4,5,6,7,8,9]}}'),
      'channelTimeoutPresets.__proto__',
    ],
    [
      'settings.set',
      JSON.parse('{"brakeOverrides":{"ban":{"max":1,"windowSeconds":1,"__proto__":{}}}}'),
      'brakeOverrides.ban.__proto__',
    ],
    ['keys.add', JSON.parse('{"name":"x","permissions":[{"__proto__":1}]}'), 'permissions.0.__proto__'],
    ['bans.list', [], 'input'],
    ['bans.list', 'channelId=1', 'input'],
    ['settings.set', { scale: 300 }, 'scale'],
    ['settings.set', { twitchClientId: 'not a client id' }, 'twitchClientId'],
    ['settings.set', { killSwitch: false }, 'killSwitch'],
    ['links.open', { kind: 'javascript:alert(1)' }, 'kind'],
    ['links.open', { kind: 'twitchUser', login: '../evil' }, 'login'],
  ] as const)('%s %j is refused at %s', async (name, input, field) => {
    expect(await open().dispatch(OWNER, name, input)).toMatchObject({
      ok: false,
      error: { code: 'INVALID_REQUEST', details: { field } },
    });
  });
});

it('comes to an end with input that goes in circles or very deep', async () => {
  const circle: Record<string, unknown> = { channelId: '1' };
  circle['circle'] = circle;
  let deep: unknown = {};
  for (let level = 0; level < 200_000; level += 1) deep = [deep];
  for (const input of [circle, { channelId: '1', deep }])
    expect(await open().dispatch(OWNER, 'bans.list', input)).toMatchObject({ error: { code: 'INVALID_REQUEST' } });
});

describe('what goes wrong inside', () => {
  it('is told as it is when it is ours', async () => {
    const { dispatch } = open({
      'bans.get': () => {
        throw fail('NOT_FOUND', 'Gone.', { what: 'ban' });
      },
    });
    expect(await dispatch(OWNER, 'bans.get', inputOf('bans.get'))).toEqual({
      ok: false,
      error: { code: 'NOT_FOUND', error: 'Gone.', details: { what: 'ban' } },
    });
  });

  it('is an id outside and everything in the log when it is not', async () => {
    const { dispatch, log } = open({
      'bans.get': () => {
        throw new Error('SELECT * FROM secrets at /home/me');
      },
    });
    const reply = await dispatch(OWNER, 'bans.get', inputOf('bans.get'));
    expect(reply).toMatchObject({ ok: false, error: { code: 'INTERNAL_ERROR' } });
    expect(JSON.stringify(reply)).not.toMatch(/SELECT|home|stack/);
    expect(log.lines).toEqual(['error unexpected failure']);
  });

  it('is a database code when it is the database', async () => {
    const full = Object.assign(new Error('database or disk is full'), { name: 'SqliteError', code: 'SQLITE_FULL' });
    const { dispatch } = open({
      'bans.list': () => {
        throw full;
      },
    });
    expect(await dispatch(OWNER, 'bans.list', inputOf('bans.list'))).toMatchObject({
      error: { code: 'DATABASE_FULL' },
    });
  });
});
