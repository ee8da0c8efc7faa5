// The next page is asked for while the caller works on this one: one ahead, in order, and only for who wants it.
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { startTestSimulator, type TestSimulator } from '../../helpers/simulator.ts';
import { CLIENT_ID, createStack, failureOf, grantOf, SCOPES, type Stack } from './stack.ts';

let simulator: TestSimulator;
let stack: Stack;
let channelId: string;

beforeAll(async () => {
  simulator = await startTestSimulator({ world: 'size:950' });
  channelId = simulator.world.broadcaster?.id ?? '';
});
afterAll(() => simulator.stop());

beforeEach(async () => {
  stack = createStack(simulator.port);
  const { accessToken, refreshToken } = await simulator.control.issueToken({ userId: channelId, scopes: SCOPES });
  await stack.auth.adopt(channelId, CLIENT_ID, grantOf(accessToken, refreshToken));
});
afterEach(async () => {
  stack.close();
  await simulator.control.setDelays({ pageMs: 0 });
  await simulator.control.clearFaults();
  await simulator.control.clearJournal();
});

const read = (signal = new AbortController().signal) => stack.poll.readBanned({ channelId, signal });

async function untilAsked(count: number): Promise<void> {
  while ((await simulator.control.requests({ method: 'GET' })).length < count);
}

it('has the next request out before the caller takes the thread for itself', async () => {
  const delayMs = 150;
  await simulator.control.setDelays({ pageMs: delayMs });
  const pages = read();
  await pages.next();
  for (const end = performance.now() + delayMs * 1.5; performance.now() < end;);
  const began = performance.now();
  await pages.next();
  expect(performance.now() - began).toBeLessThan(delayMs * 0.8);
  await pages.return(undefined);
});

it('is never more than one page ahead of a caller that takes its time', async () => {
  const pages = read();
  await pages.next();
  await untilAsked(2);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await simulator.control.requests({ method: 'GET' })).toHaveLength(2);
  await pages.return(undefined);
});

it('says when a page arrived, however late it is taken', async () => {
  const pages = read();
  await pages.next();
  await untilAsked(2);
  await new Promise((resolve) => setTimeout(resolve, 200));
  const second = await pages.next();
  expect(second.value?.readAt).toBeLessThan(stack.serverTime.now() - 100);
  await pages.return(undefined);
});

it('gives the pages before a failure first', async () => {
  await simulator.control.addFault({ match: { path: 'moderation/banned' }, nth: 3, answer: { status: 503 } });
  const pages = read();
  expect((await pages.next()).value?.page).toBe(1);
  expect((await pages.next()).value?.page).toBe(2);
  await untilAsked(3);
  expect(await failureOf(pages.next())).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  expect((await pages.next()).done).toBe(true);
});

it('calls back what is under way when the caller leaves, and nothing is left unhandled', async () => {
  await simulator.control.addFault({ match: { path: 'moderation/banned' }, nth: 2, transport: 'hang' });
  const unhandled: unknown[] = [];
  const note = (error: unknown): void => void unhandled.push(error);
  process.on('unhandledRejection', note);
  const began = performance.now();
  for await (const page of read()) if (page.page === 1) break;
  const aborted = new AbortController();
  aborted.abort();
  expect(await failureOf(read(aborted.signal).next())).toMatchObject({ code: 'CANCELLED' });
  await new Promise((resolve) => setTimeout(resolve, 50));
  process.off('unhandledRejection', note);
  expect(performance.now() - began).toBeLessThan(5_000);
  expect(unhandled).toEqual([]);
});

it('sends no request more than there are pages', async () => {
  let count = 0;
  for await (const { rows } of read()) count += rows.length;
  expect(count).toBe(950);
  expect(await simulator.control.requests({ method: 'GET' })).toHaveLength(10);
});
