// Acts handed on: each once, none forgotten while it cannot be written, nothing growing without end.
import { describe, expect, test } from 'vitest';
import { createDelivery } from '../../../src/main/twitch/live-delivery.ts';
import type { LiveAct } from '../../../src/main/twitch/types.ts';
import { createFakeClock } from '../../helpers/fake-clock.ts';
import { CHANNEL, QUICK, silentLog } from './live-fake.ts';

function act(messageId: string, channelId = CHANNEL): LiveAct {
  const user = { id: '1', login: 'a', displayName: 'A' };
  return {
    messageId,
    channelId,
    user,
    at: 5,
    kind: 'ban',
    moderator: null,
    reason: '',
    expiresAt: null,
    rawExpiresAt: null,
    latencyMs: 0,
  };
}

function start() {
  const clock = createFakeClock();
  const told: string[] = [];
  const written: string[] = [];
  const dropped: string[] = [];
  const disk = { isFull: false, writes: 0 };
  const delivery = createDelivery({
    clock,
    log: silentLog,
    timing: QUICK,
    onAct: ({ messageId }) => {
      disk.writes += 1;
      if (disk.isFull) throw new Error('disk full');
      written.push(messageId);
    },
    onMissed: (channelId, since, reason) => void told.push(`${channelId} ${since} ${reason}`),
    onDropped: (channelId) => void dropped.push(channelId),
    onRecovered: (channelId) => void told.push(`${channelId} recovered`),
  });
  return { clock, told, dropped, written, disk, delivery };
}

describe('createDelivery', () => {
  test('hands on each message once, and remembers the last 10 000', () => {
    const { delivery, written } = start();
    for (let index = 0; index <= 10_000; index += 1) delivery.deliver(act(`m${index}`));
    for (const id of ['m1', 'm10000', 'm0']) delivery.deliver(act(id));
    expect(written.slice(10_001)).toEqual(['m0']);
  });

  test('tells once when it falls behind, tries less and less often, and tells when it has caught up', async () => {
    const { clock, told, written, disk, delivery } = start();
    disk.isFull = true;
    for (const id of ['a', 'b', 'a']) delivery.deliver(act(id));
    expect(told).toEqual([`${CHANNEL} 5 write_failed`]);
    expect(delivery.isBehind(CHANNEL)).toBe(true);
    disk.writes = 0;
    await clock.advance(60_000);
    // 200 ms apart at the most and 100 at the least, and only the first of the backlog is tried.
    expect(disk.writes).toBeLessThanOrEqual(601);
    expect(disk.writes).toBeGreaterThanOrEqual(299);
    disk.isFull = false;
    await clock.advance(200);
    expect(written).toEqual(['a', 'b']);
    expect(told.slice(1)).toEqual([`${CHANNEL} recovered`]);
    expect(clock.pending()).toBe(0);
  });

  test('is told that it can be written again, and does not wait any longer', () => {
    const { clock, told, written, disk, delivery } = start();
    disk.isFull = true;
    for (const id of ['a', 'b']) delivery.deliver(act(id));
    disk.isFull = false;
    delivery.catchUp();
    expect([written, told.at(-1), clock.pending()]).toEqual([['a', 'b'], `${CHANNEL} recovered`, 0]);
  });

  test('holds back at most 1 000 acts of a channel, and other channels not at all', async () => {
    const { clock, told, dropped, written, disk, delivery } = start();
    disk.isFull = true;
    for (let index = 0; index < 1_000; index += 1) delivery.deliver(act(`m${index}`));
    // Sent again by Twitch, one that waits is not one too many.
    delivery.deliver(act('m7'));
    expect(dropped).toEqual([]);
    for (let index = 1_000; index < 1_500; index += 1) delivery.deliver(act(`m${index}`));
    disk.isFull = false;
    delivery.deliver(act('other', '21'));
    expect(written).toEqual(['other']);
    await clock.advance(200);
    expect(dropped).toHaveLength(500);
    expect([written.length, told.length]).toEqual([1_001, 2]);
    // What was not written was not seen: it is taken when Twitch sends it again, and the written ones are not.
    for (const id of ['m1400', 'm10']) delivery.deliver(act(id));
    expect(written.slice(1_001)).toEqual(['m1400']);
  });

  test('an act that nobody can read counts as missed for a while', async () => {
    const { clock, told, delivery } = start();
    delivery.missed(CHANNEL, 7);
    delivery.missed(CHANNEL, 8);
    await clock.advance(200);
    expect(told).toEqual([`${CHANNEL} 7 malformed_event`, `${CHANNEL} recovered`]);
  });

  test('forgets a channel, and stops, without a timer left', () => {
    const { clock, told, delivery } = start();
    delivery.missed(CHANNEL, 7);
    delivery.missed('21', 7);
    delivery.forget(CHANNEL);
    expect(delivery.isBehind(CHANNEL)).toBe(false);
    delivery.stop();
    expect([clock.pending(), told.length]).toEqual([0, 2]);
  });
});
