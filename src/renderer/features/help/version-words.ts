// The versions of everything Modkeep runs on, as lines. Pure.
import type { VersionsView } from '../../../shared/contract/accounts.ts';

export function versionLines(versions: VersionsView): readonly (readonly [word: string, version: string])[] {
  const { app, shell, electron, chromium, node, sqlite, schema, system } = versions;
  return [
    ['Modkeep', `${app}, ${shell} shell`],
    ...(electron === null ? [] : [['Electron', electron] as const]),
    ...(chromium === null ? [] : [['Chromium', chromium] as const]),
    ['Node', node],
    ['SQLite', sqlite],
    ['Database schema', String(schema)],
    ['System', system],
  ];
}
