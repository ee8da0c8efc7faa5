// The plug is pulled: a real writer's disk calls are replayed, what was not synced is kept by chance, and the
// database must hold every acknowledged commit. The same with NORMAL must fail, or this would prove nothing.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleChild, type Bundled } from '../../helpers/bundled.ts';
import { createFakeClock } from '../../helpers/fake-clock.ts';
import { score } from '../../helpers/score.ts';
import { problemAfterCrash } from './crash-state.ts';
import { CHILD_WRITER, canTrace, createDisk, recordWrites, type DiskEvent } from './write-trace.ts';

const isLong = process.env['MODKEEP_LONG'] === '1';
const IMAGES = isLong ? 100_000 : 400;
const SEED = Number(process.env['MODKEEP_SEED'] ?? 20_261_120);
const COMMITS = isLong ? 400 : 120;
/** Few pages between checkpoints, so that many crash points lie in and around one. */
const PAGES = 60;

const isTraceable = canTrace();
if (!isTraceable) console.log('Power loss was not tested: strace is missing or may not trace here.');

let dir: string;
let writer: Bundled;
beforeAll(async () => {
  writer = await bundleChild(CHILD_WRITER);
  dir = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'modkeep-'));
});
afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
  writer.remove();
});

interface Verdict {
  readonly images: number;
  readonly problems: readonly string[];
}

/** Cuts the power at `images` places of the trace, seeded, and looks at what is left each time. */
function cutPower(events: readonly DiskEvent[], images: number): Verdict {
  const { random } = createFakeClock(0, SEED);
  const first = events.findIndex((event) => event.kind === 'ack');
  const places = Array.from({ length: images }, () => first + Math.floor(random() * (events.length - first)));
  const disk = createDisk();
  const problems: string[] = [];
  let next = 0;
  let acknowledged = 0;
  for (const place of places.toSorted((one, two) => one - two)) {
    for (; next <= place; next += 1) {
      const event = events[next] as DiskEvent;
      disk.apply(event);
      if (event.kind === 'ack') acknowledged = event.seq;
    }
    const problem = look(disk.image(random), acknowledged);
    if (problem !== null) problems.push(`after disk call ${place}: ${problem}`);
  }
  return { images, problems };
}

function look(image: { db: Buffer; wal: Buffer }, acknowledged: number): string | null {
  const path = join(dir, 'image.db');
  rmSync(`${path}-shm`, { force: true });
  writeFileSync(path, image.db);
  writeFileSync(`${path}-wal`, image.wal);
  return problemAfterCrash(path, acknowledged, acknowledged + 1);
}

describe.skipIf(!isTraceable)(`power loss (seed ${SEED})`, () => {
  it(`loses no acknowledged commit in ${IMAGES} images`, () => {
    const events = recordWrites(writer.path, join(dir, 'full.db'), [String(COMMITS), 'FULL', String(PAGES)]);
    expect(events.filter((event) => event.kind === 'ack')).toHaveLength(COMMITS);
    expect(events.filter((event) => event.kind === 'sync' && event.file === 'db').length).toBeGreaterThan(3);
    const { images, problems } = cutPower(events, IMAGES);
    score('power-loss', { bad: problems.length, of: images });
    expect(problems).toEqual([]);
  });

  it('does lose commits with synchronous=NORMAL, so the test can tell', () => {
    const events = recordWrites(writer.path, join(dir, 'normal.db'), [String(COMMITS), 'NORMAL', String(PAGES)]);
    const { images, problems } = cutPower(events, Math.min(IMAGES, 4000));
    score('power-loss-control', { bad: problems.length, of: images });
    expect(problems.length / images).toBeGreaterThan(0.4);
    expect(problems.every((problem) => problem.includes('lost'))).toBe(true);
  });

  it('does damage the database with synchronous=OFF', () => {
    const events = recordWrites(writer.path, join(dir, 'off.db'), [String(COMMITS), 'OFF', String(PAGES)]);
    const { problems } = cutPower(events, 100);
    expect(problems.some((problem) => !problem.includes('lost'))).toBe(true);
  });
});
