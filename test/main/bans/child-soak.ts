// A busy channel in virtual time on a real file: so many events from Twitch within so many hours, beside the polling of its
// list. Says at the end whether the list is the truth, and how memory, handles and the log did on the way.
// Arguments: folder, events, hours, seed, and perhaps `hoards` for a fault to be found out. Needs --expose-gc.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createCheckpointer } from '../../../src/main/db/checkpointer.ts';
import { createClock } from '../../../src/main/lib/clock.ts';
import type { Person } from '../../../src/shared/model.ts';
import { silentLog } from '../../helpers/db.ts';
import { createFakeClock } from '../../helpers/fake-clock.ts';
import type { Sample } from '../../helpers/drift.ts';
import { FAKE_MOD } from '../../helpers/fake-twitch-client.ts';
import { CHANNEL, person } from '../../helpers/ledger.ts';
import { createReadWorld } from './read-world.ts';
import { startReading } from './soak-life.ts';

export interface Soaked {
  readonly events: number;
  readonly hours: number;
  readonly refused: number;
  readonly isTrue: boolean;
  readonly entries: number;
  /** Taken at equal distances, after the garbage was collected. */
  readonly samples: readonly Sample[];
  /** The largest that the log ever was, in bytes. */
  readonly largestLog: number;
}

/** People have about this many entries each: the longer the life, the more people. Nearly all are known after a fifth. */
const ACTS_EACH = 20;
const SAMPLES = 50;
const EVENTS_PER_LOOK = 200;

async function soak(folder: string, events: number, hours: number, seed: number, isHoarding: boolean): Promise<Soaked> {
  const path = join(folder, 'modkeep.db');
  const { random } = createFakeClock(0, seed);
  const world = createReadWorld({ latencyMs: 80, lagMs: 1_000, limit: 800, path });
  const { clock, twitch, ledger, db } = world;
  const entry = new URL('../../../src/main/db/checkpointer-worker.ts', import.meta.url);
  const checkpointer = createCheckpointer({ db, entry, clock: createClock(), log: silentLog() });
  const stop = startReading(world, world.readList);
  const crowd = Math.max(100, Math.ceil(events / ACTS_EACH));
  const stepMs = (hours * 3_600_000) / events;
  const samples: Sample[] = [];
  const hoard: unknown[] = [];
  let largestLog = 0;
  await clock.advance(5_000);
  for (let index = 0; index < events; index += 1) {
    const seen = actOf(person(Math.floor(random() * crowd)), index);
    ledger.apply(CHANNEL, [seen]);
    // Twitch delivers at least once.
    if (random() < 0.02) ledger.apply(CHANNEL, [seen]);
    if (isHoarding) hoard.push(Array.from({ length: 4_000 }, () => seen));
    await clock.advance(stepMs);
    world.log.lines.length = 0;
    if (index % EVENTS_PER_LOOK === 0) largestLog = Math.max(largestLog, statSync(`${path}-wal`).size);
    if ((index + 1) % Math.ceil(events / SAMPLES) === 0) samples.push(await sample());
  }
  await clock.advance(60_000);
  // The list tells ends in whole seconds: who is let in in this very one may be gone here and not yet there.
  const isSure = (line: string): boolean =>
    Math.abs(Number(line.split(' ')[2] || Infinity) * 1_000 - clock.now()) > 2_000;
  const isTrue = world.current().filter(isSure).join() === world.truth().filter(isSure).join();
  const entries = db.sqlite.prepare<[], number>('SELECT count(*) FROM entry').pluck().get() ?? 0;
  await stop();
  await checkpointer.close();
  world.close();
  return { events, hours, refused: twitch.requests.refused, isTrue, entries, samples, largestLog };

  function actOf(user: Person, index: number): Parameters<typeof ledger.apply>[1][number] {
    const at = clock.now();
    const current = held.get(user.id);
    const isHeld = current !== undefined && current > at;
    const common = {
      type: 'act',
      source: 'eventsub',
      key: `m${index}`,
      user,
      moderator: FAKE_MOD,
      at,
      reason: '',
    } as const;
    if (isHeld && (current === Infinity || random() < 0.5)) {
      held.delete(user.id);
      twitch.unban(user);
      const kind = current === Infinity ? 'unban' : 'untimeout';
      return { ...common, kind, expiresAt: null, rawExpiresAt: null };
    }
    const seconds = random() < 0.1 ? undefined : 30 + Math.floor(random() * 300);
    const { expiresAt } = twitch.ban(user, seconds === undefined ? {} : { seconds });
    held.set(user.id, expiresAt ?? Infinity);
    return { ...common, kind: seconds === undefined ? 'ban' : 'timeout', expiresAt, rawExpiresAt: null };
  }
}

/** Until when each person is held out. */
const held = new Map<string, number>();

async function sample(): Promise<Sample> {
  for (let round = 0; round < 3; round += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    globalThis.gc?.();
  }
  const { heapUsed, rss } = process.memoryUsage();
  return { heap: heapUsed, rss, handles: process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0 };
}

const [folder = '', events = '', hours = '', seed = '', fault] = process.argv.slice(2);
console.log(JSON.stringify(await soak(folder, Number(events), Number(hours), Number(seed), fault === 'hoards')));
