// Electron's security checklist in Electron itself, where its binary is (the `desktop` project): what a double can only
// claim, asked of the running app. The items by number: https://www.electronjs.org/docs/latest/tutorial/security
import { startDesktop, type DesktopApp } from './desktop.ts';
import { expect, test } from './helpers.ts';

test.describe('the checklist @desktop', () => {
  let app: DesktopApp;

  test.beforeEach(async ({ world }) => {
    app = await startDesktop(world.dataDir, '--twitch-port', String(world.twitch.port));
    await app.window.locator('#root > *').first().waitFor();
  });
  test.afterEach(async () => {
    await app.stop();
  });

  test('1, 18: everything on the page comes from app://bundle, and files can’t be had', async () => {
    const page = app.window;
    expect(new URL(page.url())).toMatchObject({ protocol: 'app:', host: 'bundle' });
    const names = await page.evaluate<string[]>("performance.getEntriesByType('resource').map(({ name }) => name)");
    expect(names.filter((name) => !name.startsWith('app://bundle/'))).toEqual([]);
    expect(await page.evaluate("fetch('file:///etc/hosts').then(() => true, () => false)")).toBe(false);
  });

  test('2, 3, 20: the page knows no Node and nothing of the preload but two functions', async () => {
    const found = await app.window.evaluate(`({
      node: ['require', 'process', 'Buffer', 'module', 'ipcRenderer'].filter((name) => name in globalThis),
      keys: Object.keys(modkeep).toSorted(),
    })`);
    expect(found).toEqual({ node: [], keys: ['call', 'onEvent'] });
  });

  test('4: every page is in a sandbox of the system', async () => {
    const pages = await app.electron.evaluate(({ app: electron }) =>
      electron.getAppMetrics().flatMap(({ type, sandboxed }) => (type === 'Tab' ? [sandboxed] : [])),
    );
    expect(pages.length).toBeGreaterThan(0);
    expect(new Set(pages)).toEqual(new Set([true]));
  });

  test('5: nothing is granted', async () => {
    const states = await app.window.evaluate<string[]>(`Promise.all(
      ['geolocation', 'notifications', 'camera', 'microphone', 'midi'].map((name) =>
        navigator.permissions.query({ name }).then(({ state }) => state, () => 'denied')))`);
    expect(new Set(states)).toEqual(new Set(['denied']));
  });

  test('6, 7, 8: no text becomes a script, nothing is loaded from elsewhere or in the clear', async () => {
    // From a timer: what a debugger evaluates directly is exempt from the policy.
    const outcome = await app.window.evaluate<string[]>(`new Promise((resolve) => setTimeout(() => {
      const heard = [];
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => heard.push(effectiveDirective));
      fetch('https://example.com/').catch(() => heard.push('fetch'));
      document.body.append(Object.assign(new Image(), { src: 'http://127.0.0.1:9/x.png' }));
      const script = document.createElement('script');
      // Trusted Types let no text be an address; the attribute is the other way in.
      try { script.setAttribute('src', 'https://example.com/x.js'); document.body.append(script); } catch { heard.push('script-src') }
      setTimeout(() => resolve(heard), 1000);
    }))`);
    expect(outcome).toEqual(expect.arrayContaining(['connect-src', 'fetch', 'img-src']));
    expect(outcome.some((directive) => directive.startsWith('script-src'))).toBe(true);
  });

  test('9, 10, 11, 12: no experimental feature, and a webview is a plain element', async () => {
    const found = await app.window.evaluate(
      "'getWebContentsId' in document.body.appendChild(document.createElement('webview'))",
    );
    expect(found).toBe(false);
    const contents = await app.electron.evaluate(({ webContents }) => webContents.getAllWebContents().length);
    expect(contents).toBe(1);
  });

  test('13, 14: the page stays where it is and opens nothing', async () => {
    const before = app.window.url();
    await app.window.evaluate("location.href = 'https://example.com/'; void window.open('https://example.com/')");
    // A round trip through the page and its bridge: whatever was to happen has been refused by then.
    await app.window.evaluate("modkeep.call('app.get', {})");
    expect(app.window.url()).toBe(before);
    expect(await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  });

  test('17: a page of somebody else, with our preload or not, is not heard', async () => {
    const codes = await app.electron.evaluate(async ({ BrowserWindow, session }) => {
      const stray = new BrowserWindow({
        show: false,
        webPreferences: { session: session.defaultSession, sandbox: true },
      });
      await stray.loadURL('data:text/html,x');
      const answer = (await stray.webContents.executeJavaScript('typeof modkeep')) as string;
      stray.destroy();
      return answer;
    });
    expect(codes).toBe('undefined');
  });
});
