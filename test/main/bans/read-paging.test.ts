// A list that moves under the reader, repeats people, renames them, and costs requests.
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import type * as compare from '../../../src/main/bans/compare.ts';
import type * as read from '../../../src/main/bans/read.ts';
import type * as vanished from '../../../src/main/bans/vanished.ts';
import { createReadList } from '../../../src/main/bans/read.ts';
import type { BannedRow } from '../../../src/main/twitch/types.ts';
import { toIso } from '../../../src/main/lib/time.ts';
import { createFakeClock } from '../../helpers/fake-clock.ts';
import { CHANNEL, person } from '../../helpers/ledger.ts';
import { planted } from '../../helpers/planted.ts';
import { score } from '../../helpers/score.ts';
import { createReadWorld, type ReadWorld, type ReadWorldOptions } from './read-world.ts';

const LONG = process.env['MODKEEP_LONG'] === '1';
const SEED = Number(process.env['MODKEEP_SEED'] ?? 20_261_120);
const HOUR_MS = 3_600_000;

const worlds = new Set<ReadWorld>();
afterEach(() => worlds.forEach(close));

/** Closes and forgets: thousands of worlds that wait for the end of a test are gigabytes. */
function close(world: ReadWorld): void {
  world.close();
  worlds.delete(world);
}

async function start(size: number, options: ReadWorldOptions = {}): Promise<ReadWorld> {
  const world = createReadWorld(options);
  worlds.add(world);
  const at = world.clock.now() - HOUR_MS;
  for (let index = 0; index < size; index += 1) world.twitch.ban(person(index), { at });
  await world.read();
  await world.clock.advance(10_000);
  return world;
}

/** Reads `runs` times while people come and go between the pages, and quietly after each; false where that lied. */
async function moves(world: ReadWorld, runs: number, random: () => number): Promise<string> {
  let endings = 0;
  for (let run = 0; run < runs; run += 1) {
    world.twitch.onPage = () => {
      for (let acts = Math.floor(random() * 4); acts > 0; acts -= 1) {
        const user = person(Math.floor(random() * 400));
        const isIn = world.twitch.truth().some((ban) => ban.user.id === user.id);
        if (isIn && random() < 0.6) {
          world.twitch.unban(user);
          endings += 1;
        } else if (!isIn) world.twitch.ban(user, random() < 0.3 ? { seconds: 7_200 } : {});
      }
    };
    await world.read();
    if (world.entries('unbanned', 'lifted').length > endings) return 'somebody was said to be gone who was not';
    world.twitch.onPage = () => undefined;
    await world.clock.advance(6_000);
    await world.read();
    if (world.current().join() !== world.truth().join()) return 'the list was not the truth after a quiet read';
    await world.clock.advance(6_000);
  }
  return 'fine';
}

const RUNS = LONG ? 10_000 : 300;
const TIMEOUT = { timeout: LONG ? 3_600_000 : 120_000 };

test(`${RUNS} reads of a list that moves meanwhile remove nobody wrongly (seed ${SEED})`, TIMEOUT, async () => {
  const { random } = createFakeClock(0, SEED);
  // A fresh world now and then: histories grow with every run.
  for (let done = 0; done < RUNS; done += 150) {
    const world = await start(250, { latencyMs: 100 });
    expect(await moves(world, Math.min(150, RUNS - done), random)).toBe('fine');
    close(world);
  }
  score('moving-lists', { bad: 0, of: RUNS });
});

test('a planted fault is found out: people missed while the list moved are taken for gone', TIMEOUT, async () => {
  const planting = await planted<typeof read>(
    'src/main/bans/read.ts',
    'new Map<string, BannedRow>(rows.map((row) => [row.userId, row]))',
    'new Map<string, BannedRow>()',
  );
  const world = await start(250, { latencyMs: 100, createReadList: planting.createReadList });
  expect(await moves(world, 60, createFakeClock(0, 1).random)).not.toBe('fine');
});

test(`acts that appear in the list late lose nobody (seed ${SEED})`, async () => {
  const world = await start(120, { lagMs: 3_000 });
  for (let index = 0; index < 40; index += 1) {
    const user = person(500 + index);
    const { createdAt } = world.twitch.ban(user);
    // Heard at once, while the list does not show it yet.
    world.ledger.apply(CHANNEL, [
      {
        type: 'act',
        source: 'eventsub',
        key: `m${index}`,
        kind: 'ban',
        user,
        moderator: null,
        at: createdAt,
        expiresAt: null,
        rawExpiresAt: null,
        reason: '',
      },
    ]);
    await world.clock.advance(700);
    await world.read();
  }
  expect(world.entries('unbanned', 'lifted')).toEqual([]);
  await world.clock.advance(6_000);
  await world.read();
  expect(world.current()).toEqual(world.truth());
});

test('a planted fault is found out: people who are younger than the read count as missing', async () => {
  const source = 'src/main/bans/vanished.ts';
  const { createAbsence } = await planted<typeof vanished>(
    source,
    'if (!isOld || seen.has(row.userId))',
    'if (seen.has(row.userId))',
  );
  const world = await start(20);
  const young = person(700);
  world.twitch.ban(young);
  await world.read();
  world.twitch.ban(young, { seconds: 60 });
  const find = (absence: vanished.Absence) =>
    absence.find(CHANNEL, new Set(), world.clock.now(), () => Promise.resolve());
  const ids = (await find(createAbsence(world.db))).map(({ person: { id } }) => id);
  expect(ids).toContain(young.id);
});

