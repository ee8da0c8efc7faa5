// Acts on Twitch by their one-time id: written before the request, finished after the answer. So an act is never
// repeated, and one that was cut off is known as such at the next start.
import { fail, type AppError } from '../../shared/errors.ts';
import type { Database } from '../db/open.ts';
import { parseRfc3339, SECOND_MS } from '../lib/time.ts';

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
}

/** How the outcome of a done act is known: by Twitch's answer (`latencyMs`), by looking, or by the event. */
export interface Known {
  readonly how: 'answer' | 'looked' | 'event';
  /** Of the answer; null for the others. */
  readonly latencyMs: number | null;
}

export interface Intents {
  find(actId: string): Intent | null;
  /** Durable when it returns: only then may the request leave. `also` runs before it in the same transaction. */
  begin(intent: Omit<Intent, 'state' | 'entryId' | 'error'>, also?: () => void): void;
  /** Call inside the transaction of what came of it. */
  finish(
    actId: string,
    outcome: { state: 'done'; entryId: string; known: Known } | { state: 'failed' | 'unknown'; error: AppError },
    at: number,
  ): void;
  /** Acts whose outcome was never written: the program ended between request and answer. */
  dangling(): Intent[];
}

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
    begin(intent, also) {
      if (ours.has(intent.actId)) throw fail('CONFLICT', 'This act is still under way.', { reason: 'busy' });
      ours.add(intent.actId);
      db.immediate(() => {
        also?.();
        insert.run({ undoes: null, ...intent });
      });
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

const CLOCK_SLACK_MS = 15 * SECOND_MS;

/**
 * When an ending asked for at `now` begins (epoch ms): never before what it ends. Twitch's clock is known to some hundred
 * milliseconds only, and whoever is let in at once would otherwise look as if banned afterwards.
 */
export function afterStart(startedAt: string | null, now: number): number {
  const begun = startedAt === null ? null : parseRfc3339(startedAt);
  return begun !== null && begun >= now && begun - now <= CLOCK_SLACK_MS ? begun + 1 : now;
}
