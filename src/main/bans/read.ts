// One full read of a channel's banned list: what the silent reader and a sync job both do.
// What appears is written page by page, because it is a fact; who vanished is decided after the last page only.
import { fail } from '../../shared/errors.ts';
import type { Database } from '../db/open.ts';
import type { Clock } from '../lib/clock.ts';
import type { BannedRow, TwitchClient } from '../twitch/types.ts';
import { classifyExpiry } from './classify.ts';
import { createComparePage, toRowSeen } from './compare.ts';
import type { Ledger } from './ledger.ts';
import type { Observation } from './observation.ts';
import { createAbsence, type Missing } from './vanished.ts';

export interface ReadProgress {
  readonly phase: 'reading' | 'confirming' | 'checking';
  readonly count: number;
  readonly pages: number;
}

export interface ReadResult {
  readonly startedAt: number;
  readonly endedAt: number;
  /** People in the list. */
  readonly count: number;
  readonly pages: number;
  /** Entries that were new to the history and not merely found. */
  readonly changes: number;
  readonly found: number;
  readonly gone: number;
}

export interface ReadDeps {
  readonly db: Database;
  readonly ledger: Ledger;
  readonly client: TwitchClient;
  readonly clock: Clock;
  readonly twitchNow: () => number;
  /** Notes when a channel was first watched (epoch ms), unless that is known already. */
  readonly beginWatching: (channelId: string, at: number) => void;
  /** Waits as long as the request budget asks before the next page. */
  readonly pace: (channelId: string, signal: AbortSignal) => Promise<void>;
}

export type ReadList = (
  channelId: string,
  signal: AbortSignal,
  onProgress?: (progress: ReadProgress) => void,
  /** Called once when the list shrank so much that a second full read must confirm it. */
  onHeld?: (before: number, now: number) => void,
) => Promise<ReadResult>;

const LOOK_UP_AT_ONCE = 100;
const CONFIRM_AFTER_MS = 10_000;
const EXPIRE_AT_ONCE = 200;

/** Above this many vanished people one read is not believed. `before` is the size of the current list. */
export function isWipe(vanished: number, before: number): boolean {
  return vanished > Math.max(50, before * 0.2);
}

