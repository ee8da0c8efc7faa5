// How a page starts an export, says once how it ended, and brings the file to the person.
import { expect, test } from 'vitest';
import type { Bridge } from '../../../src/shared/contract.ts';
import type { JobView } from '../../../src/shared/model.ts';
import { createExports, exportOf, isOwnExport } from '../../../src/renderer/lib/exports.ts';
import type { Say } from '../../../src/renderer/lib/say.ts';
import { formatBytes } from '../../../src/renderer/lib/format.ts';
import { createAppStore } from '../../../src/renderer/lib/store.ts';

const summary = {
  what: 'audit',
  format: 'csv',
  name: 'audit-logs-2026-11-01-to-2026-11-20.csv',
  rows: 1,
  bytes: 2_048,
};
const finished = {
  jobId: 'j1',
  kind: 'export',
  status: 'completed',
  finishedAt: '2026-11-20T12:00:00.000Z',
  actor: 'owner',
};
const job = (more: object = {}): JobView => ({ ...finished, summary, error: null, ...more }) as unknown as JobView;

function setUp(answers: Record<string, unknown>) {
  const store = createAppStore();
  const said: unknown[][] = [];
  const fetched: string[][] = [];
  const note = (...words: unknown[]): void => void said.push(words);
  const say = { note, offer: note, failed: (error: unknown) => void said.push(['failed', error]) } as unknown as Say;
  const calls: string[] = [];
  const call = (command: string) => (calls.push(command), Promise.resolve(answers[command]));
  const bridge = { call } as unknown as Pick<Bridge, 'call'>;
  const fetchFile = (...file: string[]): void => void fetched.push(file);
  return { store, said, fetched, calls, exports: createExports({ bridge, store, say, fetchFile }) };
}

test('what has ended is said once, with its file offered, and saving fetches it by its ticket', async () => {
  const path = '/files/x';
  const world = setUp({ 'exports.ticket': { ok: true, value: { path, name: summary.name, bytes: 2_048 } } });
  world.exports.ended(job());
  world.exports.ended(job());
  expect(world.said).toHaveLength(1);
  const [title, text, offer] = world.said[0] as [string, string, { word: string; run: () => void }];
  expect([title, text, offer.word]).toEqual(['Exported 1 row', `${summary.name}, ${formatBytes(2_048)}`, 'Save']);
  offer.run();
  await expect.poll(() => world.fetched).toEqual([[path, summary.name]]);
});

test('one that was cancelled, and one that failed, say so; somebody else’s says nothing', () => {
  const world = setUp({});
  world.exports.ended(job({ status: 'cancelled' }));
  const error = { code: 'SERVICE_UNAVAILABLE', error: 'The disk is full.', details: { reason: 'disk_full' } };
  world.exports.ended(job({ jobId: 'j2', status: 'failed', error }));
  world.store.setState({ caller: { kind: 'key', name: 'dock', rights: [] } as never });
  world.exports.ended(job({ jobId: 'j3' }));
  expect(world.said.map(([title]) => title)).toEqual(['Export cancelled', expect.stringMatching(/^Not exported: /)]);
  expect(isOwnExport(world.store.getState(), job({ actor: 'dock' }))).toBe(true);
  expect(exportOf(job({ status: 'failed' }))).toBeNull();
});

test('starting: refused gives the error, a running one is shown, a person who chose no place starts none', async () => {
  const input = { format: 'csv' } as const;
  const no = { ok: false, error: { code: 'RATE_LIMIT_EXCEEDED', error: 'x', details: {} } };
  expect(await setUp({ 'audit.export': no }).exports.start({ command: 'audit.export', input })).toEqual(no.error);
  const none = setUp({ 'audit.export': { ok: true, value: { jobId: null } } });
  expect(await none.exports.start({ command: 'audit.export', input })).toBeNull();
  expect(none.calls).toEqual(['audit.export']);
  const running = job({ status: 'running', finishedAt: null });
  const jobs = { ok: true, value: { jobs: [running] } };
  const world = setUp({ 'audit.export': { ok: true, value: { jobId: 'j1' } }, 'jobs.list': jobs });
  await world.exports.start({ command: 'audit.export', input });
  expect(world.store.getState().jobs).toEqual([running]);
});

test('in the desktop app the window shows the folder, and a dock of the same app fetches its own file', async () => {
  const path = '/files/x';
  const world = setUp({
    'exports.ticket': { ok: true, value: { path, name: summary.name, bytes: 2_048 } },
    'exports.reveal': { ok: true, value: { shown: true } },
  });
  world.store.setState({ app: { shell: 'desktop' } as never });
  world.exports.ended(job());
  await world.exports.save('j1');
  world.store.setState({ caller: { kind: 'key', name: 'dock', rights: [] } as never });
  world.exports.ended(job({ jobId: 'j2', actor: 'dock' }));
  await world.exports.save('j2');
  expect(world.said.map(([, , offer]) => (offer as { word: string }).word)).toEqual(['Show in folder', 'Save']);
  expect([world.calls, world.fetched]).toEqual([['exports.reveal', 'exports.ticket'], [[path, summary.name]]]);
});
