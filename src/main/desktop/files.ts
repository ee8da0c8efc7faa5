// What this shell can do with files for the core: show where they are, and ask for one. Paths come in and go out here, and
// never to a page.
import { dialog, shell } from 'electron';
import type { CoreDeps } from '../core.ts';

export function createFiles(): NonNullable<CoreDeps['files']> {
  return {
    show: (path) => shell.showItemInFolder(path),
    reveal: (path) => shell.showItemInFolder(path),
    async chooseTarget(name) {
      const extension = name.slice(name.lastIndexOf('.') + 1);
      const { canceled, filePath } = await dialog.showSaveDialog({
        title: 'Export',
        buttonLabel: 'Export',
        defaultPath: name,
        filters: [{ name: extension === 'csv' ? 'Comma-separated values' : 'JSON Lines', extensions: [extension] }],
        properties: ['createDirectory', 'showOverwriteConfirmation'],
      });
      return canceled || filePath === '' ? null : filePath;
    },
    async chooseFolder() {
      const { canceled, filePaths } = await dialog.showOpenDialog({
        title: 'Move the data to another folder',
        buttonLabel: 'Choose',
        properties: ['openDirectory', 'createDirectory'],
      });
      return canceled ? null : (filePaths[0] ?? null);
    },
    async chooseDatabase() {
      const { canceled, filePaths } = await dialog.showOpenDialog({
        title: 'Import the history of another Modkeep',
        buttonLabel: 'Import',
        properties: ['openFile'],
        filters: [{ name: 'Modkeep database', extensions: ['db'] }],
      });
      return canceled ? null : (filePaths[0] ?? null);
    },
  };
}
