// What the reader can be asked, by name. One line each: what a task does is said in its room. Runs in the worker, so
// nothing here may import a room's writing side. db/reader.ts says how to add one.
import type { Output } from '../../shared/contract.ts';
import { createLatencyWindow } from '../actions/latency.ts';
import { auditSource } from '../audit/export-source.ts';
import { isSameLog } from '../audit/head-check.ts';
import { findPrefix } from '../audit/prefix.ts';
import { createAuditQueries, type AuditInput } from '../audit/queries.ts';
import { walkAudit } from '../audit/walk.ts';
import { historySource } from '../bans/export-source.ts';
import { readForeign, summarizeForeign } from '../bans/foreign.ts';
import { createHistoryQueries, type HistoryInput } from '../bans/history-queries.ts';
import { listPeople, listPeopleInHistory, readBanPage } from '../bans/export.ts';
import { createBanQueries, type ListInput } from '../bans/list-queries.ts';
import { checkCopy, createBackupTask } from '../db/backup-tasks.ts';
import { checkDatabase } from '../db/check.ts';
import { checkMoved, copyTo } from '../db/move-tasks.ts';
import { createReadMetrics } from '../insight/metrics-read.ts';
import { packDay } from '../insight/stats-days.ts';
import { readStats } from '../insight/stats.ts';
import { createFileTask } from '../db/export-task.ts';
import type { ReaderTask, ReaderTasks } from '../db/reader-task.ts';

/** One page of each long list; the same functions as on the main connection. */
const listAudit: ReaderTask<AuditInput, Output<'audit.list'>> = (sqlite, input) =>
  createAuditQueries({ sqlite }).list(input);
const listHistory: ReaderTask<HistoryInput, Output<'history.list'>> = (sqlite, input) =>
  createHistoryQueries({ sqlite }).list(input);
const listBans: ReaderTask<{ input: ListInput; revision: number }, Output<'bans.list'>> = (
  sqlite,
  { input, revision },
) => createBanQueries({ sqlite }).list(input, revision);

export const readerTasks = {
  'audit.export': createFileTask(auditSource),
  'audit.prefix': findPrefix,
  'audit.walk': walkAudit,
  'bans.export': readBanPage,
  'bans.foreign': readForeign,
  'bans.foreignSummary': summarizeForeign,
  'db.backUp': createBackupTask(isSameLog),
  'db.checkCopy': checkCopy,
  'db.check': checkDatabase,
  'db.checkMoved': checkMoved,
  'db.copyTo': copyTo,
  'insight.stats': readStats,
  'insight.packDay': packDay,
  'audit.list': listAudit,
  'bans.list': listBans,
  'bans.people': listPeople,
  'history.export': createFileTask(historySource),
  'history.list': listHistory,
  'history.people': listPeopleInHistory,
  'metrics.read': createReadMetrics((sqlite, since) => createLatencyWindow(sqlite)(since)),
} satisfies ReaderTasks;

export type Tasks = typeof readerTasks;
