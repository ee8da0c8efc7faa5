// What a full disk means for what is watched: kept by the feed, it is written; unheard while nothing is read either, it is
// a gap. The composition alone, with noted neighbours.
import { expect, test } from 'vitest';
import { createStatuses } from '../../../src/main/channels/status.ts';
import { createBus } from '../../../src/main/lib/bus.ts';
import { createWatching, type Watching, type WatchingDeps } from '../../../src/main/wiring/watching.ts';
import { createFakeClock } from '../../helpers/fake-clock.ts';

const BEGAN = 5_000;

/** A channel whose list can be read, and is heard live. `noted`: what its neighbours are told. */
function start(): { watching: Watching; noted: string[]; disk: { since: number | null } } {
  const noted: string[] = [];
  const disk = { since: null as number | null };
  const statuses = createStatuses(createBus(() => undefined));
  const channel = { id: '1', isWatched: true };
  const channels = {
    list: () => [{ ...channel, status: statuses.get('1') }],
    reach: () => ({ account: { id: '1', signedInAt: '', scopes: [] }, role: 'broadcaster' }),
    beginWatching: () => undefined,
  };
  const watching = createWatching({
    channels,
    statuses,
    poller: {
      hurry: () => noted.push('read soon'),
      markUnwatched: (_id: string, since: number, reason: string, isHole = false) =>
        noted.push(`gap from ${since}, ${reason}${isHole ? ', hole' : ''}`),
    },
    live: () => ({ catchUp: () => noted.push('catch up') }),
    gaps: { record: () => noted.push('gap at once') },
    heard: { until: () => null, mark: () => undefined },
    readOnly: { since: () => disk.since },
    clock: createFakeClock(),
    twitchNow: () => 9_000,
    onModeratorChange: () => undefined,
  } as unknown as WatchingDeps);
  watching.onState('1', { state: 'live', since: 1 });
  noted.length = 0;
  return { watching, noted, disk };
}

test('heard all the while: what waits is written, then all is read, and nothing is missing', () => {
  const { watching, noted } = start();
  watching.onWritable(BEGAN);
  expect(noted).toEqual(['read soon', 'catch up']);
});

test('behind with writing only: the feed has kept it', () => {
  const { watching, noted, disk } = start();
  disk.since = BEGAN;
  watching.onState('1', { state: 'lost', since: 6_000, reason: 'write_failed' });
  watching.onWritable(BEGAN);
  watching.onState('1', { state: 'live', since: 8_000 });
  expect(noted.filter((line) => line.startsWith('gap'))).toEqual([]);
});

test('the connection goes while nothing is read: a gap from then on', () => {
  const { watching, noted, disk } = start();
  watching.onState('1', { state: 'lost', since: 4_000, reason: 'closed_1006' });
  expect(noted).toEqual(['read soon']);
  watching.onState('1', { state: 'live', since: 4_500 });
  noted.length = 0;
  disk.since = BEGAN;
  watching.onState('1', { state: 'lost', since: 6_000, reason: 'closed_1006' });
  expect(noted).toEqual(['gap from 6000, connection', 'read soon']);
});

test('not heard at all while nothing could be saved: a gap from its beginning', () => {
  const { watching, noted } = start();
  watching.onState('1', { state: 'refused', reason: 'scope' });
  noted.length = 0;
  watching.onWritable(BEGAN);
  expect(noted).toEqual([`gap from ${BEGAN}, write_failed`, 'read soon', 'catch up']);
});

test('more than the feed could keep: a hole from the first that could not be written', () => {
  const { watching, noted } = start();
  watching.onState('1', { state: 'lost', since: 6_000, reason: 'write_failed' });
  watching.onState('1', { state: 'live', since: 8_000, hasHole: true });
  expect(noted).toContain('gap from 6000, write_failed, hole');
});
