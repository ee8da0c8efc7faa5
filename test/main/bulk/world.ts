// What the tests of bulk jobs have in common: one channel whose broadcaster is signed in, people to act on, and questions.
import { setTimeout as sleep } from 'node:timers/promises';
import type { BulkRowView, BulkView } from '../../../src/shared/contract/bulk.ts';
import { startTestCore, type TestCore, type TestCoreOptions } from '../../helpers/core.ts';
import type { TestSimulator } from '../../helpers/simulator.ts';

type Core = Pick<TestCore, 'call'>;

export async function startBroadcaster(simulator: TestSimulator, options: TestCoreOptions = {}): Promise<TestCore> {
  const core = await startTestCore(simulator, options);
  await core.signIn(simulator.world.broadcaster!.login);
  await untilRead(core);
  return core;
}

/** Until the list of the one channel has been read. */
export async function untilRead(core: Core): Promise<void> {
  await until(
    () => core.call('channels.list', {}),
    ({ channels }) => channels[0]?.status.lastCompleteReadAt != null,
  );
}

export async function until<T>(ask: () => Promise<T>, isTrue: (value: T) => boolean, ms = 30_000): Promise<T> {
  for (const end = Date.now() + ms; ; await sleep(20)) {
    const value = await ask();
    if (isTrue(value)) return value;
    if (Date.now() > end) throw new Error(`still not so: ${JSON.stringify(value)?.slice(0, 600)}`);
  }
}

/** The bulk job once it is in one of these states. */
export async function untilState(
  core: Core,
  bulkId: string,
  ...states: readonly BulkView['state'][]
): Promise<BulkView> {
  return until(
    async () => (await core.call('bulk.get', { bulkId })).bulk,
    (bulk) => states.includes(bulk.state) && (bulk.state === 'running' || bulk.jobId === null),
    60_000,
  );
}

export async function rowsOf(core: Core, bulkId: string): Promise<BulkRowView[]> {
  const rows: BulkRowView[] = [];
  for (let cursor: string | null = '0'; cursor !== null;) {
    const page: { rows: readonly BulkRowView[]; next: string | null } = await core.call('bulk.result', {
      bulkId,
      limit: 500,
      cursor,
    });
    rows.push(...page.rows);
    cursor = page.next;
  }
  return rows;
}

/** Every page of a file, put together. */
export async function wholeFile(
  page: (cursor: string | undefined) => Promise<{ text: string; next: string | null }>,
): Promise<string> {
  let whole = '';
  for (let cursor: string | undefined; ;) {
    const { text, next } = await page(cursor);
    whole += text;
    if (next === null) return whole;
    cursor = next;
  }
}

/** Acts of the API on each person, by the journal: what was really done at Twitch. */
export async function actsByPerson(simulator: TestSimulator): Promise<Map<string, string[]>> {
  const acts = (await simulator.control.acts()).filter((act) => act.source === 'helix');
  const byPerson = new Map<string, string[]>();
  for (const act of acts) byPerson.set(act.userId, [...(byPerson.get(act.userId) ?? []), act.kind]);
  return byPerson;
}
