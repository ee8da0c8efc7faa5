// What the reader can be asked, by name. One line each: what a task does is said in its room. Runs in the worker, so
// nothing here may import a room's writing side. db/reader.ts says how to add one.
import { findPrefix } from '../audit/prefix.ts';
import { isSameLog } from '../audit/head-check.ts';
import { walkAudit } from '../audit/walk.ts';
import type { ReaderTasks } from '../db/reader-task.ts';
import { readForeign, summarizeForeign } from '../bans/foreign.ts';
import { checkCopy, createBackupTask } from '../db/backup-tasks.ts';
import { checkDatabase } from '../db/check.ts';

export const readerTasks = {
  'audit.prefix': findPrefix,
  'audit.walk': walkAudit,
  'bans.foreign': readForeign,
  'bans.foreignSummary': summarizeForeign,
  'db.backUp': createBackupTask(isSameLog),
  'db.checkCopy': checkCopy,
  'db.check': checkDatabase,
} satisfies ReaderTasks;

export type Tasks = typeof readerTasks;
