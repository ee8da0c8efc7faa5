// Acts on Twitch by their one-time id: written before the request, finished after the answer. So an act is never
// repeated, and one that was cut off is known as such at the next start.
import { fail, type AppError } from '../../shared/errors.ts';
import type { ActSeen } from '../bans/observation.ts';
import type { Database } from '../db/open.ts';
import { SECOND_MS } from '../lib/time.ts';
import type { ActResult } from '../twitch/types.ts';

export type ActKind = 'ban' | 'timeout' | 'unban' | 'untimeout';

export interface Intent {
  readonly actId: string;
  readonly channelId: string;
  readonly userId: string;
  readonly kind: ActKind;
  readonly accountId: string;
  /** Of a timeout; of a ban: when it is to be lifted, from its start (with a fraction), null = by hand. */
  readonly durationSeconds: number | null;
  readonly reason: string;
  readonly state: 'sent' | 'done' | 'failed' | 'unknown';
  readonly startedAt: number;
  readonly entryId: string | null;
  readonly error: AppError | null;
  /** The entry that this act takes back. */
  readonly undoes?: string | null;
  /** The latest of this person that Twitch's events had told when it was sent (epoch ms); not kept. */
  readonly after?: number;
}

/** How the outcome of a done act is known: by Twitch's answer (`latencyMs`), by looking, or by the event. */
export interface Known {
  readonly how: 'answer' | 'looked' | 'event';
  /** Of the answer; null for the others. */
  readonly latencyMs: number | null;
}

export interface Intents {
  find(actId: string): Intent | null;
  /**
   * When an act on somebody that is about to be asked for begins (epoch ms): `now`, but after everything that is known of
   * them already. Twitch's clock is known to some hundred milliseconds only, and what follows at once would else look as
   * if it had come before.
   */
  starting(channelId: string, userId: string, now: number): Pick<Intent, 'startedAt' | 'after'>;
  /** Durable when it returns: only then may the request leave. `also` runs before it in the same transaction. */
  begin(intent: Omit<Intent, 'state' | 'entryId' | 'error'>, also?: () => void): void;
  /** Call inside the transaction of what came of it. */
  finish(
    actId: string,
    outcome: { state: 'done'; entryId: string; known: Known } | { state: 'failed' | 'unknown'; error: AppError },
    at: number,
  ): void;
  /** What came of this act could not be written: it dangles from now on. */
  letGo(actId: string): void;
  /** Acts whose outcome was never written: the program ended between request and answer, or the disk was full. */
  dangling(): Intent[];
}

/** By how much our clock and Twitch's may differ. */
const CLOCK_SLACK_MS = 15 * SECOND_MS;

interface Row extends Omit<Intent, 'error'> {
  readonly error: string | null;
}

const COLUMNS = `act_id AS actId, channel_id AS channelId, user_id AS userId, kind, account_id AS accountId,
  duration_seconds AS durationSeconds, reason, state, started_at AS startedAt, entry_id AS entryId, error, undoes`;

