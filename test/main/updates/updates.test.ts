// When newer versions are looked for, and what keeps one from being installed: by a clock that only moves when told.
import { expect, test } from 'vitest';
import { fail } from '../../../src/shared/errors.ts';
import type { FoundUpdate } from '../../../src/shared/contract/updates.ts';
import type { Ending, UpdateSource } from '../../../src/main/updates/source.ts';
import { createUpdates, type UpdatesDeps } from '../../../src/main/updates/updates.ts';
import { recordingLog } from '../../helpers/db.ts';
import { createFakeClock } from '../../helpers/fake-clock.ts';

const FOUND: FoundUpdate = { version: '0.2.0', notes: '', releasedAt: null, bytes: 10 };
const HOUR = 3_600_000;
type Fetch = UpdateSource['fetch'];

function open(
  given: { look?: UpdateSource['look']; fetch?: Fetch; seed?: number; underWay?: UpdatesDeps['underWay'] } = {},
) {
  const clock = createFakeClock(undefined, given.seed);
  const done = { looks: [] as number[], endings: [] as Ending[], quits: 0 };
  const settings = { updateChannel: 'stable' as 'stable' | 'beta', updateChecks: true, updateAtQuit: false };
  const source: UpdateSource = {
    look(channel) {
      done.looks.push(clock.now());
      return given.look?.(channel) ?? Promise.resolve(FOUND);
    },
    fetch: given.fetch ?? (() => Promise.resolve()),
    arm: (ending) => void done.endings.push(ending),
    quit: () => void (done.quits += 1),
    previous: () => null,
    showPrevious: () => false,
    failedVersion: () => null,
  };
  const updates = createUpdates({
    version: '0.1.0',
    source,
    settings: () => settings,
    underWay: given.underWay ?? (() => []),
    clock,
    log: recordingLog(),
    onChange: () => undefined,
  });
  async function makeReady(): Promise<void> {
    await updates.check();
    updates.download();
    await clock.settle();
  }
  return { clock, updates, done, settings, makeReady };
}

test('it looks soon after the start and then every few hours, at moments of its own, until it is stopped', async () => {
  const starts = await Promise.all(
    [1, 2, 3].map(async (seed) => {
      const { clock, updates, done } = open({ seed });
      const began = clock.now();
      const stop = updates.follow();
      await clock.advance(24 * HOUR);
      stop();
      await clock.advance(24 * HOUR);
      expect(done.looks.length).toBeGreaterThanOrEqual(5);
      expect(done.looks.length).toBeLessThanOrEqual(9);
      expect(done.looks[0]! - began).toBeLessThan(30_000);
      const waits = done.looks.slice(1).map((at, index) => at - done.looks[index]!);
      for (const wait of waits) expect(wait).toBeGreaterThanOrEqual(3 * HOUR);
      return waits.join();
    }),
  );
  expect(new Set(starts).size).toBe(3);
});

test('it does not look by itself where that is not wanted, and still does when asked', async () => {
  const { clock, updates, done, settings } = open();
  settings.updateChecks = false;
  const stop = updates.follow();
  await clock.advance(24 * HOUR);
  expect(done.looks).toEqual([]);
  expect((await updates.check()).status).toBe('available');
  stop();
});

test('two who ask at once share one look; a server that never answers is given up', async () => {
  const { clock, updates, done } = open({ look: () => new Promise(() => undefined) });
  const both = Promise.all([updates.check(), updates.check()]);
  await clock.advance(61_000);
  expect(done.looks).toHaveLength(1);
  for (const view of await both) expect(view).toMatchObject({ status: 'idle', error: { code: 'OFFLINE' } });
});

test('a download that stops coming is given up, one that trickles is not', async () => {
  let progress: ((bytes: number) => void) | null = null;
  const fetch: Fetch = (onProgress, signal) =>
    new Promise((_, reject) => {
      progress = (bytes) => onProgress({ bytes, total: 100, bytesPerSecond: 1 });
      signal.addEventListener('abort', () => reject(fail('CANCELLED', 'stopped', {})));
    });
  const { clock, updates } = open({ fetch });
  await updates.check();
  updates.download();
  for (let minute = 1; minute <= 10; minute += 1) {
    await clock.advance(60_000);
    progress!(minute);
  }
  expect(updates.view()).toMatchObject({ status: 'downloading', progress: { bytes: 10 } });
  await clock.advance(3 * 60_000);
  expect(updates.view()).toMatchObject({
    status: 'available',
    error: { code: 'OFFLINE', details: { reason: 'stalled' } },
  });
});

test.each(['bulk', 'sync', 'purge', 'restore', 'import', 'backup'] as const)(
  'it is not installed while there is a %s, by a click or at the end',
  async (kind) => {
    let work: ReturnType<UpdatesDeps['underWay']> = [kind];
    const { updates, done, settings, makeReady } = open({ underWay: () => work });
    settings.updateAtQuit = true;
    await makeReady();
    expect(updates.view()).toMatchObject({ status: 'ready', waitsFor: [kind] });
    expect(() => updates.install()).toThrow(/CONFLICT/);
    updates.onEnd();
    expect(done).toMatchObject({ endings: [null], quits: 0 });
    work = [];
    updates.onEnd();
    expect(updates.install().status).toBe('installing');
    expect(done).toMatchObject({ endings: [null, 'quiet', 'restart'], quits: 1 });
  },
);

test('at the end it is installed only if the person agreed, and only what is of the channel they want', async () => {
  const { updates, done, settings, makeReady } = open();
  await makeReady();
  updates.onEnd();
  settings.updateAtQuit = true;
  settings.updateChannel = 'beta';
  updates.onEnd();
  settings.updateChannel = 'stable';
  updates.onEnd();
  expect(done.endings).toEqual([null, null, 'quiet']);
});

test('what was clicked stays so: the end does not take the restart back', async () => {
  const { updates, done, makeReady } = open();
  await makeReady();
  updates.install();
  updates.onEnd();
  expect(done.endings).toEqual(['restart']);
});

test('where there is nothing to update with, it says why and refuses', async () => {
  const updates = createUpdates({
    version: '0.1.0',
    source: 'package',
    settings: () => ({ updateChannel: 'stable', updateChecks: true, updateAtQuit: true }),
    underWay: () => [],
    clock: createFakeClock(),
    log: recordingLog(),
    onChange: () => undefined,
  });
  expect(updates.view()).toMatchObject({ status: 'off', off: 'package' });
  await expect(updates.check()).rejects.toThrow('SERVICE_UNAVAILABLE');
  expect(() => updates.download()).toThrow('SERVICE_UNAVAILABLE');
  expect(updates.showPrevious()).toEqual({ shown: false });
});
