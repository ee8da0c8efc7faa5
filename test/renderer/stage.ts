// A stage for one suite: the page is built once, a new one is opened for each test, and none may complain.
import { afterAll, afterEach, beforeAll } from 'vitest';
import type { Page } from 'playwright';
import type { Scenario } from './fixture-frame.ts';
import { createStage, type Stage } from './page.ts';

/** Call it inside `describe`. The returned function opens the page of a test, 1280 wide unless said otherwise. */
export function useStage(): (scenario?: Scenario, width?: number) => Promise<Page> {
  let stage: Stage;
  let opened: { page: Page; complaints: string[] };
  beforeAll(async () => {
    stage = await createStage();
  }, 120_000);
  afterAll(() => stage.close());
  afterEach(async () => {
    if (opened.complaints.length > 0) throw new Error(`the page complained: ${opened.complaints.join('; ')}`);
    await opened.page.close();
  });
  return async (scenario = 'full', width = 1280) => {
    opened = await stage.open({ scenario, theme: 'dark', width, height: 800 });
    return opened.page;
  };
}

/** How often the page has asked its bridge for `command`. */
export async function calls(page: Page, command: string): Promise<number> {
  return (await sent(page, command)).length;
}

/** What the page has sent with each of these questions, in order. */
export function sent(page: Page, command: string): Promise<Record<string, unknown>[]> {
  return page.evaluate((name) => {
    const { fixture } = globalThis as unknown as { fixture: { calls: string[]; sent: Record<string, unknown>[] } };
    return fixture.sent.filter((_input, index) => fixture.calls[index] === name);
  }, command);
}
