// What the made-up Modkeep says it is made of. Test code.
import type { LicenceView, VersionsView } from '../../src/shared/contract/accounts.ts';

export const VERSIONS: VersionsView = {
  app: '0.1.0',
  shell: 'desktop',
  electron: '45.3.4',
  chromium: '146.0.7680.0',
  node: '24.21.0',
  sqlite: '3.52.0',
  schema: 14,
  system: 'Linux 6.8.0, x64',
};

export const LICENCES: readonly LicenceView[] = [
  { name: '@base-ui/react', version: '1.9.0', licence: 'MIT', text: 'MIT License\n\nCopyright (c) MUI' },
  { name: 'better-sqlite3', version: '13.2.0', licence: 'MIT', text: 'The MIT License (MIT)' },
  { name: 'inter', version: '5.3.0', licence: 'OFL-1.1', text: '' },
];
