// Taking an act back, from the log as well as at once: told from the record what that means now, refused where the
// state has moved on, and carried out through the one way every act goes. So undoing an undo is nothing special.
import { AppFailure, fail, type AppError } from '../../shared/errors.ts';
import type { Output, Parsed } from '../../shared/contract.ts';
import type { UndoView, UndoWhyNot } from '../../shared/contract/acting.ts';
import type { EntryKind, RestrictionKind } from '../../shared/model.ts';
import type { Caller } from '../../shared/permissions.ts';
import type { Database } from '../db/open.ts';
import { SECOND_MS, toIso } from '../lib/time.ts';
import type { Acting, ActOptions } from './act.ts';
import type { Intents } from './intents.ts';

export interface Undo {
  /** Throws NOT_FOUND for an unknown entry, CONFLICT (`moved_on`) where it cannot be taken back, and what acting throws. */
  undo(input: Parsed<'acts.undo'>, caller: Caller): Promise<Output<'acts.undo'>>;
  undoable(entryIds: readonly string[]): readonly UndoView[];
}

export interface UndoDeps {
  readonly db: Database;
  readonly acting: Acting;
  readonly intents: Pick<Intents, 'find'>;
  /** Brings the record of one person up to what the list says now; does nothing where it may not be asked. */
  readonly look: (channelId: string, userId: string) => Promise<void>;
  readonly twitchNow: () => number;
}

interface Entry {
  readonly id: string;
  readonly seq: number;
  readonly channelId: string;
  readonly userId: string;
  readonly kind: EntryKind;
  readonly at: number;
  readonly expiresAt: number | null;
  readonly reason: string;
  readonly sources: number;
  /** The entry that an ending ended. */
  readonly endedId: string | null;
}

interface Step {
  readonly kind: 'ban' | 'timeout';
  readonly reason: string;
  /** Epoch ms of the end of a timeout, or of a ban with a date; null = for good. */
  readonly until: number | null;
}

/** What taking back means: lift what is in force, set something, or first the one and then the other. */
interface Plan {
  readonly lifts: 'ban' | 'timeout' | null;
  readonly sets: Step | null;
}

/** Twitch's list lags behind its events: what was done a moment ago is better known here. */
const FRESH_MS = 60 * SECOND_MS;
/** `app` in the bit mask of sources. */
const OURS = 4;

const SENTENCES: Readonly<Record<UndoWhyNot, string>> = {
  not_an_act: 'This is nothing that can be taken back.',
  not_ours: 'This was not done through Modkeep.',
  newer_ban: 'A newer ban is in force. Nothing was changed.',
  newer_timeout: 'A newer timeout is in force. Nothing was changed.',
  ended: 'It has been ended since. Nothing was changed.',
  expired: 'The timeout would have run out by now: nothing is left of it.',
  newer_end: 'This person was held out again and let in again since. Nothing was changed.',
  unknown_before: 'What was ended is not on record, so it cannot be set again.',
};

