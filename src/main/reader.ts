// The program of the reader's worker thread: its tasks and its loop, nothing else. db/reader.ts says how to add a task.
import { serveReader } from './db/reader-worker.ts';
import { readerTasks } from './wiring/reader-tasks.ts';

serveReader(readerTasks);
