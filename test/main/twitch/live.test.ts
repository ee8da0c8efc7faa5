// The live feed as its user sees it: acts once, states truthful, nothing left behind.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createClock } from '../../../src/main/lib/clock.ts';
import { createTwitchFetch } from '../../../src/main/twitch/fetch.ts';
import { createMeter } from '../../../src/main/twitch/meter.ts';
import { createServerTime } from '../../../src/main/twitch/server-time.ts';
import type { LiveAct } from '../../../src/main/twitch/types.ts';
import {
  CHANNEL,
  MODERATOR,
  moderate,
  person,
  startFake,
  startLive,
  type Fake,
  type Harness,
  soon,
} from './live-fake.ts';
import { asBroadcaster, asModerator } from './live-world.ts';

let fake: Fake;
let harness: Harness | null = null;
beforeEach(async () => void (fake = await startFake()));
afterEach(async () => {
  await harness?.live.stop();
  await fake.close();
});

const stateOf = (channelId = CHANNEL) => harness?.live.states().get(channelId)?.state;

async function watching(input: Parameters<Harness['live']['watch']>[0], more = {}): Promise<Harness> {
  harness = startLive(fake, more);
  harness.live.watch(input);
  await soon(() => expect(stateOf()).toBe('live'));
  return harness;
}

describe('subscribing', () => {
  test('a moderator reads channel.moderate v2 with the own id', async () => {
    await watching(asModerator);
    expect(fake.posts).toEqual([expect.objectContaining({ type: 'channel.moderate', version: '2' })]);
    expect(fake.posts[0]?.condition).toEqual({ broadcaster_user_id: CHANNEL, moderator_user_id: MODERATOR });
    expect(harness?.told).toEqual([`${CHANNEL} connecting`, `${CHANNEL} live`]);
  });

  test('a broadcaster reads it too, as moderator of the own channel', async () => {
    await watching(asBroadcaster);
    expect(fake.posts[0]?.condition).toEqual({ broadcaster_user_id: CHANNEL, moderator_user_id: CHANNEL });
  });

  test('a broadcaster without the scopes falls back to channel.ban and channel.unban', async () => {
    fake.answer = ({ type }) => ({ status: type === 'channel.moderate' ? 403 : 202 });
    const { acts } = await watching(asBroadcaster);
    expect(fake.posts.map(({ type }) => type)).toEqual(['channel.moderate', 'channel.ban', 'channel.unban']);
    fake.notify('channel.ban', {
      ...moderate('', null),
      ...person,
      reason: 'spam',
      banned_at: '2026-11-20T18:15:11.17106713Z',
      ends_at: null,
      is_permanent: true,
    });
    await soon(() => expect(acts).toHaveLength(1));
    expect(acts[0]).toMatchObject({ kind: 'ban', at: Date.UTC(2026, 10, 20, 18, 15, 11, 171), reason: 'spam' });
    // The next connection does not ask for what was refused.
    harness?.live.restart('sleep');
    await soon(() => expect(harness?.told.at(-1)).toBe(`${CHANNEL} live`));
    expect(fake.posts.filter(({ type }) => type === 'channel.moderate')).toHaveLength(1);
  });

  test('a moderator without the scopes is refused, keeps no socket and asks no more', async () => {
    fake.answer = () => ({ status: 403 });
    harness = startLive(fake);
    harness.live.watch(asModerator);
    await soon(() => expect(harness?.told.at(-1)).toBe(`${CHANNEL} refused forbidden`));
    await soon(() => expect(fake.open()).toEqual([]));
    fake.answer = () => ({ status: 202 });
    harness.live.restart('sleep');
    harness.live.watch({ channelId: '50', accountId: '50', role: 'broadcaster' });
    await soon(() => expect(stateOf('50')).toBe('live'));
    expect([fake.posts.length, fake.connections.length, stateOf()]).toEqual([2, 2, 'refused']);
    // Watched anew, it is tried again.
    harness.live.watch(asModerator);
    await soon(() => expect(stateOf()).toBe('live'));
  });

  test('401 is refused, 409 counts as there, 5xx and 429 are asked again', async () => {
    const answers = [500, 429, 503, 409];
    fake.answer = () => ({ status: answers.shift() ?? 202 });
    // Without the guarded fetch Twurple would repeat every 5xx three times by itself.
    const clock = createClock();
    const meter = createMeter({ clock, onChange: () => undefined });
    const uninstall = createTwitchFetch({
      clock,
      port: fake.port,
      meter,
      serverTime: createServerTime(clock),
    }).install();
    try {
      await watching(asModerator);
    } finally {
      uninstall();
    }
    expect(harness?.told).toEqual([`${CHANNEL} connecting`, `${CHANNEL} lost subscribe_499`, `${CHANNEL} live`]);
    expect(fake.posts).toHaveLength(4);
    fake.answer = () => ({ status: 401 });
    harness?.live.watch({ ...asModerator, channelId: '99' });
    await soon(() => expect(stateOf('99')).toBe('refused'));
    expect(harness?.told.at(-1)).toBe('99 refused unauthorized');
    expect(stateOf()).toBe('live');
  });

  test('several channels of one account share one socket; each leaves for itself', async () => {
    await watching(asModerator);
    for (const channelId of ['21', '22']) harness?.live.watch({ ...asModerator, channelId });
    await soon(() => expect([stateOf('21'), stateOf('22')]).toEqual(['live', 'live']));
    expect(fake.connections).toHaveLength(1);
    harness?.live.unwatch('21');
    await soon(() => expect(fake.deletes).toHaveLength(1));
    expect(harness?.live.states().has('21')).toBe(false);
    harness?.live.unwatch('22');
    harness?.live.unwatch(CHANNEL);
    await soon(() => expect(fake.open()).toEqual([]));
    harness?.live.watch(asModerator);
    await soon(() => expect(stateOf()).toBe('live'));
    expect(fake.mostOpen).toBe(1);
  });

  test('a channel that moves to another account is heard once', async () => {
    const { acts } = await watching(asModerator);
    harness?.live.watch(asBroadcaster);
    await soon(() => expect(fake.posts.at(-1)?.condition['moderator_user_id']).toBe(CHANNEL));
    await soon(() => expect([fake.open().length, stateOf()]).toEqual([1, 'live']));
    fake.notify('channel.moderate', moderate('ban', person));
    await soon(() => expect(acts).toHaveLength(1));
  });
});

