// Sync jobs with their real journal and audit log, over whichever reads and reader a test brings.
import { createAuditLog } from '../../../src/main/audit/append.ts';
import type { Poller } from '../../../src/main/bans/poller.ts';
import type { ReadList } from '../../../src/main/bans/read.ts';
import { createSyncs, type Syncs } from '../../../src/main/bans/sync.ts';
import { createJobJournal } from '../../../src/main/db/job-journal.ts';
import type { Database } from '../../../src/main/db/open.ts';
import { describe } from '../../../src/main/dispatch.ts';
import type { Bus } from '../../../src/main/lib/bus.ts';
import { createJobs, type Jobs } from '../../../src/main/lib/jobs.ts';
import { silentLog } from '../../helpers/db.ts';
import type { FakeClock } from '../../helpers/fake-clock.ts';
import { WRITABLE } from '../../helpers/writable.ts';

export interface SyncWorld {
  readonly jobs: Jobs;
  readonly syncs: Syncs;
  /** When a change of a job was told, by the steady clock. */
  readonly told: { jobId: string; at: number }[];
  /** Rows `sync_bans` of the audit log: who and how many. */
  audited(): { actor: string | null; count: number; found: number }[];
}

export function createSyncWorld(deps: {
  readonly db: Database;
  readonly clock: FakeClock;
  readonly bus: Bus;
  readonly poller: Poller;
  readonly readList: ReadList;
  readonly createSyncs?: typeof createSyncs;
}): SyncWorld {
  const { db, clock, bus } = deps;
  const jobs = createJobs({ journal: createJobJournal(db), clock, log: silentLog(), bus, describe });
  const audit = createAuditLog({ db, now: clock.now });
  const told: { jobId: string; at: number }[] = [];
  bus.subscribe((event) => {
    if (event.type === 'job.changed') told.push({ jobId: event.jobId, at: clock.monotonic() });
  });
  return {
    jobs,
    told,
    syncs: (deps.createSyncs ?? createSyncs)({
      ...deps,
      readOnly: WRITABLE,
      jobs,
      audit,
      twitchNow: clock.now,
      assertReadable: () => undefined,
      brake: () => undefined,
    }),
    audited: () =>
      db.sqlite
        .prepare<[], { actor: string | null; metadata: string }>(
          "SELECT moderator_login AS actor, metadata FROM audit WHERE action = 'sync_bans' ORDER BY seq",
        )
        .all()
        .map(({ actor, metadata }) => {
          const { count, found } = JSON.parse(metadata) as { count: number; found: number };
          return { actor, count, found };
        }),
  };
}
