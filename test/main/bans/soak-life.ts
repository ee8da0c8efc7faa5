// A channel lived through in virtual time: people act, events get lost, come late or twice, reads fail in every way.
// Afterwards the record is held against what was done.
import { createGaps } from '../../../src/main/bans/gaps.ts';
import { startExpiry } from '../../../src/main/bans/expiry.ts';
import { createPoller } from '../../../src/main/bans/poller.ts';
import type { createReadList, ReadList } from '../../../src/main/bans/read.ts';
import { createStatuses } from '../../../src/main/channels/status.ts';
import { fail } from '../../../src/shared/errors.ts';
import type { Person } from '../../../src/shared/model.ts';
import { FAKE_MOD, type Faults } from '../../helpers/fake-twitch-client.ts';
import { createFakeClock } from '../../helpers/fake-clock.ts';
import { CHANNEL, person } from '../../helpers/ledger.ts';
import { createReadWorld, type ReadWorld } from './read-world.ts';
import { WRITABLE } from '../../helpers/writable.ts';

export interface LivedAct {
  readonly user: Person;
  readonly kind: 'ban' | 'timeout' | 'unban' | 'untimeout';
  readonly at: number;
  /** When it stopped being in force or, for an ending, when the next act of the person came or the end was due anyway. */
  until: number;
  readonly isHeard: boolean;
}

export interface Life {
  readonly world: ReadWorld;
  readonly acts: readonly LivedAct[];
  /** Complete reads during which nothing was wrong. */
  readonly honestReads: readonly { from: number; to: number }[];
  readonly failedReads: number;
}

const BASE = 150;
/** Acts on one person keep this distance, so that the history can tell them apart by time. */
const APART_MS = 40_000;
const LAG_MS = 1_000;

const pick = <T>(items: readonly T[], random: () => number): T => items[Math.floor(random() * items.length)]!;

/** Lives `ms` and then three quiet minutes. `createReadList` is the real one unless a fault is planted. */
export async function live(
  ms: number,
  seed: number,
  options: { createReadList?: typeof createReadList } = {},
): Promise<Life> {
  const { random } = createFakeClock(0, seed);
  const world = createReadWorld({ latencyMs: 80, lagMs: LAG_MS, limit: 800, ...options });
  const { clock, twitch } = world;
  // Histories stay as long as people's are: the longer the life, the more people.
  const crowd = Math.max(60, Math.ceil(ms / 40_000));
  const started = clock.now() - 3_600_000;
  for (let index = 0; index < BASE; index += 1) twitch.ban(person(10_000 + index), { at: started });
  const honestReads: { from: number; to: number }[] = [];
  const count = { failed: 0 };
  const stop = startReading(world, watchReads(world, honestReads, count));
  await clock.advance(30_000);
  const acts: LivedAct[] = [];
  const last = new Map<string, LivedAct>();
  for (const end = clock.now() + ms; clock.now() < end;) {
    if (random() < 0.08) twitch.faults = pick(FAULTS, random)(random, crowd);
    else if (random() < 0.2) twitch.faults = {};
    const user = person(Math.floor(random() * crowd));
    if (clock.now() - (last.get(user.id)?.at ?? 0) > APART_MS) {
      const act = doSomething(world, user, last.get(user.id), random);
      acts.push(act);
      last.set(user.id, act);
      if (act.isHeard) hear(world, act, acts.length, random);
    }
    await clock.advance(200 + random() * 6_000);
  }
  twitch.faults = {};
  await clock.advance(180_000);
  // Judged at a moment at which nobody is just about to run out.
  while (acts.some(({ until }) => Math.abs(until - clock.now()) < 3_000)) await clock.advance(4_000);
  await stop();
  return { world, acts, honestReads, failedReads: count.failed };
}

const FAULTS: readonly ((random: () => number, crowd: number) => Faults)[] = [
  (random) => ({ failAt: 1 + Math.floor(random() * 2) }),
  () => ({ failAt: 1, error: () => fail('RATE_LIMIT_EXCEEDED', 'Slow down.', { retry_after: 3 }) }),
  () => ({ endAfter: 1 }),
  (random) => ({ showOnly: Math.floor(random() * 3) === 0 ? 0 : BASE - Math.floor(random() * 20), lookUpFails: true }),
  (random, crowd) => ({ hide: new Set(Array.from({ length: 20 }, () => person(Math.floor(random() * crowd)).id)) }),
  () => ({ lookUpFails: true }),
  () => ({ rewrite: (rows) => [...rows, ...rows.slice(0, 5)] }),
];

function watchReads(world: ReadWorld, honest: { from: number; to: number }[], count: { failed: number }): ReadList {
  return async (...input) => {
    const from = world.clock.now();
    const { faults } = world.twitch;
    try {
      const result = await world.readList(...input);
      const isHonest = world.twitch.faults === faults && Object.keys(faults).length === 0;
      if (isHonest) honest.push({ from, to: world.clock.now() });
      return result;
    } catch (error) {
      count.failed += 1;
      throw error;
    }
  };
}

/** Polls and ends timeouts in the world's time. Returns what stops it. */
export function startReading(world: ReadWorld, readList: ReadList): () => Promise<void> {
  const { db, clock, bus, log, ledger } = world;
  const firstRead = async (): Promise<void> => void (await readList(CHANNEL, new AbortController().signal));
  const deps = {
    db,
    readList,
    clock,
    log,
    firstRead,
    twitchNow: clock.now,
    limitOf: () => 800,
    heardUntil: () => null,
  };
  const poller = createPoller({
    ...deps,
    readOnly: WRITABLE,
    statuses: createStatuses(bus),
    gaps: createGaps(db, bus, WRITABLE),
  });
  const expiry = startExpiry({ ledger, readOnly: WRITABLE, clock, log, twitchNow: clock.now });
  poller.watch(CHANNEL);
  return async () => {
    const stopped = Promise.all([poller.stop(), expiry.stop()]);
    await clock.advance(1_000);
    await stopped;
  };
}

