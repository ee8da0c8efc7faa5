// Removes what is older than the person wants to keep, once they have agreed to it: the beginning of the log, never a row
// from its middle, and in a way that leaves the rest provable. The rows go in short stretches.
import type { PurgePreview, RetentionView } from '../../shared/contract/audit.ts';
import { fail } from '../../shared/errors.ts';
import type { Database } from '../db/open.ts';
import { createForget } from '../db/search-index.ts';
import type { RunOptions } from '../db/reader.ts';
import type { Bus } from '../lib/bus.ts';
import type { Clock } from '../lib/clock.ts';
import type { Summary } from '../lib/job.ts';
import type { Jobs } from '../lib/jobs.ts';
import type { JobContext } from '../lib/live-job.ts';
import type { Log } from '../lib/log.ts';
import { DAY_MS, isoOrNull, lastLocalHour, MINUTE_MS } from '../lib/time.ts';
import type { AuditLog } from './append.ts';
import { createEnds } from './chain.ts';
import type { Prefix } from './prefix.ts';

export interface Retention {
  view(): RetentionView;
  /** What removing everything older than `days` would take, without taking it. */
  preview(days: number): Promise<PurgePreview>;
  /** Removes it, as a job; from now on as much may go by itself. Throws INVALID_REQUEST when fewer days are kept by the settings. */
  purge(days: number, by: string): string;
  /** Ends what was cut off, then removes every night at two, or at the first chance after it. Returns what stops it. */
  follow(): () => void;
}

export interface RetentionDeps {
  readonly db: Database;
  readonly audit: AuditLog;
  readonly jobs: Jobs;
  readonly bus: Pick<Bus, 'emit'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Twitch's time in epoch ms: what the rows' times are by. */
  readonly twitchNow: () => number;
  /** Days to keep, by the settings; null = everything. */
  readonly days: () => number | null;
  readonly findPrefix: (input: { before: number }, options: RunOptions) => Promise<Prefix>;
}

interface State {
  readonly consentDays: number | null;
  readonly consentedAt: number | null;
  readonly ranAt: number | null;
}

const AT_HOUR = 2;
const LOOK_MS = 10 * MINUTE_MS;
/** After a start there is something better to do. */
const QUIET_MS = MINUTE_MS;
/** How long the rows of one commit may take to go, in ms. */
const STRETCH_MS = 5;

