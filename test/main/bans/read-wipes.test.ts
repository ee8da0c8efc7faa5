// An empty or short list is not believed at once: nobody is taken off the list by a moment's fault of Twitch.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type * as read from '../../../src/main/bans/read.ts';
import { createFakeClock } from '../../helpers/fake-clock.ts';
import { CHANNEL, person } from '../../helpers/ledger.ts';
import { planted } from '../../helpers/planted.ts';
import { score } from '../../helpers/score.ts';
import type { ReadWorld, ReadWorldOptions } from './read-world.ts';
import { close, start } from './started-world.ts';

const LONG = process.env['MODKEEP_LONG'] === '1';
const SEED = Number(process.env['MODKEEP_SEED'] ?? 20_261_120);

/** For a moment Twitch knows only `shown` people, in the list and in look-ups; it recovers when a read is held. */
async function glitch(
  size: number,
  shown: number,
  options: ReadWorldOptions = {},
): Promise<{ world: ReadWorld; held: number }> {
  const world = await start(size, options);
  return { world, held: await flicker(world, shown) };
}

/** The same on a world that is there; how often the read was held. */
async function flicker(world: ReadWorld, shown: number): Promise<number> {
  let held = 0;
  world.twitch.faults = { showOnly: shown };
  const recover = (): void => {
    held += 1;
    world.twitch.faults = {};
  };
  await world.drive(world.readList(CHANNEL, new AbortController().signal, undefined, recover));
  world.twitch.faults = {};
  return held;
}

/** Every size, ten times each, or a few. */
const SIZES = LONG
  ? Array.from({ length: 1_001 }, (_, size) => size)
  : fc.sample(fc.integer({ min: 51, max: 1_000 }), { numRuns: 8, seed: SEED });
const TIMES = LONG ? 10 : 1;

test(`an empty or shrunken list wipes nobody, whatever the size (seed ${SEED})`, async () => {
  const { random } = createFakeClock(0, SEED);
  let wiped = 0;
  for (const size of SIZES) {
    let world = await start(size);
    for (let time = 0; time < TIMES; time += 1) {
      const shown = (size + time) % 2 === 0 ? 0 : Math.floor(size * random() * 0.79);
      const isHeld = size - shown > Math.max(50, size * 0.2);
      const { lookUps } = world.twitch.requests;
      const held = await flicker(world, shown);
      expect(held).toBe(isHeld ? 1 : 0);
      if (isHeld && world.current().join() !== world.truth().join()) wiped += 1;
      // Fewer may be gone at once: then the look-up is what says so, and they are rightly gone.
      if (!isHeld) expect(world.twitch.requests.lookUps - lookUps).toBe(size === shown ? 0 : 1);
      await world.clock.advance(10_000);
      if (isHeld) continue;
      close(world);
      world = await start(size);
    }
    close(world);
  }
  score('wipes', { bad: wiped, of: SIZES.length * TIMES });
  expect(wiped).toBe(0);
});

test('a list that is short but whose people answer look-ups loses nobody, also when it is short twice', async () => {
  for (const size of [1, 40, 60, 600]) {
    const world = await start(size);
    world.twitch.faults = { hide: new Set(world.twitch.truth().map((ban) => ban.user.id)) };
    await world.read();
    expect(world.current()).toEqual(world.truth());
  }
});

test('an amnesty is believed after ten seconds, a second full read and look-ups', async () => {
  const world = await start(600);
  for (let index = 0; index < 600; index += 1) world.twitch.unban(person(index));
  const pages = world.twitch.requests.pages;
  const began = world.clock.now();
  expect(await world.read()).toMatchObject({ gone: 600, count: 0 });
  // A fault that lasts a moment must not confirm itself.
  expect(world.clock.now() - began).toBeGreaterThanOrEqual(10_000);
  expect(world.twitch.requests.pages - pages).toBe(2);
  expect(world.twitch.requests.lookUps).toBe(6);
  expect(world.current()).toEqual([]);
});

test('somebody unbanned while a shrunken list waits for its confirmation is dated into the right stretch', async () => {
  const world = await start(200);
  let unbannedAt = 0;
  world.twitch.faults = { showOnly: 100 };
  const recover = (): void => {
    world.twitch.faults = {};
    world.twitch.unban(person(1));
    unbannedAt = world.clock.now();
  };
  await world.drive(world.readList(CHANNEL, new AbortController().signal, undefined, recover));
  await world.clock.advance(10_000);
  await world.read();
  const told = world.db.sqlite
    .prepare<[], { at: number; notBefore: number }>(
      "SELECT at, not_before AS notBefore FROM entry WHERE kind = 'unbanned'",
    )
    .get();
  expect(told!.notBefore).toBeLessThanOrEqual(unbannedAt);
});

test('a planted fault is found out: no wipe guard', async () => {
  const { createReadList } = await planted<typeof read>(
    'src/main/bans/read.ts',
    'if (isWipe(missing.length, before))',
    'if (false)',
  );
  const { world } = await glitch(200, 0, { createReadList });
  expect(world.current()).toEqual([]);
});
