// Bans that end on a date: kept as rows, so that a restart forgets none. Each belongs to one ban by its entry; when that
// ban is over or another is in force, there is nothing left to lift. Lifting itself is in scheduled-lifts.ts.
import { fail, type AppError } from '../../shared/errors.ts';
import type { ScheduledLiftView } from '../../shared/contract/acting.ts';
import type { AuditLog } from '../audit/append.ts';
import type { Database } from '../db/open.ts';
import type { Bus } from '../lib/bus.ts';
import { newId } from '../lib/id.ts';
import { isoOrNull, toIso } from '../lib/time.ts';

export interface ScheduledLift {
  readonly id: string;
  readonly channelId: string;
  readonly userId: string;
  readonly entryId: string;
  readonly dueAt: number;
}

type Ending = 'done' | 'failed' | 'cancelled' | 'overtaken';

export interface Schedule {
  /** Call it inside the transaction of the ban. Times in epoch ms. */
  add(lift: Omit<ScheduledLift, 'id'>, now: number): string;
  /** The lift that waits for this ban, or null. */
  of(entryId: string): string | null;
  list(filter: {
    channelId?: string | undefined;
    state?: ScheduledLiftView['state'] | undefined;
  }): readonly ScheduledLiftView[];
  /** Throws NOT_FOUND, and CONFLICT when it is over already. */
  cancel(id: string, by: string): ScheduledLiftView;
  /** Closes what has nothing left to lift: the ban was ended, or replaced by a newer one. */
  reconcile(): void;
  due(now: number): readonly ScheduledLift[];
  /** Epoch ms; null when none waits. */
  nextDue(): number | null;
  /** Says in the audit log what became of it; false when it was over already. */
  finish(id: string, ending: Ending, how: { by: string; error?: AppError }): boolean;
  /** What the audit row of an act says of the schedule it was done for; nothing for other acts. */
  originOf(actId: string): Readonly<Record<string, unknown>>;
  /** The one-time id for the next try, or null while the outcome of the last is not known. */
  nextActId(id: string): string | null;
}

interface Row extends ScheduledLift {
  readonly login: string | null;
  readonly displayName: string | null;
  readonly state: ScheduledLiftView['state'];
  readonly createdAt: number;
  readonly finishedAt: number | null;
  readonly error: string | null;
}

const COLUMNS = `s.id, s.channel_id AS channelId, s.user_id AS userId, s.entry_id AS entryId, s.due_at AS dueAt,
  s.state, s.created_at AS createdAt, s.finished_at AS finishedAt, s.error, u.login, u.display_name AS displayName`;
const FROM = 'FROM scheduled_lift s LEFT JOIN user u ON u.id = s.user_id';
const SYSTEM = 'schedule';

export function createSchedule(deps: {
  readonly db: Database;
  readonly audit: AuditLog;
  readonly bus: Bus;
  readonly twitchNow: () => number;
}): Schedule {
  const { db, audit, bus, twitchNow } = deps;
  const sql = prepare(db);

  function get(id: string): Row {
    const row = sql.one.get(id);
    if (row === undefined) throw fail('NOT_FOUND', 'Nothing is scheduled under this id.', { what: 'schedule', id });
    return row;
  }

  function finish(id: string, ending: Ending, how: { by: string; error?: AppError }): boolean {
    const row = get(id);
    const isFirst = db.immediate(() => {
      const { changes } = sql.finish.run(
        ending,
        twitchNow(),
        how.error === undefined ? null : JSON.stringify(how.error),
        id,
      );
      // What was done has a row of its own, the act's, which names the schedule (see `originOf`).
      if (changes === 0 || ending === 'done') return changes > 0;
      audit.append({
        at: twitchNow(),
        moderatorId: null,
        moderatorLogin: how.by,
        action: 'unban_user',
        contentType: 'user',
        contentId: row.userId,
        contentName: row.login,
        channelId: row.channelId,
        reason: '',
        metadata: {
          channelId: row.channelId,
          scheduledLift: id,
          entryId: row.entryId,
          dueAt: toIso(row.dueAt),
          outcome: ending,
          ...(how.error === undefined ? {} : { code: how.error.code }),
        },
      });
      return true;
    });
    if (isFirst) {
      bus.emit({ type: 'history.changed', channelId: row.channelId });
      bus.emit({ type: 'audit.changed' });
    }
    return isFirst;
  }

  function reconcile(): void {
    for (const { id, entryId } of sql.stale.all()) {
      const acts = [`lift-${id}-`, `lift-${id}.`] as const;
      // The event of our own lift may be heard before its answer.
      if (sql.underWay.get(...acts) !== undefined) continue;
      const own = sql.carriedOut.get(...acts);
      if (entryId !== null) finish(id, 'overtaken', { by: SYSTEM });
      else if (own === undefined) finish(id, 'cancelled', { by: SYSTEM });
      else finish(id, 'done', { by: SYSTEM });
    }
  }

  return {
    add(lift, now) {
      const id = newId(now);
      sql.insert.run({ id, ...lift, now });
      return id;
    },
    of: (entryId) => sql.waitingFor.get(entryId) ?? null,
    list({ channelId, state }) {
      reconcile();
      return sql.list.all({ channelId: channelId ?? null, state: state ?? null }).map(toView);
    },
    cancel(id, by) {
      reconcile();
      get(id);
      if (!finish(id, 'cancelled', { by })) throw fail('CONFLICT', 'This is over already.', { reason: 'duplicate' });
      return toView(get(id));
    },
    reconcile,
    due: (now) => sql.due.all(now),
    nextDue: () => sql.next.get() ?? null,
    finish,
    originOf(actId) {
      const [, id] = /^lift-([0-9a-f-]{36})-\d+$/.exec(actId) ?? [];
      const row = id === undefined ? undefined : sql.one.get(id);
      return row === undefined ? {} : { scheduledLift: row.id, dueAt: toIso(row.dueAt) };
    },
    nextActId(id) {
      const range = [`lift-${id}-`, `lift-${id}.`] as const;
      return sql.underWay.get(...range) === undefined ? `lift-${id}-${(sql.tries.get(...range) ?? 0) + 1}` : null;
    },
  };
}

