// Streams as they were seen: started by Twitch's word, ended when somebody saw it, and what was done during each.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createOnAir } from '../../../src/main/channels/on-air.ts';
import { createStreams, type Streams } from '../../../src/main/channels/streams.ts';
import type { Database } from '../../../src/main/db/open.ts';
import { fail } from '../../../src/shared/errors.ts';
import { openTestDatabase, silentLog } from '../../helpers/db.ts';
import { act, ask, insert, NOW } from '../insight/stats-world.ts';

const MINUTE = 60_000;
let db: Database;
let streams: Streams;
beforeEach(() => {
  db = openTestDatabase();
  streams = createStreams(db);
});
afterEach(() => db.close());

const rows = (): unknown[] =>
  db.sqlite
    .prepare('SELECT channel_id, started_at, seen_at, over_at FROM stream ORDER BY started_at, channel_id')
    .raw()
    .all();
const live = (...started: [string, number | null][]): ReadonlyMap<string, number | null> => new Map(started);

it('is one row from its start to when it was seen to be over', () => {
  streams.record(['1', '2'], live(['1', 1_000]), 5_000);
  streams.record(['1', '2'], live(['1', 1_000]), 9_000);
  streams.record(['1', '2'], live(), 11_000);
  streams.record(['1', '2'], live(), 13_000);
  expect(rows()).toEqual([['1', 1_000, 9_000, 11_000]]);
});

it('goes on when it was missing from one answer only', () => {
  streams.record(['1'], live(['1', 1_000]), 5_000);
  streams.record(['1'], live(), 7_000);
  streams.record(['1'], live(['1', 1_000]), 9_000);
  expect(rows()).toEqual([['1', 1_000, 9_000, null]]);
});

it('is over at the latest when the next one begins', () => {
  streams.record(['1'], live(['1', 1_000]), 5_000);
  streams.record(['1'], live(['1', 8_000]), 9_000);
  expect(rows()).toEqual([
    ['1', 1_000, 5_000, 8_000],
    ['1', 8_000, 9_000, null],
  ]);
});

it('is not ended by an answer about other channels, nor by a start that cannot be read', () => {
  streams.record(['1'], live(['1', 1_000]), 5_000);
  streams.record(['2'], live(), 6_000);
  streams.record(['1'], live(['1', null]), 7_000);
  expect(rows()).toEqual([['1', 1_000, 7_000, null]]);
});

it('is recorded by looking, and by nothing else: an answer that did not come says nothing', async () => {
  let answer: ReadonlyMap<string, number | null> | null = live(['1', 1_000]);
  let now = 5_000;
  let tick = (): void => undefined;
  const onAir = createOnAir({
    client: {
      liveAmong: () => (answer === null ? Promise.reject(fail('OFFLINE', 'not there', {})) : Promise.resolve(answer)),
    },
    channelIds: () => ['1'],
    asker: () => ({ id: '1' }),
    streams,
    clock: { monotonic: () => now, every: (_ms, look) => ((tick = look), () => undefined) },
    twitchNow: () => now,
    log: silentLog(),
  });
  onAir.follow();
  tick();
  await onAir.read();
  answer = null;
  now += 2 * MINUTE;
  tick();
  expect((await onAir.read())[0]?.isLive).toBeNull();
  expect(rows()).toEqual([['1', 1_000, 5_000, null]]);
  answer = live();
  now += 2 * MINUTE;
  expect((await onAir.read())[0]?.isLive).toBe(false);
  expect(rows()).toEqual([['1', 1_000, 5_000, 245_000]]);
});

it('counts what was done while it ran; where nobody looked, up to when it was last seen', async () => {
  const begin = NOW - 600 * MINUTE;
  streams.record(['1'], live(['1', begin]), begin + 100 * MINUTE);
  streams.record(['1'], live(), begin + 102 * MINUTE);
  streams.record(['1'], live(['1', begin + 200 * MINUTE]), begin + 300 * MINUTE);
  streams.record(['1'], live(), begin + 400 * MINUTE);
  streams.record(['1', '2'], live(['2', NOW - 30 * MINUTE]), NOW - MINUTE);
  insert(db, [
    act({ at: begin - 1 }),
    act({ at: begin }),
    act({ at: begin + 101 * MINUTE, kind: 'timeout' }),
    act({ at: begin + 102 * MINUTE }),
    act({ at: begin + 50 * MINUTE, kind: 'unbanned' }),
    act({ at: begin + 50 * MINUTE, found: true }),
    act({ at: begin + 50 * MINUTE, channelId: '2' }),
    act({ at: begin + 299 * MINUTE, kind: 'unknown' }),
    act({ at: begin + 350 * MINUTE }),
    act({ at: NOW - 20 * MINUTE, channelId: '2' }),
  ]);
  const { streams: found } = await ask(db);
  const iso = (at: number): string => new Date(at).toISOString();
  expect(found).toEqual([
    {
      channelId: '2',
      startedAt: iso(NOW - 30 * MINUTE),
      endedAt: null,
      isEndKnown: true,
      bans: 1,
      timeouts: 0,
      unknown: 0,
    },
    {
      channelId: '1',
      startedAt: iso(begin + 200 * MINUTE),
      endedAt: iso(begin + 300 * MINUTE),
      isEndKnown: false,
      bans: 0,
      timeouts: 0,
      unknown: 1,
    },
    {
      channelId: '1',
      startedAt: iso(begin),
      endedAt: iso(begin + 102 * MINUTE),
      isEndKnown: true,
      bans: 1,
      timeouts: 1,
      unknown: 0,
    },
  ]);
  expect((await ask(db, { channelId: '2' })).streams).toHaveLength(1);
  expect((await ask(db, { to: '2026-11-18' })).streams).toEqual([]);
});