export function createReadList(deps: ReadDeps): ReadList {
  const { db, ledger, client, clock, twitchNow, beginWatching, pace } = deps;
  const comparePage = createComparePage(db);
  const absence = createAbsence(db);
  const times = db.sqlite.prepare<[string], { lastReadStartedAt: number | null }>(
    'SELECT last_read_started_at AS lastReadStartedAt FROM channel WHERE id = ?',
  );
  const markComplete = db.sqlite.prepare(
    'UPDATE channel SET last_read_started_at = ?, last_read_ended_at = ?, last_read_count = ? WHERE id = ?',
  );
  const writes = db.sqlite.prepare<[], number>('SELECT total_changes()').pluck();
  const breathe = (signal: AbortSignal) => (): Promise<void> => clock.sleep(0, signal);

  interface Pass {
    readonly startedAt: number;
    readonly seen: Set<string>;
    pages: number;
    known: number;
    changes: number;
    found: number;
  }

  async function pass(
    channelId: string,
    phase: ReadProgress['phase'],
    signal: AbortSignal,
    onProgress?: (progress: ReadProgress) => void,
  ): Promise<Pass> {
    const startedAt = twitchNow();
    const notBefore = times.get(channelId)?.lastReadStartedAt ?? null;
    const state: Pass = { startedAt, seen: new Set(), pages: 0, known: 0, changes: 0, found: 0 };
    let isComplete = false;
    await pace(channelId, signal);
    for await (const page of client.readBanned({ channelId, signal })) {
      signal.throwIfAborted();
      const { observations, knownCount } = comparePage(page.rows, state.seen, {
        channelId,
        seenAt: page.readAt ?? twitchNow(),
        notBefore,
      });
      state.known += knownCount;
      state.pages = page.page;
      if (observations.length > 0) {
        for (const entry of ledger.apply(channelId, observations).entries) {
          if (!entry.isNew) continue;
          if (entry.found) state.found += 1;
          else state.changes += 1;
        }
      }
      isComplete = page.isLast;
      onProgress?.({ phase, count: state.seen.size, pages: state.pages });
      if (!isComplete) await pace(channelId, signal);
    }
    if (!isComplete)
      throw fail('TWITCH_API_ERROR', 'The list ended before its last page.', { status: 200, reason: 'incomplete' });
    return state;
  }

  /** Asks Twitch for each of them by id; who still stands there is told as a row, the rest are gone. */
  async function lookUp(channelId: string, missing: readonly Missing[], signal: AbortSignal): Promise<number> {
    let gone = 0;
    const notBefore = times.get(channelId)?.lastReadStartedAt ?? null;
    for (let from = 0; from < missing.length; from += LOOK_UP_AT_ONCE) {
      const people = missing.slice(from, from + LOOK_UP_AT_ONCE);
      await pace(channelId, signal);
      const rows = await client.lookUpBanned({ channelId, userIds: people.map(({ person }) => person.id), signal });
      const seenAt = twitchNow();
      const still = new Map<string, BannedRow>(rows.map((row) => [row.userId, row]));
      const seen = people.map(({ person, entryId, firstSeenAt, heldAt }): Observation => {
        const row = still.get(person.id);
        if (row !== undefined) {
          return toRowSeen(row, classifyExpiry(row.expiresAt, seenAt), { channelId, seenAt, notBefore });
        }
        gone += 1;
        return {
          type: 'gone',
          source: 'poll',
          user: person,
          entryId,
          seenAt,
          // The last complete read showed whoever was known by then.
          notBefore: notBefore !== null && firstSeenAt < notBefore ? Math.max(notBefore, heldAt) : heldAt,
        };
      });
      ledger.apply(channelId, seen);
    }
    return gone;
  }

  return async (channelId, signal, onProgress, onHeld) => {
    beginWatching(channelId, twitchNow());
    const untouched = writes.get();
    let state = await pass(channelId, 'reading', signal, onProgress);
    // Whoever ran out meanwhile is not missing. In stretches, because after a long absence there may be thousands.
    while (ledger.expireDue(EXPIRE_AT_ONCE) === EXPIRE_AT_ONCE) await clock.sleep(0, signal);
    const before = absence.count(channelId);
    // Equal numbers prove that all are there only if nobody came or went by another door meanwhile.
    const isSame = before === state.seen.size && state.known === before && writes.get() === untouched;
    let missing = isSame ? [] : await absence.find(channelId, state.seen, state.startedAt, breathe(signal));
    if (isWipe(missing.length, before)) {
      onHeld?.(before, state.seen.size);
      const first = new Set(missing.map(({ person }) => person.id));
      // A fault that lasts a moment must not confirm itself.
      await clock.sleep(CONFIRM_AFTER_MS, signal);
      const second = await pass(channelId, 'confirming', signal, onProgress);
      missing = (await absence.find(channelId, second.seen, state.startedAt, breathe(signal))).filter(({ person }) =>
        first.has(person.id),
      );
      // Who went between the two stays until the next read: only what the first began with is settled.
      const { startedAt, changes, found } = state;
      state = { ...second, startedAt, changes: changes + second.changes, found: found + second.found };
    }
    if (missing.length > 0) onProgress?.({ phase: 'checking', count: state.seen.size, pages: state.pages });
    const gone = await lookUp(channelId, missing, signal);
    const endedAt = twitchNow();
    db.immediate(() => markComplete.run(state.startedAt, endedAt, state.seen.size, channelId));
    return {
      startedAt: state.startedAt,
      endedAt,
      count: state.seen.size,
      pages: state.pages,
      changes: state.changes + gone,
      found: state.found,
      gone,
    };
  };
}
