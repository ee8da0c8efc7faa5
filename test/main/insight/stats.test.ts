// The sums against a plain loop over the same entries, in zones with half hours, quarters and changing clocks.
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { COUNTED_KINDS, type KindCounts, type StatsView } from '../../../src/shared/contract/insight.ts';
import type { Database } from '../../../src/main/db/open.ts';
import type { StatsQuestion } from '../../../src/main/insight/stats.ts';
import { openTestDatabase } from '../../helpers/db.ts';
import { act, ask, DAY, insert, NOW, pack, type Act } from './stats-world.ts';

const SEED = Number(process.env['MODKEEP_SEED'] ?? 20_261_120);
const ZONES = ['UTC', 'Europe/Berlin', 'Asia/Kolkata', 'Asia/Kathmandu', 'America/St_Johns', 'Australia/Lord_Howe'];
let db: Database;
beforeEach(() => {
  db = openTestDatabase();
});
afterEach(() => db.close());

/** Around the days on which clocks change, to the second, so that edges of days and hours are hit. */
const anyTime = fc.oneof(
  ...['2026-03-29T01:00:00Z', '2026-10-25T01:00:00Z', '2026-04-04T15:00:00Z', '2026-11-01T04:30:00Z'].map((iso) =>
    fc.integer({ min: -2 * 96, max: 2 * 96 }).map((quarter) => Date.parse(iso) + quarter * 900_000),
  ),
  fc.integer({ min: -40 * 86_400, max: 0 }).map((seconds) => NOW + seconds * 1000),
);

const anyAct: fc.Arbitrary<Act> = fc.record({
  channelId: fc.constantFrom('1', '2'),
  userId: fc.integer({ min: 50, max: 60 }).map(String),
  kind: fc.constantFrom(...COUNTED_KINDS, 'warned', 'message_deleted'),
  at: anyTime,
  notBefore: fc.constant(null),
  moderatorId: fc.constantFrom(null, '7', '8', '9'),
  reason: fc.constantFrom('', 'spam', ' spam ', 'Caps'),
  seconds: fc.constantFrom(null, 1, 600, 86_400),
  found: fc.boolean(),
});

/** Day and hour as a wall clock there shows them. */
function wallClock(at: number, timeZone: string): { day: string; weekHour: number } {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    weekday: 'short',
  });
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const weekday = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(part['weekday']!.replace('.', ''));
  return { day: `${part['year']}-${part['month']}-${part['day']}`, weekHour: weekday * 24 + Number(part['hour']) };
}

const isHeld = (kind: string): boolean => ['ban', 'timeout', 'unknown'].includes(kind);

function plainly(acts: readonly Act[], { channelId, from, to, timeZone }: Omit<StatsQuestion, 'now'>) {
  const counted = acts.filter((one) => {
    const { day } = wallClock(one.at, timeZone);
    const isIn = (from === undefined || day >= from) && (to === undefined || day <= to);
    const isKind = COUNTED_KINDS.some((kind) => kind === one.kind);
    return isIn && isKind && !one.found && (channelId === undefined || one.channelId === channelId);
  });
  const held = counted.filter(({ kind }) => isHeld(kind));
  const tell = (some: readonly Act[]) =>
    Object.fromEntries(COUNTED_KINDS.map((kind) => [kind, some.filter((one) => one.kind === kind).length]));
  const hours = Array.from({ length: 168 }, () => 0);
  for (const { at } of held) hours[wallClock(at, timeZone).weekHour]! += 1;
  const lengths = held
    .flatMap(({ kind, seconds }) => (kind === 'timeout' && seconds !== null ? [seconds] : []))
    .toSorted((one, other) => one - other);
  const days = Map.groupBy(counted, ({ at }) => wallClock(at, timeZone).day);
  const people = Map.groupBy(held, ({ userId }) => userId);
  const reasons = Map.groupBy(held, ({ reason }) => reason.trim());
  const byMods = Map.groupBy(
    counted.filter(({ kind }) => kind !== 'expired'),
    ({ moderatorId }) => moderatorId,
  );
  return {
    totals: tell(counted),
    days: [...days].map(([day, some]) => ({ day, ...tell(some) })).toSorted((a, b) => (a.day < b.day ? -1 : 1)),
    hours,
    people: people.size,
    unknownActor: byMods.get(null)?.length ?? 0,
    moderators: new Map([...byMods].map(([id, some]) => [id, tell(some)])),
    reasons: new Map([...reasons].filter(([reason]) => reason !== '').map(([reason, some]) => [reason, some.length])),
    withoutReason: reasons.get('')?.length ?? 0,
    timeoutLength: {
      known: lengths.length,
      median: lengths[Math.ceil(lengths.length / 2) - 1] ?? null,
      mean: lengths.length === 0 ? null : Math.round(lengths.reduce((sum, one) => sum + one, 0) / lengths.length),
    },
    repeated: [...people.values()].filter((some) => some.length > 1).length,
    offenders: new Map([...people].filter(([, some]) => some.length > 1).map(([id, some]) => [id, some.length])),
  };
}

