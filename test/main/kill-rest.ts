// What every test that kills the core needs around it: signing in, a quiet minute afterwards, and what really happened.
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { startKillableCore, type KillableCore } from '../helpers/killable-core.ts';
import type { TestSimulator } from '../helpers/simulator.ts';
import type { AckedAct, Happened } from './kill-record.ts';

/** Longer than the time an act may take to settle in the list, and than the shortest timeouts. */
const QUIET_MS = 6_500;
const KINDS = new Set(['ban', 'timeout', 'unban', 'untimeout']);

export async function until(isTrue: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 30_000; !(await isTrue()); await sleep(50)) {
    if (Date.now() > end) throw new Error('still not so after 30 s');
  }
}

/** Signs the broadcaster in and waits for the first full read. */
export async function signIn({ control }: TestSimulator, core: KillableCore, login: string): Promise<void> {
  await control.setDeviceInterval(1);
  const { jobId, userCode } = await core.call('accounts.signIn', {});
  await control.approveDevice({ userCode, login });
  await until(async () =>
    (await core.call('jobs.list', {})).jobs.some((job) => job.jobId === jobId && job.status === 'completed'),
  );
  await until(async () => (await core.call('channels.list', {})).channels[0]?.status.lastCompleteReadAt != null);
}

/** A quiet minute: starts, settles, reads in full twice, and closes. */
export async function comesToRest({ port }: TestSimulator, dataDir: string, channelId: string): Promise<void> {
  const core = startKillableCore(port, dataDir);
  await core.ready;
  await sleep(QUIET_MS);
  const before = (await core.call('sync.history', { channelId, limit: 1 })).runs[0]?.jobId;
  const { jobId } = await core.call('sync.start', { channelId, force: true });
  expect(jobId).not.toBe(before);
  await until(async () => {
    const { status, error } = await core.call('sync.get', { jobId });
    if (error !== undefined) throw new Error(error.error);
    return status === 'completed';
  });
  await core.close();
}

/** The journal of the simulated Twitch, and who is restricted in the end. */
export async function whatHappened(
  { control }: TestSimulator,
  channelId: string,
  acked: readonly AckedAct[],
): Promise<Happened> {
  const acts = (await control.acts()).filter((act) => KINDS.has(act.kind));
  return { acts, truth: await control.truth(channelId), acked };
}
