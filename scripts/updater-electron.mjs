// electron-updater is CommonJS and asks for Electron late, by require(). Bundled into modules it gets it by an import
// instead, the way our own code does, so that there is one way in, and the double of Electron can be that one.

const VIRTUAL = 'virtual:electron-of-the-updater';
/** All that its code takes from Electron. */
const NAMES = ['app', 'autoUpdater', 'net', 'Notification', 'session', 'shell'];

/** Vite plugin for the main bundle. The build fails when electron-updater comes to ask in another way. */
export function updaterElectron() {
  return {
    name: 'modkeep-updater-electron',
    enforce: 'pre',
    resolveId: (id) => (id === VIRTUAL ? `\0${VIRTUAL}` : null),
    load: (id) => (id === `\0${VIRTUAL}` ? `export { ${NAMES.join(', ')} } from 'electron';` : null),
    transform(code, id) {
      if (!/[\\/]node_modules[\\/]electron-updater[\\/]/.test(id)) return null;
      return { code: code.replaceAll('require("electron")', `require("${VIRTUAL}")`), map: null };
    },
    generateBundle(_options, bundle) {
      for (const [name, chunk] of Object.entries(bundle))
        if (chunk.type === 'chunk' && /require\(["']electron["']\)/.test(chunk.code))
          this.error(`${name} asks for Electron by require()`);
    },
  };
}