function doSomething(
  { twitch, clock }: ReadWorld,
  user: Person,
  last: LivedAct | undefined,
  random: () => number,
): LivedAct {
  const at = clock.now();
  if (last !== undefined) last.until = Math.min(last.until, at);
  const common = { user, at, isHeard: random() < 0.75 };
  const current = twitch.truth().find((ban) => ban.user.id === user.id);
  if (current !== undefined && (current.expiresAt === null || random() < 0.5)) {
    twitch.unban(user);
    // Once the timeout would have run out by itself nobody can tell any more that it was lifted.
    return {
      ...common,
      kind: current.expiresAt === null ? 'unban' : 'untimeout',
      until: (current.expiresAt ?? Infinity) - 2_000,
    };
  }
  const seconds = random() < 0.4 ? undefined : 20 + Math.floor(random() * 400);
  const made = twitch.ban(user, seconds === undefined ? {} : { seconds });
  return { ...common, kind: seconds === undefined ? 'ban' : 'timeout', until: made.expiresAt ?? Infinity };
}

/** The event: soon or late, perhaps twice. */
function hear({ ledger, clock, twitch }: ReadWorld, act: LivedAct, index: number, random: () => number): void {
  const { user, kind, at } = act;
  const expiresAt = twitch.truth().find((ban) => ban.user.id === user.id)?.expiresAt ?? null;
  const seen = {
    type: 'act',
    source: 'eventsub',
    key: `m${index}`,
    kind,
    user,
    moderator: FAKE_MOD,
    at,
    expiresAt,
    rawExpiresAt: null,
    reason: '',
  } as const;
  const tell = (ms: number): void => void clock.sleep(ms).then(() => ledger.apply(CHANNEL, [seen]));
  tell(random() < 0.2 ? random() * 60_000 : 50 + random() * 900);
  if (random() < 0.2) tell(random() * 90_000);
}

interface Line {
  readonly userId: string;
  readonly kind: string;
  readonly at: number;
  readonly notBefore: number | null;
}

const WORDS: Readonly<Record<LivedAct['kind'], string>> = {
  ban: 'ban',
  timeout: 'timeout',
  unban: 'unbanned',
  untimeout: 'lifted',
};
const NEAR_MS = 2_000;
/** An act younger than this when a read begins is left to the next one. */
const SETTLED_MS = LAG_MS + 6_000;

/** What the record says wrongly, each in a sentence. */
export function lies(life: Life): string[] {
  const { world, acts } = life;
  const found: string[] = [];
  if (world.current().join() !== world.truth().join()) found.push('the list is not the truth');
  const free = new Set(
    world.db.sqlite
      .prepare<[], Line>('SELECT user_id AS userId, kind, at, not_before AS notBefore FROM entry WHERE found = 0')
      .all(),
  );
  for (const act of acts) {
    const line = [...free].find((candidate) => speaksOf(candidate, act));
    if (line !== undefined) free.delete(line);
    else if (act.isHeard || (isSeen(act, life) && !isHidden(act, life)))
      found.push(
        `${act.kind} of ${act.user.login} at ${act.at} was ${act.isHeard ? 'heard' : 'seen'} and is not there`,
      );
  }
  const ended = new Set<string>();
  for (const { userId, kind, at, notBefore } of free) {
    const key = `${userId} ${at}`;
    const own = acts.filter((act) => act.user.id === userId);
    const isDue = own.some((act) => act.kind === 'timeout' && at >= act.at && at <= act.at + 421_000);
    // What vanished may have been replaced by something that nobody saw before it was over.
    const isReplaced = notBefore !== null && own.some((act) => act.at >= notBefore - NEAR_MS && act.at <= at + NEAR_MS);
    const isTrue = kind === 'expired' ? isDue : (kind === 'lifted' || kind === 'unbanned') && isReplaced;
    if (!isTrue || ended.has(key)) found.push(`${kind} of ${userId} at ${at} was made up or is there twice`);
    ended.add(key);
  }
  return found;
}

function speaksOf({ userId, kind, at, notBefore }: Line, act: LivedAct): boolean {
  if (userId !== act.user.id || act.at > at + NEAR_MS || act.at < (notBefore ?? at) - NEAR_MS) return false;
  // Of an ending that was only noticed nobody can tell which of the two it was when acts before it were missed.
  return (
    kind === WORDS[act.kind] || (notBefore !== null && isEnding(act) && (kind === 'unbanned' || kind === 'lifted'))
  );
}

const isEnding = (act: LivedAct): boolean => act.kind === 'unban' || act.kind === 'untimeout';

function isSeen(act: LivedAct, { honestReads }: Life): boolean {
  return honestReads.some(({ from, to }) => from > act.at + SETTLED_MS && to < act.until - LAG_MS);
}

/** An unheard ending of something that nobody saw cannot be told. */
function isHidden(act: LivedAct, life: Life): boolean {
  if (!isEnding(act)) return false;
  const own = life.acts.filter((other) => other.user.id === act.user.id);
  const before = own[own.indexOf(act) - 1];
  return before !== undefined && !before.isHeard && !isSeen(before, life);
}
