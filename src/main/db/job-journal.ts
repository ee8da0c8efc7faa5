// Runs of long work in the job_run table, so that history survives a restart. Knows no queue.
import { and, desc, eq, inArray, notInArray } from 'drizzle-orm';
import type { AppError } from '../../shared/errors.ts';
import type { JobStatus, JobView } from '../../shared/model.ts';
import type { JobJournal } from '../lib/jobs.ts';
import { isoOrNull, parseRfc3339, toIso } from '../lib/time.ts';
import type { Database } from './open.ts';
import { jobRun } from './schema/records.ts';

const UNFINISHED: JobStatus[] = ['queued', 'running', 'waiting'];
type Row = typeof jobRun.$inferSelect;

/** The journal that `createJobs` writes to. Throws DATABASE_FULL and its like from writes. */
export function createJobJournal(db: Database): JobJournal {
  return {
    save(view) {
      const row = rowOf(view);
      db.immediate(() => db.orm.insert(jobRun).values(row).onConflictDoUpdate({ target: jobRun.id, set: row }).run());
    },
    get(jobId) {
      const row = db.orm.select().from(jobRun).where(eq(jobRun.id, jobId)).get();
      return row ? viewOf(row) : null;
    },
    list({ active, kind, channelId, limit }) {
      const isWanted = and(
        active === undefined ? undefined : (active ? inArray : notInArray)(jobRun.status, UNFINISHED),
        kind === undefined ? undefined : eq(jobRun.kind, kind),
        channelId === undefined ? undefined : eq(jobRun.channelId, channelId),
      );
      const rows = db.orm.select().from(jobRun).where(isWanted).orderBy(desc(jobRun.startedAt), desc(jobRun.id));
      return rows.limit(limit).all().map(viewOf);
    },
    interruptUnfinished(now) {
      const values = { status: 'interrupted', updatedAt: now, finishedAt: now, error: JSON.stringify(DIED) } as const;
      const dead = inArray(jobRun.status, UNFINISHED);
      return db.immediate(() => db.orm.update(jobRun).set(values).where(dead).run().changes);
    },
  };
}

const DIED: AppError = {
  code: 'CANCELLED',
  error: 'Modkeep ended before it was done.',
  details: { reason: 'interrupted' },
};

function rowOf(view: JobView): Row {
  const { jobId, kind, channelId, status, phase, done, total, pages, actor } = view;
  return {
    id: jobId,
    kind,
    channelId,
    status,
    phase,
    done,
    total,
    pages,
    actor,
    startedAt: parseRfc3339(view.startedAt) ?? 0,
    updatedAt: parseRfc3339(view.updatedAt) ?? 0,
    finishedAt: parseRfc3339(view.finishedAt),
    summary: JSON.stringify(view.summary),
    error: view.error === null ? null : JSON.stringify(view.error),
  };
}

function viewOf(row: Row): JobView {
  const { id, kind, channelId, status, phase, done, total, pages, actor } = row;
  return {
    jobId: id,
    kind,
    channelId,
    status,
    phase,
    done,
    total,
    pages,
    actor,
    rate: null,
    etaMs: null,
    startedAt: toIso(row.startedAt),
    updatedAt: toIso(row.updatedAt),
    finishedAt: isoOrNull(row.finishedAt),
    summary: JSON.parse(row.summary) as JobView['summary'],
    error: row.error === null ? null : (JSON.parse(row.error) as AppError),
  };
}