export function createRetention(deps: RetentionDeps): Retention {
  const { db, jobs, clock, log } = deps;
  const rows = prepareRetention(db);
  const ends = createEnds(db);
  const forget = createForget(db, 'audit');

  /** A clock that runs ahead must not take rows away: the earlier of the two counts. */
  function cutOff(days: number): number {
    return Math.min(clock.now(), deps.twitchNow()) - days * DAY_MS;
  }

  /** Deletes whatever lies before the newest checkpoint, as many rows at once as fit into a stretch. */
  async function removeLetGo(report: (removed: number) => void, signal?: AbortSignal): Promise<number> {
    const { seq } = ends.base();
    let removed = 0;
    for (let atOnce = 20; ; await clock.sleep(0)) {
      signal?.throwIfAborted();
      const began = clock.monotonic();
      const gone = db.immediate(() => {
        const some = rows.first.all(seq, atOnce);
        if (some.length > 0) forget(some);
        return rows.remove.run(JSON.stringify(some)).changes;
      });
      if (gone === 0) return removed;
      removed += gone;
      report(removed);
      const took = clock.monotonic() - began;
      atOnce = Math.max(5, Math.min(500, Math.round(took > STRETCH_MS ? atOnce / 2 : atOnce * 1.25)));
    }
  }

  async function run(days: number, by: string | null, { signal, report }: JobContext): Promise<Summary> {
    report({ phase: 'looking' });
    const prefix = await deps.findPrefix({ before: cutOff(days) }, { signal, onProgress: report });
    if (prefix.count > 0) {
      db.immediate(() => {
        deps.audit.append(purgeRecord(prefix, days, by, clock.now()));
        deps.audit.letGo({ seq: prefix.toSeq, hash: prefix.hash }, prefix.count);
      });
      log.info('rows of the audit log are being removed', { rows: prefix.count, days });
      report({ phase: 'removing', done: 0, total: prefix.count });
    }
    await removeLetGo((done) => report({ done }), signal);
    db.immediate(() => rows.ran.run(clock.now()));
    deps.bus.emit({ type: 'audit.changed' });
    return { removed: prefix.count, toSeq: prefix.toSeq };
  }

  function start(days: number, by: string | null): string {
    const spec = { kind: 'purge', channelId: null, key: 'audit', actor: by, journal: by !== null } as const;
    return jobs.start(spec, (context) => run(days, by, context));
  }

  /** Only what the person has agreed to once, and at most once after each night's hour. */
  function isDue(days: number | null): days is number {
    const { consentDays, ranAt } = rows.state();
    if (days === null || consentDays === null || days < consentDays) return false;
    return ranAt === null || ranAt < lastLocalHour(clock.now(), AT_HOUR) || ranAt > clock.now();
  }

  return {
    view() {
      const { consentDays, consentedAt, ranAt } = rows.state();
      return { days: deps.days(), consentDays, consentedAt: isoOrNull(consentedAt), ranAt: isoOrNull(ranAt) };
    },
    async preview(days) {
      const prefix = await deps.findPrefix({ before: cutOff(days) }, {});
      return {
        rows: prefix.count,
        fromSeq: prefix.fromSeq,
        toSeq: prefix.toSeq,
        firstAt: isoOrNull(prefix.firstAt),
        lastAt: isoOrNull(prefix.lastAt),
        oldestKeptAt: isoOrNull(prefix.keptAt),
      };
    },
    purge(days, by) {
      const wanted = deps.days();
      if (wanted === null || days < wanted)
        throw fail('INVALID_REQUEST', `days: the settings keep ${wanted ?? 'all'} days. Change that first.`, {
          field: 'days',
        });
      db.immediate(() => rows.consent.run({ days, at: clock.now(), by }));
      return start(days, by);
    },
    follow() {
      const stopped = new AbortController();
      const look = (): void => {
        const days = deps.days();
        if (isDue(days)) start(days, null);
      };
      const begin = async (): Promise<void> => {
        await clock.sleep(QUIET_MS, stopped.signal);
        await removeLetGo(() => undefined, stopped.signal);
        look();
      };
      begin().catch((error: unknown) => {
        if (!stopped.signal.aborted) log.warn('old rows could not be removed', { error: String(error) });
      });
      const stopLooking = clock.every(LOOK_MS, look);
      return () => (stopLooking(), stopped.abort());
    },
  };
}

function purgeRecord(prefix: Prefix, days: number, by: string | null, at: number): Parameters<AuditLog['append']>[0] {
  const { fromSeq, toSeq, hash, count } = prefix;
  return {
    at,
    moderatorId: null,
    moderatorLogin: by,
    action: 'purge_log',
    contentType: 'log',
    contentId: 'audit',
    contentName: null,
    channelId: null,
    reason: `Rows ${fromSeq} to ${toSeq}, all older than ${days} days, were removed.`,
    metadata: { fromSeq, toSeq, rows: count, days, hash },
  };
}

function prepareRetention({ sqlite }: Database) {
  const state = sqlite.prepare<[], State>(
    'SELECT consent_days AS consentDays, consented_at AS consentedAt, ran_at AS ranAt FROM retention WHERE id = 1',
  );
  return {
    state: (): State => state.get() ?? { consentDays: null, consentedAt: null, ranAt: null },
    /** What was agreed to last counts, be it more or less. */
    consent: sqlite.prepare(
      `INSERT INTO retention (id, consent_days, consented_at, consented_by) VALUES (1, @days, @at, @by)
       ON CONFLICT (id) DO UPDATE SET consent_days = @days, consented_at = @at, consented_by = @by`,
    ),
    ran: sqlite.prepare(
      'INSERT INTO retention (id, ran_at) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET ran_at = excluded.ran_at',
    ),
    first: sqlite
      .prepare<[number, number], number>('SELECT seq FROM audit WHERE seq <= ? ORDER BY seq LIMIT ?')
      .pluck(),
    remove: sqlite.prepare<[string]>('DELETE FROM audit WHERE seq IN (SELECT value FROM json_each(?))'),
  };
}