export function createUndo({ db, acting, intents, look, twitchNow }: UndoDeps): Undo {
  const sql = prepare(db);

  /** What to do, or why not. */
  function plan(entry: Entry): Plan | UndoWhyNot {
    if ((entry.sources & OURS) === 0) return 'not_ours';
    switch (entry.kind) {
      case 'ban':
      case 'timeout':
        return planRestriction(entry, entry.kind);
      case 'unbanned':
      case 'lifted':
        return planEnding(entry);
      default:
        return 'not_an_act';
    }
  }

  function planRestriction(entry: Entry, kind: 'ban' | 'timeout'): Plan | UndoWhyNot {
    const current = sql.current.get(entry.channelId, entry.userId);
    if (current === undefined) return kind === 'timeout' && hasPassed(entry.expiresAt) ? 'expired' : 'ended';
    if (current.id !== entry.id) return current.kind === 'timeout' ? 'newer_timeout' : 'newer_ban';
    if (kind === 'timeout' && hasPassed(entry.expiresAt)) return 'expired';
    // A timeout that it replaced and that would still run is set again.
    const before = sql.before.get(entry);
    const isReplaced = before?.kind === 'timeout' && before.expiresAt !== null && !hasPassed(before.expiresAt);
    if (!isReplaced) return { lifts: kind, sets: null };
    const sets: Step = { kind: 'timeout', reason: before.reason, until: before.expiresAt };
    // One timeout over another replaces it, so that nobody is free in between.
    return { lifts: kind === 'timeout' ? null : kind, sets };
  }

  function planEnding(entry: Entry): Plan | UndoWhyNot {
    const current = sql.current.get(entry.channelId, entry.userId);
    if (current !== undefined) return current.kind === 'timeout' ? 'newer_timeout' : 'newer_ban';
    const after = sql.after.get(entry);
    if (after !== undefined) return 'newer_end';
    const ended = entry.endedId === null ? undefined : sql.entry.get(entry.endedId);
    if (ended?.kind === 'ban') {
      const until = sql.dateOf.get(ended.id, entry.at - FRESH_MS) ?? null;
      return { lifts: null, sets: { kind: 'ban', reason: ended.reason, until: hasPassed(until) ? null : until } };
    }
    if (ended?.kind !== 'timeout' || ended.expiresAt === null) return 'unknown_before';
    if (hasPassed(ended.expiresAt)) return 'expired';
    return { lifts: null, sets: { kind: 'timeout', reason: ended.reason, until: ended.expiresAt } };
  }

  function hasPassed(at: number | null): boolean {
    return at !== null && at - twitchNow() < SECOND_MS;
  }

  const restOf = ({ until }: Step): number => Math.floor(((until ?? 0) - twitchNow()) / SECOND_MS);

  function view(entry: Entry): UndoView {
    const found = plan(entry);
    const none = { entryId: entry.id, does: null, durationSeconds: null, why: null };
    if (typeof found === 'string') return { ...none, why: found };
    const { lifts, sets } = found;
    if (lifts !== null) return { ...none, does: lifts === 'ban' ? 'unban' : 'untimeout' };
    if (sets === null) return { ...none, why: 'not_an_act' };
    return { ...none, does: sets.kind, durationSeconds: sets.kind === 'timeout' ? restOf(sets) : null };
  }

  function known(entryId: string): Entry {
    const entry = sql.entry.get(entryId);
    if (entry === undefined) throw fail('NOT_FOUND', 'This entry is not on record.', { what: 'entry', id: entryId });
    return entry;
  }

  async function set({ channelId, userId }: Entry, step: Step, actId: string, options: ActOptions): Promise<string> {
    const length =
      step.kind === 'timeout'
        ? { durationSeconds: Math.max(1, restOf(step)) }
        : step.until === null
          ? {}
          : { until: toIso(step.until) };
    const reason = step.reason === '' ? {} : { reason: step.reason };
    const input = { channelId, user: { id: userId }, actId, ...length, ...reason };
    return (await acting.create(input, options)).entryId;
  }

  /** The second of two steps: what it fails with does not unmake the first. */
  async function setAgain(...input: Parameters<typeof set>): Promise<{ unset?: AppError }> {
    try {
      await set(...input);
      return {};
    } catch (error) {
      if (error instanceof AppFailure) return { unset: error.failure };
      throw error;
    }
  }

  return {
    undoable: (entryIds) =>
      entryIds.flatMap((entryId) => {
        const entry = sql.entry.get(entryId);
        return entry === undefined ? [] : [view(entry)];
      }),
    async undo({ entryId, actId, isEither = false }, caller) {
      const entry = known(entryId);
      const options: ActOptions = { caller, undoes: entryId };
      const before = intents.find(actId);
      if (before !== null) return repeated(before.kind, entry, actId, options);
      if (twitchNow() - entry.at > FRESH_MS) await look(entry.channelId, entry.userId);
      const found = plan(known(entryId));
      if (typeof found === 'string') throw refusal(found);
      const { lifts, sets } = found;
      if (lifts === null) {
        if (sets === null) throw refusal('not_an_act');
        return { did: sets.kind, entryId: await set(entry, sets, actId, options), actId };
      }
      const revoked = await acting.revoke({ banId: entryId, expect: isEither ? 'either' : lifts, actId }, options);
      const did = { did: lifts === 'ban' ? 'unban' : 'untimeout', entryId: revoked.entryId, actId } as const;
      return sets === null ? did : { ...did, ...(await setAgain(entry, sets, `${actId}.2`, options)) };
    },
  };

  /** The same act id again: what came of it, never a second request. */
  async function repeated(
    kind: NonNullable<UndoView['does']>,
    { channelId, userId }: Entry,
    actId: string,
    options: ActOptions,
  ): Promise<Output<'acts.undo'>> {
    const { entryId } =
      kind === 'ban' || kind === 'timeout'
        ? await acting.create({ channelId, user: { id: userId }, actId }, options)
        : await acting.revoke({ channelId, userId, expect: 'either', actId }, options);
    return { did: kind, entryId, actId };
  }
}

function refusal(why: UndoWhyNot): AppFailure {
  return fail('CONFLICT', SENTENCES[why], { reason: 'moved_on', why });
}

function prepare({ sqlite }: Database) {
  const columns = `id, seq, channel_id AS channelId, user_id AS userId, kind, at, expires_at AS expiresAt, reason, sources,
    evidence ->> '$.of' AS endedId`;
  const person = 'user_id = @userId AND channel_id = @channelId';
  return {
    entry: sqlite.prepare<[string], Entry>(`SELECT ${columns} FROM entry WHERE id = ?`),
    current: sqlite.prepare<[string, string], { id: string; kind: RestrictionKind }>(
      'SELECT id, kind FROM ban WHERE channel_id = ? AND user_id = ?',
    ),
    before: sqlite.prepare<[Entry], Entry>(
      `SELECT ${columns} FROM entry WHERE ${person} AND (at, seq) < (@at, @seq)
         AND kind IN ('ban', 'timeout', 'unknown', 'unbanned', 'lifted', 'expired') ORDER BY at DESC, seq DESC LIMIT 1`,
    ),
    after: sqlite.prepare<[Entry], Entry>(
      `SELECT ${columns} FROM entry WHERE ${person} AND (at, seq) > (@at, @seq)
         AND kind IN ('ban', 'timeout', 'unknown', 'unbanned', 'lifted') LIMIT 1`,
    ),
    // A date that was taken off before the ban was ended is not put back.
    dateOf: sqlite
      .prepare<[string, number], number>(
        `SELECT due_at FROM scheduled_lift WHERE entry_id = ? AND (finished_at IS NULL OR finished_at >= ?)
         ORDER BY created_at DESC LIMIT 1`,
      )
      .pluck(),
  };
}
