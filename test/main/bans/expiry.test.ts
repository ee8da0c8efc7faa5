// Timeouts end on time by Twitch's clock, whatever this machine's clock does and however long it slept.
import { expect, onTestFinished, test } from 'vitest';
import { startExpiry } from '../../../src/main/bans/expiry.ts';
import { createLedger } from '../../../src/main/bans/ledger.ts';
import { createAuditLog } from '../../../src/main/audit/append.ts';
import { createNames } from '../../../src/main/people/names.ts';
import { CHANNEL, createLedgerWorld, person, START, type LedgerWorld } from '../../helpers/ledger.ts';
import { WRITABLE } from '../../helpers/writable.ts';

const LONG = process.env['MODKEEP_LONG'] === '1';
const JUMPS = LONG ? 2_000 : 300;
const SEED = Number(process.env['MODKEEP_SEED'] ?? 20_261_120);
const YEARS_MS = 10 * 365 * 86_400_000;

interface ExpiryWorld extends LedgerWorld {
  /** Twitch's time, which never jumps except when the machine sleeps. */
  readonly twitchNow: () => number;
  sleep(ms: number): void;
  timeout(id: number, ms: number, raw?: string): void;
  isIn(id: number): boolean;
  /** When each timeout ended according to the history, in ms after its end. */
  late(): number[];
}

/** `isCorrected` false is the planted fault: expiry by this machine's wall clock. */
function start({ isCorrected = true }: { isCorrected?: boolean } = {}): ExpiryWorld {
  const world = createLedgerWorld();
  const { db, clock, bus, log } = world;
  let slept = 0;
  const trueNow = (): number => START + clock.monotonic() + slept;
  const twitchNow = isCorrected ? trueNow : clock.now;
  const audit = createAuditLog({ db, now: clock.now });
  const ledger = createLedger({ db, audit, names: createNames(db), bus, log, twitchNow });
  const expiry = startExpiry({ ledger, readOnly: WRITABLE, clock, log, twitchNow });
  onTestFinished(async () => {
    const stopped = expiry.stop();
    await clock.advance(0);
    await stopped;
    expect(clock.pending()).toBe(0);
    world.close();
  });
  const removedAt: number[] = [];
  const ends = new Map<string, number>();
  bus.subscribe((event) => {
    if (event.type !== 'bans.changed') return;
    const left = new Set(db.sqlite.prepare<[], string>('SELECT user_id FROM ban').pluck().all());
    for (const [id, end] of ends) {
      if (left.has(id)) continue;
      removedAt.push(trueNow() - end);
      ends.delete(id);
    }
  });
  return {
    ...world,
    twitchNow: trueNow,
    sleep(ms) {
      slept += ms;
      clock.jump(ms);
    },
    timeout(id, ms, raw) {
      const at = trueNow();
      const user = person(id);
      const expiresAt = raw === undefined ? at + ms : null;
      ledger.apply(CHANNEL, [
        {
          type: 'row',
          source: 'poll',
          user,
          moderator: null,
          kind: raw === undefined ? 'timeout' : 'unknown',
          createdAt: at,
          rawCreatedAt: `raw ${id} ${at}`,
          expiresAt,
          rawExpiresAt: raw ?? String(expiresAt),
          reason: '',
          seenAt: at,
          notBefore: null,
        },
      ]);
      if (expiresAt !== null) ends.set(user.id, expiresAt);
    },
    isIn: (id) => db.sqlite.prepare('SELECT 1 FROM ban WHERE user_id = ?').get(person(id).id) !== undefined,
    late: () => removedAt,
  };
}

test('timeouts end within a second of their time, in order, and say when they ran out', async () => {
  const world = start();
  for (let id = 1; id <= 200; id += 1) world.timeout(id, id * 733);
  await world.clock.advance(200 * 733 + 2_000);
  expect(world.late()).toHaveLength(200);
  for (const late of world.late()) {
    expect(late).toBeGreaterThanOrEqual(0);
    expect(late).toBeLessThanOrEqual(1_000);
  }
  expect(world.history().filter((line) => line.includes('expired'))).toHaveLength(200);
  expect(world.history().filter((line) => /lifted|unbanned/.test(line))).toEqual([]);
});

test('thousands at the same moment end together, in short stretches', async () => {
  const world = start();
  for (let id = 1; id <= 1_000; id += 1) world.timeout(id, 5_000);
  await world.clock.advance(4_999);
  expect(world.late()).toEqual([]);
  await world.clock.advance(1_001);
  expect(world.late()).toHaveLength(1_000);
});

test('what ran out while the machine slept ends within a second of waking, dated when it ran out', async () => {
  const world = start();
  world.timeout(1, 60_000);
  world.timeout(2, 7_200_000);
  await world.clock.advance(1_000);
  world.sleep(3_600_000);
  await world.clock.advance(1_000);
  expect([world.isIn(1), world.isIn(2)]).toEqual([false, true]);
  expect(world.history()).toContain('user1 expired @60 by ? []');
});

test('an end that cannot be read is never reached', async () => {
  const world = start();
  world.timeout(1, 0, '2026-02-30T00:00:00Z');
  world.timeout(2, 0, 'soon');
  world.sleep(20 * YEARS_MS);
  await world.clock.advance(60_000);
  expect([world.isIn(1), world.isIn(2)]).toEqual([true, true]);
});

/** Jumps of the wall clock while timeouts run; the worst that one ended too early or too late by. */
async function jumps(world: ExpiryWorld, count: number): Promise<{ ended: number; earliest: number; latest: number }> {
  const { clock } = world;
  for (let jump = 0; jump < count; jump += 1) {
    world.timeout(jump, 500 + clock.random() * 60_000);
    clock.jump((clock.random() * 2 - 1) * YEARS_MS);
    await clock.advance(clock.random() * 3_000);
  }
  clock.jump(world.twitchNow() - clock.now());
  await clock.advance(62_000);
  const late = world.late();
  return { ended: late.length, earliest: Math.min(...late), latest: Math.max(...late) };
}

test(`${JUMPS} jumps of the local clock by up to ten years change nothing (seed ${SEED})`, async () => {
  const { ended, earliest, latest } = await jumps(start(), JUMPS);
  expect(ended).toBe(JUMPS);
  expect(earliest).toBeGreaterThanOrEqual(0);
  expect(latest).toBeLessThanOrEqual(1_000);
});

test('a planted fault is found out: expiry by the local clock', async () => {
  const { ended, earliest } = await jumps(start({ isCorrected: false }), 40);
  expect(ended < 40 || earliest < 0).toBe(true);
});

test('a ledger that fails is asked again, and the reader does not spin', async () => {
  const world = createLedgerWorld();
  onTestFinished(() => world.close());
  let asked = 0;
  const broken = {
    ...world.ledger,
    expireDue: () => {
      asked += 1;
      throw new Error('disk full');
    },
  };
  const expiry = startExpiry({
    ledger: broken,
    readOnly: WRITABLE,
    clock: world.clock,
    log: world.log,
    twitchNow: world.clock.now,
  });
  await world.clock.advance(60_000);
  expect(asked).toBeLessThanOrEqual(61);
  await expiry.stop();
});
