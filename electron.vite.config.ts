// How src/ becomes out/: three targets, each one self-contained. Knows file names, not what the files do.
import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { noteLicences } from './scripts/licences.mjs';
import { updaterElectron } from './scripts/updater-electron.mjs';

/**
 * Programs of the main side by the name of their file in out/main. A worker or child process is started by that name,
 * so everything that runs on its own is listed here.
 */
const programs = {
  index: at('src/main/index.ts'),
  serve: at('src/main/serve.ts'),
  reader: at('src/main/reader.ts'),
  checkpointer: at('src/main/db/checkpointer-worker.ts'),
  simulator: at('src/simulator/main.ts'),
};

export default defineConfig({
  main: {
    plugins: [noteLicences(), updaterElectron()],
    build: {
      target: 'node24',
      rolldownOptions: {
        input: programs,
        // Chunks lie beside the programs, so that `new URL('./simulator.js', import.meta.url)` means the same in both.
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      target: 'node24',
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: at('src/preload/index.ts') },
        // A sandboxed preload is one CommonJS file: it can require nothing but electron.
        output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
      },
    },
  },
  renderer: {
    root: at('src/renderer'),
    plugins: [react(), tailwindcss(), noteLicences()],
    build: {
      // OBS docks are Chromium of that age; the desktop shell is newer.
      target: 'chrome120',
      minify: true,
      // The page's content security policy allows neither inline scripts nor data: fonts and images.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: { input: { index: at('src/renderer/index.html'), moving: at('src/renderer/moving.html') } },
    },
  },
});

function at(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}