/** One person's rows as a list may repeat them: what each says, and on which of three pages it stands. */
const copies = fc.array(
  fc.record({ page: fc.integer({ min: 1, max: 3 }), seconds: fc.option(fc.integer({ min: 60, max: 100_000 })) }),
  { minLength: 1, maxLength: 4 },
);

function copy(
  user: { id: string; login: string; displayName: string },
  createdAt: number,
  seconds: number | null,
): BannedRow {
  const moderator = { moderatorId: '77', moderatorLogin: 'mod_user', moderatorName: 'Mod_User' };
  const expiresAt = seconds === null ? '' : toIso(createdAt + seconds * 1000);
  return {
    userId: user.id,
    userLogin: user.login,
    userName: user.displayName,
    createdAt: toIso(createdAt),
    expiresAt,
    reason: '',
    ...moderator,
  };
}

/** The model: permanent wins, else the later end. */
function winner(all: readonly { seconds: number | null }[]): string {
  if (all.some(({ seconds }) => seconds === null)) return 'ban ';
  return `timeout ${Math.max(...all.map(({ seconds }) => seconds ?? 0))}`;
}

async function duplicates(options: ReadWorldOptions, numRuns: number): Promise<void> {
  const world = await start(210, options);
  let used = 1_000;
  await fc.assert(
    fc.asyncProperty(copies, async (rows) => {
      const user = person((used += 1));
      const createdAt = Math.floor(world.clock.now() / 1000) * 1000 - 30_000;
      world.twitch.faults = {
        rewrite: (page, number) => [
          ...page,
          ...rows.filter((row) => row.page === number).map((row) => copy(user, createdAt, row.seconds)),
        ],
      };
      const expected = winner(rows).replace(/\d+/, (seconds) => String(createdAt / 1000 + Number(seconds)));
      for (const time of ['once', 'again']) {
        await world.read();
        expect(
          world.current().filter((line) => line.startsWith(user.id)),
          time,
        ).toEqual([`${user.id} ${expected}`]);
        await world.clock.advance(10_000);
      }
    }),
    { numRuns, seed: SEED },
  );
}

test(`people listed twice, in a page and across pages, against a model (seed ${SEED})`, TIMEOUT, () =>
  duplicates({ latencyMs: 1 }, LONG ? 10_000 : 120),
);

test('a planted fault is found out: the last row of a person wins', async () => {
  const { createComparePage } = await planted<typeof compare>('src/main/bans/compare.ts', 'if (isBetter) best', 'best');
  const world = await start(10);
  const page = [copy(person(900), world.clock.now(), null), copy(person(900), world.clock.now(), 60)];
  const context = { channelId: CHANNEL, seenAt: world.clock.now(), notBefore: null };
  expect(createComparePage(world.db)(page, new Set(), context).observations).toMatchObject([{ kind: 'timeout' }]);
});

test('a renamed person stays one person and keeps the old name', async () => {
  const world = await start(150);
  world.twitch.rename(person(3).id, 'new_name');
  expect(await world.read()).toMatchObject({ changes: 0, gone: 0 });
  const names = world.db.sqlite.prepare('SELECT login FROM former_name').pluck().all();
  expect(names).toEqual([person(3).login]);
  expect(world.db.sqlite.prepare('SELECT user_id FROM ban WHERE login = ?').pluck().all('new_name')).toEqual([
    person(3).id,
  ]);
  expect(world.current()).toHaveLength(150);
  expect(world.entries('ban', 'unbanned')).toEqual([]);
});

test('a read that changes nothing writes nothing but its time', async () => {
  const world = await start(1_000);
  const changes = world.db.sqlite.prepare<[], number>('SELECT total_changes()').pluck();
  const before = changes.get()!;
  await world.read();
  expect(changes.get()! - before).toBe(1);
  // The control: one person more is written.
  world.twitch.ban(person(2_000));
  await world.read();
  expect(changes.get()! - before).toBeGreaterThan(2);
});

test.each([0, 1, 99, 100, 101, 250, 1_000, 2_050])(
  'a full read of %i people takes at most two requests more than pages',
  async (size) => {
    const world = await start(size);
    const { requests } = world.twitch;
    for (let gone = 0; gone < Math.min(size, 60); gone += 1) world.twitch.unban(person(gone));
    const before = requests.pages + requests.lookUps;
    await world.read();
    const expected =
      Math.max(1, Math.ceil(world.truth().length / 100)) +
      (size > 50 && size < 300 ? Math.ceil(world.truth().length / 100) : 0);
    expect(requests.pages + requests.lookUps - before).toBeLessThanOrEqual(expected + 2);
  },
);

test('pages obey the budget: none is asked for that Twitch would refuse', async () => {
  const paced = createReadWorld({ limit: 40 });
  worlds.add(paced);
  for (let index = 0; index < 20_000; index += 1) paced.twitch.ban(person(index), { at: paced.clock.now() - HOUR_MS });
  expect(await paced.read()).toMatchObject({ pages: 200 });
  expect(paced.twitch.requests.refused).toBe(0);

  // The control: the same read without pauses runs into the limit.
  const hasty = { ...paced.deps, pace: () => Promise.resolve() };
  await expect(paced.drive(createReadList(hasty)(CHANNEL, new AbortController().signal))).rejects.toMatchObject({
    failure: { code: 'RATE_LIMIT_EXCEEDED' },
  });
});
