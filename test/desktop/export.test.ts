// Exports in the built desktop shell: the system's save dialog says where the file goes, and its folder is shown on request.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { JobView } from '../../src/shared/model.ts';
import { ensureBuilt } from '../helpers/electron-double/built.ts';
import { createApps, type Apps } from './worlds.ts';

let apps: Apps;
beforeAll(ensureBuilt, 120_000);
beforeEach(() => void (apps = createApps()));
afterEach(() => apps.close());

test('the file goes where the person says, under the name that is proposed; choosing nothing starts nothing', async () => {
  const { call, world } = await apps.start();
  const { dialog, shell } = world;
  await call('settings.set', { theme: 'light' });
  const begin = async (format: 'csv' | 'jsonl'): Promise<string | null> => {
    const reply = await call('audit.export', { format });
    if (!reply.ok) throw new Error(reply.error.error);
    return reply.value.jobId;
  };
  const ended = (jobId: string): Promise<JobView> =>
    vi.waitFor(async () => {
      const reply = await call('jobs.list', { active: false });
      const job = reply.ok ? reply.value.jobs.find((one) => one.jobId === jobId) : undefined;
      expect(job?.finishedAt).toBeTypeOf('string');
      return job!;
    });

  dialog.chosen = null;
  expect(await begin('csv')).toBeNull();
  const [asked] = dialog.saves;
  expect(asked?.defaultPath).toMatch(/^audit-logs-\d{4}-\d\d-\d\d-to-\d{4}-\d\d-\d\d\.csv$/);
  expect(asked?.filters).toEqual([{ name: 'Comma-separated values', extensions: ['csv'] }]);

  dialog.chosen = join(apps.path, 'mine.jsonl');
  const jobId = (await begin('jsonl'))!;
  expect(await ended(jobId)).toMatchObject({ status: 'completed', summary: { name: 'mine.jsonl', format: 'jsonl' } });
  const rows = readFileSync(dialog.chosen, 'utf8').trimEnd().split('\n');
  expect(rows.map((row) => (JSON.parse(row) as { action: string }).action)).toContain('change_settings');
  expect(dialog.saves[1]?.filters).toEqual([{ name: 'JSON Lines', extensions: ['jsonl'] }]);
  expect(await call('exports.reveal', { jobId })).toEqual({ ok: true, value: { shown: true } });
  expect(shell.shownFolders).toEqual([dialog.chosen]);

  dialog.chosen = join(apps.path, 'modkeep.db', 'in a file.csv');
  const failed = await ended((await begin('csv'))!);
  expect(failed).toMatchObject({ status: 'failed', error: { code: 'SERVICE_UNAVAILABLE' } });
  expect(failed.error?.details).toMatchObject({ reason: 'not_writable' });
  expect(existsSync(dialog.chosen)).toBe(false);
});
