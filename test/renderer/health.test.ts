// The Health screen in a real Chromium with the fixture bridge: states in icon and word, one button each that goes to
// the right place, targets beside values. Skipped, and said so, where there is no Chromium.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import type { Scenario } from './fixture-frame.ts';
import { CHROMIUM } from './page.ts';
import { useStage } from './stage.ts';

describe.skipIf(!existsSync(CHROMIUM))('Health in Chromium', () => {
  const openPage = useStage();
  async function open(scenario: Scenario, width?: number): Promise<Page> {
    const page = await openPage(scenario, width);
    await page.keyboard.press('g');
    await page.keyboard.press('h');
    await check(page, 'Signed in').waitFor();
    return page;
  }
  const check = (page: Page, name: string) =>
    page.getByRole('list', { name: 'What Modkeep needs' }).getByRole('listitem').filter({ hasText: name });
  const tile = (page: Page, name: string) =>
    page.getByRole('list', { name: 'Targets' }).getByRole('listitem').filter({ hasText: name });

  it('says that all is well, with every check and every target in words', async () => {
    const page = await open('full');
    await page.getByText('All is well.').waitFor();
    const lines = page.getByRole('list', { name: 'What Modkeep needs' }).getByRole('listitem');
    expect(await lines.count()).toBe(11);
    for (const line of await lines.all()) {
      expect(await line.textContent()).toMatch(/^Fine/);
      expect(await line.getByRole('button').count()).toBeLessThanOrEqual(1);
    }
    expect(await tile(page, 'Available').textContent()).toBe('Available100 %On target · at least 99.9 %');
    await page.getByRole('button', { name: 'Last week' }).click();
    await expect
      .poll(() =>
        page.evaluate(() => {
          const { fixture } = globalThis as unknown as { fixture: { calls: string[]; sent: unknown[] } };
          return fixture.sent[fixture.calls.lastIndexOf('metrics.get')];
        }),
      )
      .toEqual({ range: '7d' });
  });

  it('names what is wrong and goes where it is mended', async () => {
    const page = await open('error');
    await page.getByText(/^7 things need you: signed in, permissions/).waitFor();
    expect(await check(page, 'Permissions').textContent()).toMatch(/^Problem/);
    expect(await tile(page, 'Failed acts').textContent()).toBe('Failed acts12.61 %Off target · under 2 %');
    await page.getByRole('button', { name: 'Test now: Connection' }).click();
    await page
      .getByRole('status', { name: 'Test of the connection' })
      .getByText('The sign-in: no answer after 10 s')
      .waitFor();
    await page.getByRole('button', { name: 'How it is read: List' }).click();
    await page.getByRole('dialog', { name: 'Reading eggiebert' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Acting settings: Acting' }).click();
    await page.getByRole('tabpanel', { name: 'Acting' }).waitFor();
    await page.getByRole('tab', { name: 'Health' }).click();
    await page.getByRole('button', { name: 'Reconnect: Permissions' }).click();
    await expect.poll(() => page.getByRole('list', { name: 'What Modkeep needs' }).count()).toBe(0);
  });

  it('shows what is raised, counts it in the frame without what is muted, and has the button that mends it', async () => {
    const page = await open('error');
    const alerts = page.getByRole('list', { name: 'Raised alerts' }).getByRole('listitem');
    expect(await alerts.count()).toBe(3);
    expect(await alerts.first().textContent()).toMatch(
      /^SeriousMany acts failfor 6m \d+s · now 14 %, raised from 10 % on14 % of the acts/,
    );
    await page.getByRole('contentinfo', { name: 'Status' }).getByRole('button', { name: '2 alerts' }).click();
    await page.getByRole('tab', { name: 'Health 2 alerts' }).waitFor();
    await page.getByRole('button', { name: 'Mark as seen: Many acts fail' }).click();
    await page.getByRole('button', { name: 'Mute: Many acts fail' }).click();
    await page.getByRole('menuitem', { name: 'For a day' }).click();
    await page.getByRole('button', { name: 'Stop everything: Many acts fail' }).click();
    await page.locator('.toast').filter({ hasText: 'Everything is stopped' }).waitFor();
    const sent = await page.evaluate(() => {
      const { fixture } = globalThis as unknown as { fixture: { calls: string[]; sent: unknown[] } };
      return fixture.sent.filter((_input, index) =>
        /^(alerts\.(mute|acknowledge)|killSwitch)/.test(fixture.calls[index] ?? ''),
      );
    });
    expect(sent).toEqual([
      { alertId: expect.any(String) },
      { rule: 'error_rate', isMuted: true, seconds: 86_400 },
      { on: true },
    ]);
    await page.getByText('What was: 1 alert').click();
    await page.getByText('for 5m, at worst 31 %').waitFor();
  });

  it('says that the disk is full on every screen, acts on nobody, and goes on when there is room', async () => {
    const page = await openPage('disk-full');
    const banner = page.getByRole('status').filter({ hasText: 'Read only: the disk is full' });
    await banner.waitFor();
    expect(await banner.textContent()).toMatch(
      /what happens on Twitch waits in memory.*Leave Modkeep open.*goes on by itself/,
    );
    await page.getByRole('gridcell', { name: 'Cool_User' }).click();
    const reason = page.getByRole('note').filter({ hasText: 'the disk is full' });
    await reason.waitFor();
    for (const key of ['u', 'b', 't']) await page.keyboard.press(key);
    const called = (): Promise<string[]> =>
      page.evaluate(() => (globalThis as unknown as { fixture: { calls: string[] } }).fixture.calls);
    expect((await called()).filter((command) => /^bans\.(create|revoke)/.test(command))).toEqual([]);
    await page.getByRole('contentinfo', { name: 'Status' }).getByRole('button', { name: 'Read only' }).waitFor();
    await page.keyboard.press('Escape');
    for (const screen of ['a', 'h', 'm']) {
      await page.keyboard.press('g');
      await page.keyboard.press(screen);
      await banner.waitFor();
    }
    await banner.getByRole('button', { name: 'What is this?' }).click();
    await page.getByRole('heading', { name: 'The disk is full' }).waitFor();
    await page.evaluate(() => (globalThis as unknown as { fixture: { makeRoom(): void } }).fixture.makeRoom());
    await banner.waitFor({ state: 'hidden' });
    await page.getByRole('contentinfo', { name: 'Status' }).getByRole('button', { name: 'Acting is on' }).waitFor();
  });

  it('shows the report as it will be saved, with how grave the case is, and says what a code means', async () => {
    const page = await open('error');
    await page.getByRole('button', { name: 'Save report…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Diagnostic report' });
    await dialog.getByText('P1: it concerns everything').waitFor();
    expect(await dialog.getByRole('list', { name: 'Reasons' }).getByRole('listitem').count()).toBe(7);
    const shown = await dialog.getByLabel('The report as it will be saved').textContent();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: 'Save', exact: true }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('diagnostic-report-20261120-101112.txt');
    expect(await readFile(await download.path(), 'utf8')).toBe(shown);
    await page.keyboard.press('Escape');
    const errors = page.getByRole('list', { name: 'Errors by code' });
    const code = (await errors.getByRole('listitem').first().locator('b').textContent()) ?? '';
    await errors.getByRole('button', { name: 'What is this?' }).first().click();
    const help = page.getByRole('region', { name: 'Help' });
    await help.getByRole('heading', { name: 'What to do' }).waitFor();
    expect(await help.getByRole('article').textContent()).toContain(code);
    await page.keyboard.press('/');
    await page.keyboard.type('disk full');
    await page.keyboard.press('Enter');
    await help.getByRole('heading', { name: 'The disk is full' }).waitFor();
  });

  it('opens the log at the newest line, and a line in full with its neighbours', async () => {
    const page = await open('full');
    await page.getByRole('button', { name: 'Open the log' }).click();
    const rows = page.getByRole('grid', { name: 'Lines of the log, newest first' }).getByRole('row');
    await rows.first().waitFor();
    expect(await rows.count()).toBeLessThan(80);
    await page.keyboard.press('j');
    const line = page.getByRole('region', { name: 'The line in full' });
    await line.getByRole('button', { name: 'Only this job' }).click();
    await page.getByRole('button', { name: /Take this filter away/ }).waitFor();
    await expect
      .poll(() =>
        page.evaluate(() => {
          const { fixture } = globalThis as unknown as { fixture: { calls: string[]; sent: { about?: string }[] } };
          return fixture.sent[fixture.calls.lastIndexOf('log.list')]?.about;
        }),
      )
      .toMatch(/^[\da-f-]{36}$/);
    await page.keyboard.press('Escape');
    await expect.poll(() => line.count()).toBe(0);
  });

  it('is reached from the status bar, at the line that was asked for', async () => {
    const page = await open('full');
    for (const [item, line] of [
      [/^Live/, 'Live feed'],
      [/^Complete/, 'List'],
      [/^Twitch 742/, 'Twitch’s limit'],
      [/^Acting is on/, 'Acting'],
    ] as const) {
      await page.getByRole('tab', { name: 'Bans' }).click();
      await page.getByRole('contentinfo', { name: 'Status' }).getByRole('button', { name: item }).click();
      await expect.poll(() => page.evaluate(() => document.activeElement?.querySelector('b')?.textContent)).toBe(line);
    }
  });

  it('holds in a dock of 360 pixels', async () => {
    const page = await open('error', 360);
    const width = await page.evaluate(() => document.querySelector('section[aria-label=Health]')?.scrollWidth);
    expect(width).toBeLessThanOrEqual(360);
  });
});