describe('acts', () => {
  test('come from the raw frame, with message id, time and latency by the corrected clock', async () => {
    const sentAt = Date.UTC(2026, 10, 20, 12);
    const { acts } = await watching(asModerator, { twitchNow: () => sentAt + 120 });
    fake.notify(
      'channel.moderate',
      moderate('timeout', { ...person, reason: 'rude', expires_at: '2026-11-20T12:10:00Z' }),
      {
        messageId: 'abc',
        timestamp: '2026-11-20T12:00:00.000464757Z',
      },
    );
    await soon(() => expect(acts).toHaveLength(1));
    expect(acts[0]).toEqual({
      messageId: 'abc',
      at: sentAt,
      channelId: CHANNEL,
      kind: 'timeout',
      user: { id: '141981764', login: 'twitchdev', displayName: 'TwitchDev' },
      moderator: { id: MODERATOR, login: 'mod_user', displayName: 'Mod_User' },
      reason: 'rude',
      expiresAt: Date.UTC(2026, 10, 20, 12, 10),
      rawExpiresAt: '2026-11-20T12:10:00Z',
      latencyMs: 120,
    });
  });

  test.each([-20, 20])('arrive although the local clock is %i minutes off', async (minutes) => {
    const offset = minutes * 60_000;
    const { acts } = await watching(asModerator, { twitchNow: () => Date.now() + offset });
    // By the local clock the message is 20 minutes old, or from the future; Twurple itself drops the old one.
    const timestamp = new Date(Date.now() + offset).toISOString();
    fake.notify('channel.moderate', moderate('ban', person), { timestamp });
    await soon(() => expect(acts).toHaveLength(1));
    expect(acts[0]?.latencyMs).toBeLessThan(5000);
  });

  test('arrive once each, in any order, on any connection', async () => {
    const { acts } = await watching(asModerator);
    for (const messageId of ['b', 'a', 'b', 'c', 'a', 'b']) {
      fake.notify('channel.moderate', moderate('ban', person), { messageId });
    }
    await soon(() => expect(acts).toHaveLength(3));
    harness?.live.restart('sleep');
    await soon(() => expect(harness?.told.slice(-2)).toEqual([`${CHANNEL} lost sleep`, `${CHANNEL} live`]));
    for (const messageId of ['a', 'd']) fake.notify('channel.moderate', moderate('ban', person), { messageId });
    await soon(() => expect(acts.at(-1)?.messageId).toBe('d'));
    expect(acts.map(({ messageId }) => messageId)).toEqual(['b', 'a', 'c', 'd']);
  });

  test('of channels that are not watched are nobody’s', async () => {
    const { acts } = await watching(asModerator);
    fake.notify('channel.moderate', moderate('ban', person, { broadcaster_user_id: '4' }));
    fake.notify('channel.moderate', moderate('ban', person), { messageId: 'ours' });
    await soon(() => expect(acts.map(({ messageId }) => messageId)).toEqual(['ours']));
  });

  test('that wait to be written when the connection goes leave a hole, told once', async () => {
    let isFull = true;
    const onAct = (): void => {
      if (isFull) throw new Error('disk full');
    };
    await watching(asModerator, { onAct });
    fake.notify('channel.moderate', moderate('ban', person), { messageId: 'first' });
    await soon(() => expect(harness?.told.at(-1)).toBe(`${CHANNEL} lost write_failed`));
    fake.connections[0]?.socket.close(4000);
    await soon(() => expect(fake.connections).toHaveLength(2));
    await soon(() => expect(fake.posts).toHaveLength(2));
    isFull = false;
    await soon(() => expect(harness?.states.at(-1)).toMatchObject({ state: 'live', hasHole: true }));
    fake.connections[1]?.socket.close(4000);
    await soon(() => expect(fake.connections).toHaveLength(3));
    await soon(() => expect(harness?.states.at(-1)).toMatchObject({ state: 'live' }));
    expect(harness?.states.at(-1)).not.toHaveProperty('hasHole');
  });

  test('that cannot be written make the feed lost until they can; then they are written', async () => {
    let isFull = true;
    const written: string[] = [];
    let tries = 0;
    const onAct = ({ messageId }: LiveAct): void => {
      tries += 1;
      if (isFull) throw new Error('disk full');
      written.push(messageId);
    };
    await watching(asModerator, { onAct });
    fake.notify('channel.moderate', moderate('ban', person), { messageId: 'first' });
    await soon(() => expect(harness?.told.at(-1)).toBe(`${CHANNEL} lost write_failed`));
    await soon(() => expect(tries).toBeGreaterThan(2));
    expect(stateOf()).toBe('lost');
    isFull = false;
    await soon(() => expect(stateOf()).toBe('live'));
    expect(written).toEqual(['first']);
    // Marked as seen only now: Twitch repeating it changes nothing.
    fake.notify('channel.moderate', moderate('ban', person), { messageId: 'first' });
    fake.notify('channel.moderate', moderate('ban', person), { messageId: 'second' });
    await soon(() => expect(written).toEqual(['first', 'second']));
    expect(fake.connections).toHaveLength(1);
  });

  test('that cannot be understood force a full read', async () => {
    const { acts } = await watching(asModerator);
    fake.notify('channel.moderate', moderate('ban', { user_login: 'no_id' }));
    await soon(() => expect(harness?.told.slice(-2)).toEqual([`${CHANNEL} lost malformed_event`, `${CHANNEL} live`]));
    for (const text of [
      '{',
      'null',
      '[]',
      '{"metadata":{},"payload":{}}',
      '{"metadata":{"message_type":"notification"}}',
    ]) {
      fake.open()[0]?.socket.send(text);
    }
    await soon(() => expect(harness?.told).toHaveLength(6));
    expect(acts).toEqual([]);
    expect(fake.connections).toHaveLength(1);
  });
});

