// The settings of the server for OBS docks and programs in a real Chromium, in the desktop app and in the browser shell:
// turning it on, a port that is taken, another port, and the address for OBS. Skipped, and said so, without a Chromium.
import { existsSync } from 'node:fs';
import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import type { Scenario } from './fixture-frame.ts';
import { CHROMIUM } from './page.ts';
import { useStage } from './stage.ts';

const KEY = 'mX0tqk1bR9aZ.AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8';

describe.skipIf(!existsSync(CHROMIUM))('the server for docks in the settings', () => {
  const openPage = useStage();
  async function open(scenario?: Scenario): Promise<Page> {
    const page = await openPage(scenario);
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: /^Find people/ }).fill('Settings: Connection');
    await page.getByRole('option', { selected: true }).filter({ hasText: 'Settings: Connection' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: 'OBS docks and programs' }).waitFor();
    return page;
  }
  const card = (page: Page) => page.getByRole('region', { name: 'OBS docks and programs' });
  const toggle = (page: Page) => page.getByRole('switch', { name: 'Let docks and programs in' });
  const sent = (page: Page, command: string): Promise<unknown[]> =>
    page.evaluate((name) => {
      const { fixture } = globalThis as unknown as { fixture: { calls: string[]; sent: unknown[] } };
      return fixture.sent.filter((_input, index) => fixture.calls[index] === name);
    }, command);
  async function makeAddress(page: Page): Promise<void> {
    await card(page).getByRole('button', { name: 'Make an address' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('OBS');
    await page.getByRole('button', { name: 'Make the key' }).click();
  }

  it('is off in the desktop app until it is turned on, and then says where and who', async () => {
    const page = await open();
    await card(page).getByText('Off: nothing listens on this computer').waitFor();
    expect(await toggle(page).isChecked()).toBe(false);
    await toggle(page).click();
    await card(page).getByText('127.0.0.1:24777').waitFor();
    await card(page).getByText('nobody connected').waitFor();
    await toggle(page).click();
    await card(page).getByText('Off: nothing listens on this computer').waitFor();
    expect(await sent(page, 'settings.set')).toEqual([{ dockEnabled: true }, { dockEnabled: false }]);
  });

  it('gives the address to paste in OBS, with the port, and says what is missing while it is off', async () => {
    const page = await open();
    await makeAddress(page);
    const address = page.getByRole('textbox', { name: 'Address with the key' });
    expect(await address.inputValue()).toBe(`http://127.0.0.1:24777/#k=${KEY}`);
    await page.getByText('It opens nothing yet').waitFor();
    await page.getByRole('button', { name: 'Done' }).click();
    await toggle(page).click();
    await card(page).getByText('nobody connected').waitFor();
    await makeAddress(page);
    await address.waitFor();
    expect(await page.getByText('It opens nothing yet').count()).toBe(0);
    await page.getByText('Docks → Custom Browser Docks. Whoever').waitFor();
  });

  it('says that the port is taken and what to do, and tries again on request', async () => {
    const page = await open('error');
    await toggle(page).click();
    const alert = card(page).getByRole('alert');
    await alert.filter({ hasText: 'Port 24777 is already used by another program.' }).waitFor();
    await alert.filter({ hasText: 'choose another port' }).waitFor();
    await alert.getByRole('button', { name: 'Try again' }).click();
    await card(page).getByText('2 docks and programs connected').waitFor();
    expect(await sent(page, 'dock.retry')).toHaveLength(1);
  });

  it('saves another port, and none that a browser would not open', async () => {
    const page = await open();
    const port = card(page).getByRole('textbox', { name: 'Port' });
    const save = card(page).getByRole('button', { name: 'Save' });
    for (const [typed, problem] of [
      ['80', 'A port is a number from 1024 to 65535.'],
      ['6000', 'Browsers open no page on port 6000.'],
      ['x', 'A port is a number from 1024 to 65535.'],
    ] as const) {
      await port.fill(typed);
      await card(page).getByRole('alert').filter({ hasText: problem }).waitFor();
      expect(await save.isDisabled()).toBe(true);
      await page.keyboard.press('Enter');
    }
    await port.fill('31777');
    await page.keyboard.press('Enter');
    await expect.poll(() => sent(page, 'settings.set')).toEqual([{ dockPort: 31_777 }]);
    await toggle(page).click();
    await card(page).getByText('127.0.0.1:31777').waitFor();
  });

  it('is the shell itself in the browser shell: nothing to turn on, the address all the same', async () => {
    const page = await open('in-browser');
    await card(page).getByText('is this server itself').waitFor();
    await card(page).getByText('127.0.0.1:43117').waitFor();
    expect(await toggle(page).count()).toBe(0);
    expect(await card(page).getByRole('textbox', { name: 'Port' }).count()).toBe(0);
    await makeAddress(page);
    expect(await page.getByRole('textbox', { name: 'Address with the key' }).inputValue()).toBe(
      `http://127.0.0.1:43117/#k=${KEY}`,
    );
  });

  it('has the address of the metrics, and says when nothing answers there', async () => {
    const page = await open();
    const metrics = page.getByRole('region', { name: 'Metrics' });
    await metrics.getByRole('button', { name: 'Make the key' }).click();
    await metrics.getByText('http://127.0.0.1:24777/metrics').waitFor();
    await metrics.getByText('The server above is off.').waitFor();
    await toggle(page).click();
    await metrics.getByText('On', { exact: true }).waitFor();
    expect(await metrics.getByText('The server above is off.').count()).toBe(0);
  });
});