const kindsOf = (counts: KindCounts): KindCounts => {
  const { ban, timeout, unknown, expired, lifted, unbanned } = counts;
  return { ban, timeout, unknown, expired, lifted, unbanned };
};

function comparable(stats: StatsView) {
  const { totals, days, hours, people, unknownActor, withoutReason, timeoutLength, repeated } = stats;
  return {
    totals,
    days,
    hours,
    people,
    unknownActor,
    moderators: new Map(stats.moderators.map((one) => [one.id, kindsOf(one)])),
    reasons: new Map(stats.reasons.map(({ reason, count }) => [reason, count])),
    withoutReason,
    timeoutLength,
    repeated,
    offenders: new Map(stats.offenders.map(({ userId, bans, timeouts }) => [userId, bans + timeouts])),
  };
}

describe('the sums', () => {
  it('are those of a plain loop, in any zone and range', async () => {
    const anyDay = fc.option(
      anyTime.map((at) => new Date(at).toISOString().slice(0, 10)),
      { nil: undefined },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyAct, { maxLength: 60 }),
        fc.constantFrom(...ZONES),
        fc.constantFrom(undefined, '1'),
        anyDay,
        anyDay,
        async (acts, timeZone, channelId, from, to) => {
          db.sqlite.exec('DELETE FROM entry');
          insert(db, acts);
          const question = { timeZone, channelId, from, to };
          const wanted = plainly(acts, question);
          expect(comparable(await ask(db, question))).toEqual(wanted);
          await pack(db, 2);
          expect(comparable(await ask(db, question))).toEqual(wanted);
          await pack(db, 1);
          expect(comparable(await ask(db, question))).toEqual(wanted);
        },
      ),
      { seed: SEED, numRuns: 150 },
    );
  });

  it('read a history that is longer than one window', async () => {
    insert(
      db,
      Array.from({ length: 9_001 }, (_, index) =>
        act({ at: NOW - (index % 5_000) * 60_000, userId: String(index + 1) }),
      ),
    );
    expect(await ask(db)).toMatchObject({ totals: { ban: 9_001 }, people: 9_001, repeated: 0 });
  });

  it('name who acted by the name last seen, and say when nobody knows', async () => {
    db.sqlite.exec(`INSERT INTO user VALUES ('7', 'renamed', 'Renamed', 1, 1, 'renamed')`);
    insert(db, [act(), act(), act({ moderatorId: '8' }), act({ kind: 'unbanned', moderatorId: null })]);
    const { moderators, unknownActor } = await ask(db);
    expect(moderators).toMatchObject([
      { id: '7', displayName: 'Renamed', ban: 2 },
      { id: '8', displayName: 'mod8', ban: 1 },
      { id: null, displayName: null, unbanned: 1 },
    ]);
    expect(unknownActor).toBe(1);
  });

  it('give an entry whose hour nobody knows to its day alone', async () => {
    insert(db, [act({ notBefore: NOW - DAY - 7_200_000 }), act({ notBefore: NOW - DAY - 60_000 })]);
    const { vague, hours, days } = await ask(db);
    expect({ vague, inHours: hours.reduce((sum, one) => sum + one), days }).toMatchObject({
      vague: 1,
      inHours: 1,
      days: [{ ban: 2 }],
    });
  });
});

describe('what is known', () => {
  const gap = (id: string, channelId: string, from: number, to: number): void =>
    void db.sqlite.prepare(`INSERT INTO gap VALUES (?, ?, ?, ?, 'sleep')`).run(id, channelId, from, to);

  it('begins with the first watching and leaves out what was not watched', async () => {
    db.sqlite
      .prepare(
        `INSERT INTO channel (id, login, display_name, is_watched, first_watched_at) VALUES ('1', 'a', 'A', 1, ?)`,
      )
      .run(NOW - 10 * DAY);
    const midnight = Date.parse('2026-11-18T00:00:00Z');
    gap('a', '1', midnight - 3_600_000, midnight + 3_600_000);
    gap('b', '1', midnight + 1_800_000, midnight + 5_400_000);
    gap('c', '1', midnight - 20 * DAY, midnight - 19 * DAY);
    gap('d', '2', midnight, midnight + 1_000);
    expect(await ask(db, { channelId: '1', from: '2026-11-18', to: '2026-11-19' })).toMatchObject({
      from: '2026-11-18',
      to: '2026-11-19',
      knownSince: new Date(NOW - 10 * DAY).toISOString(),
      unwatched: { count: 1, ms: 5_400_000 },
    });
    expect(await ask(db, { channelId: '1' })).toMatchObject({ from: '2026-11-10', to: '2026-11-20' });
    expect((await ask(db, { from: '2026-11-18' })).unwatched).toEqual({ count: 2, ms: 5_401_000 });
  });

  it('is today and nothing where nothing was ever watched', async () => {
    expect(await ask(db, { timeZone: 'Pacific/Kiritimati' })).toMatchObject({
      from: '2026-11-21',
      to: '2026-11-21',
      knownSince: null,
      days: [],
      timeoutLength: { median: null, mean: null },
    });
  });
});