describe('stop', () => {
  test('says goodbye, tells nothing more and leaves no timer of ours', async () => {
    let sleeping = 0;
    const clock = createClock();
    const counted = {
      ...clock,
      sleep: (ms: number, signal?: AbortSignal) => {
        sleeping += 1;
        return clock.sleep(ms, signal).finally(() => (sleeping -= 1));
      },
    };
    const { told, live } = await watching(asModerator, { clock: counted });
    const before = [...told];
    expect(sleeping).toBeGreaterThan(0);
    await live.stop();
    await soon(() => expect(fake.open()).toEqual([]));
    await soon(() => expect(sleeping).toBe(0));
    expect(fake.connections[0]?.received).toBe(0);
    live.watch(asModerator);
    live.restart('sleep');
    expect(told).toEqual(before);
    expect(fake.connections).toHaveLength(1);
  });

  test('lets a process end by itself, also after acts and in the middle of a back-off', async () => {
    const script = fileURLToPath(new URL('child-live-exit.ts', import.meta.url));
    const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const code = await new Promise((resolve) => {
      const timer = setTimeout(() => child.kill('SIGKILL'), 20_000);
      child.on('exit', (status) => {
        clearTimeout(timer);
        resolve(status);
      });
    });
    expect({ code, output }).toEqual({ code: 0, output: 'stopped\n' });
  }, 30_000);
});