export function createIntents(db: Database): Intents {
  const find = db.sqlite.prepare<[string], Row>(`SELECT ${COLUMNS} FROM act_intent WHERE act_id = ?`);
  const dangling = db.sqlite.prepare<[], Row>(
    `SELECT ${COLUMNS} FROM act_intent WHERE state = 'sent' ORDER BY started_at`,
  );
  const insert = db.sqlite.prepare(
    `INSERT INTO act_intent (act_id, channel_id, user_id, kind, account_id, duration_seconds, reason, state, started_at, undoes)
     VALUES (@actId, @channelId, @userId, @kind, @accountId, @durationSeconds, @reason, 'sent', @startedAt, @undoes)`,
  );
  const finish = db.sqlite.prepare(
    'UPDATE act_intent SET state = ?, entry_id = ?, error = ?, finished_at = ? WHERE act_id = ?',
  );
  // The event may have been heard before the answer: bit 2 of the sources, the list is bit 1.
  const answered = db.sqlite.prepare(
    `UPDATE act_intent SET answered_at = @at, latency_ms = @latencyMs,
       confirmation = CASE WHEN e.sources & 2 THEN 'event' WHEN e.sources & 1 OR @isLooked THEN 'read' ELSE 'waiting' END,
       confirmed_at = CASE WHEN e.sources & 2 THEN max(e.recorded_at, started_at) WHEN e.sources & 1 OR @isLooked THEN @at END
     FROM (SELECT sources, recorded_at FROM entry WHERE id = @entryId) e WHERE act_id = @actId`,
  );
  const latest = db.sqlite.prepare<
    { channelId: string; userId: string; from: number; to: number },
    { at: number | null; told: number | null; asked: number | null }
  >(
    `SELECT max(at) AS at, max(at) FILTER (WHERE sources & 2) AS told,
       (SELECT max(max(started_at, ifnull(finished_at, 0))) FROM act_intent
        WHERE channel_id = @channelId AND started_at BETWEEN @from AND @to AND user_id = @userId) AS asked
     FROM entry WHERE user_id = @userId AND channel_id = @channelId AND at BETWEEN @from AND @to`,
  );
  /** Begun since the start: these are not cut off, whatever any clock says. */
  const ours = new Set<string>();
  const unpack = (row: Row): Intent => ({
    ...row,
    error: row.error === null ? null : (JSON.parse(row.error) as AppError),
  });
  return {
    find(actId) {
      const row = find.get(actId);
      return row === undefined ? null : unpack(row);
    },
    starting(channelId, userId, now) {
      const around = { from: now - CLOCK_SLACK_MS, to: now + CLOCK_SLACK_MS };
      const { at, told, asked } = latest.get({ channelId, userId, ...around })!;
      // An answer may have taken long; what is further ahead than any clock is off is believed by nobody.
      const known = Math.max(at ?? 0, asked !== null && asked <= around.to ? asked : 0);
      return { startedAt: Math.max(now, known + 1), ...(told === null ? {} : { after: told }) };
    },
    begin(intent, also) {
      if (ours.has(intent.actId)) throw fail('CONFLICT', 'This act is still under way.', { reason: 'busy' });
      db.immediate(() => {
        also?.();
        insert.run({ undoes: null, ...intent });
      });
      ours.add(intent.actId);
    },
    finish(actId, outcome, at) {
      const [entryId, error] =
        outcome.state === 'done' ? [outcome.entryId, null] : [null, JSON.stringify(outcome.error)];
      finish.run(outcome.state, entryId, error, at, actId);
      if (outcome.state !== 'done') return;
      const { how, latencyMs } = outcome.known;
      const latency = latencyMs === null ? null : Math.round(latencyMs);
      answered.run({ actId, entryId, at, latencyMs: latency, isLooked: Number(how === 'looked') });
    },
    letGo: (actId) => void ours.delete(actId),
    dangling: () => dangling.all().flatMap((row) => (ours.has(row.actId) ? [] : [unpack(row)])),
  };
}

/** Epoch ms on which a ban is to be lifted; null when nobody asked for that. */
export function liftTimeOf({
  kind,
  startedAt,
  durationSeconds,
}: Pick<Intent, 'kind' | 'startedAt' | 'durationSeconds'>): number | null {
  return kind === 'ban' && durationSeconds !== null ? Math.round(startedAt + durationSeconds * SECOND_MS) : null;
}

/** How long Twitch was asked to hold somebody out; null where it was for good. */
export function timeoutSecondsOf({ kind, durationSeconds }: Pick<Intent, 'kind' | 'durationSeconds'>): number | null {
  return kind === 'timeout' ? durationSeconds : null;
}

/**
 * When a ban or timeout that was sent at `sentAt` began (epoch ms). Twitch's answer names the second only; where in it, our
 * clock says best.
 */
function begunAt(createdAt: number, sentAt: number): number {
  if (createdAt % SECOND_MS !== 0) return createdAt;
  return Math.min(Math.max(createdAt, sentAt), createdAt + SECOND_MS - 1);
}

/** When an act was, as the ledger is told: by Twitch's event, else within the second of its answer, else by our clock. */
export function datesOf(
  { kind, startedAt, after }: Pick<Intent, 'kind' | 'startedAt' | 'after'>,
  result: Pick<ActResult, 'createdAt'>,
  how: Known['how'],
  answeredAt: number,
): Pick<ActSeen, 'at' | 'stretch'> {
  const isEnding = kind === 'unban' || kind === 'untimeout';
  const begun = isEnding ? startedAt : begunAt(result.createdAt, startedAt);
  const stretch = { from: startedAt, to: answeredAt, ...(after === undefined ? {} : { after }) };
  return { at: how === 'event' ? result.createdAt : begun, stretch };
}
