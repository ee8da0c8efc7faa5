// Whether this installation may update itself at all. Pure but for a look at what the packer left beside the archive.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { UpdatesOff } from '../../shared/contract/updates.ts';

export interface Installation {
  readonly isPackaged: boolean;
  readonly isDemo: boolean;
  readonly isSelfTest: boolean;
  readonly platform: NodeJS.Platform;
  /** `process.resourcesPath`. */
  readonly resources: string;
  /** `process.execPath`. */
  readonly executable: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Why not, or null where it may. A .deb is updated by the system's tools, an unpacked folder by whoever unpacked it. */
export function whyNoUpdates(installation: Installation): UpdatesOff | null {
  const { isPackaged, isDemo, isSelfTest, platform, resources } = installation;
  if (isDemo) return 'demo';
  if (!isPackaged || isSelfTest) return 'development';
  if (platform === 'linux' && !isAppImage(installation)) return isPackage(resources) ? 'package' : 'development';
  return existsSync(join(resources, 'app-update.yml')) ? null : 'no_address';
}

/**
 * We run from the mounted AppImage that the variables name. The variables alone may be those of another app that started
 * us, and its file would be the one that is replaced.
 */
function isAppImage({ environment, executable }: Installation): boolean {
  const { APPIMAGE: image, APPDIR: mounted } = environment;
  return image !== undefined && mounted !== undefined && executable.startsWith(`${mounted}/`);
}

/** electron-builder writes what it packed for into this file: https://www.electron.build/auto-update */
function isPackage(resources: string): boolean {
  try {
    return ['deb', 'rpm', 'pacman'].includes(readFileSync(join(resources, 'package-type'), 'utf8').trim());
  } catch {
    return false;
  }
}