function prepare({ sqlite }: Database) {
  // Ids of acts for one lift are `lift-<id>-<n>`: a range of the primary key.
  const acts = 'FROM act_intent WHERE act_id >= ? AND act_id < ?';
  return {
    one: sqlite.prepare<[string], Row>(`SELECT ${COLUMNS} ${FROM} WHERE s.id = ?`),
    list: sqlite.prepare<[object], Row>(
      `SELECT * FROM (SELECT ${COLUMNS} ${FROM}
       WHERE (@channelId IS NULL OR s.channel_id = @channelId) AND (@state IS NULL OR s.state = @state)
       ORDER BY s.state = 'waiting' DESC, s.due_at DESC LIMIT 500) ORDER BY dueAt, id`,
    ),
    due: sqlite.prepare<[number], ScheduledLift>(
      `SELECT id, channel_id AS channelId, user_id AS userId, entry_id AS entryId, due_at AS dueAt
       FROM scheduled_lift WHERE state = 'waiting' AND due_at <= ? ORDER BY due_at LIMIT 50`,
    ),
    next: sqlite.prepare<[], number | null>("SELECT min(due_at) FROM scheduled_lift WHERE state = 'waiting'").pluck(),
    stale: sqlite.prepare<[], { id: string; entryId: string | null }>(
      `SELECT s.id, b.id AS entryId FROM scheduled_lift s
       LEFT JOIN ban b ON b.channel_id = s.channel_id AND b.user_id = s.user_id
       WHERE s.state = 'waiting' AND b.id IS NOT s.entry_id`,
    ),
    waitingFor: sqlite
      .prepare<[string], string>("SELECT id FROM scheduled_lift WHERE entry_id = ? AND state = 'waiting'")
      .pluck(),
    insert: sqlite.prepare(
      `INSERT INTO scheduled_lift (id, channel_id, user_id, entry_id, due_at, state, created_at)
       VALUES (@id, @channelId, @userId, @entryId, @dueAt, 'waiting', @now)`,
    ),
    finish: sqlite.prepare(
      "UPDATE scheduled_lift SET state = ?, finished_at = ?, error = ? WHERE id = ? AND state = 'waiting'",
    ),
    carriedOut: sqlite.prepare<[string, string], string>(`SELECT entry_id ${acts} AND state = 'done'`).pluck(),
    underWay: sqlite.prepare<[string, string], string>(`SELECT act_id ${acts} AND state = 'sent'`).pluck(),
    tries: sqlite.prepare<[string, string], number>(`SELECT count(*) ${acts}`).pluck(),
  };
}

function toView(row: Row): ScheduledLiftView {
  return {
    id: row.id,
    channelId: row.channelId,
    userId: row.userId,
    username: row.login ?? row.userId,
    displayName: row.displayName ?? row.login ?? row.userId,
    banId: row.entryId,
    dueAt: toIso(row.dueAt),
    state: row.state,
    createdAt: toIso(row.createdAt),
    finishedAt: isoOrNull(row.finishedAt),
    error: row.error === null ? null : (JSON.parse(row.error) as AppError),
  };
}
