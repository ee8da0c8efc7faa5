// Sets Electron's nine fuses in a packaged app, all of them explicitly, and reads them back. A build whose fuses
// do not read back as set, or that holds another platform's database binary, is not a build.
// https://www.electronjs.org/docs/latest/tutorial/fuses
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { flipFuses, FuseState, FuseV1Options, FuseVersion, getCurrentFuseWire } from '@electron/fuses';

/**
 * The nine fuses by name. `isInspectable` opens the debugger's door alone, for builds that tests drive.
 * @param {NodeJS.Platform} platform @param {boolean} isInspectable
 */
export function wantedFuses(platform, isInspectable) {
  return {
    RunAsNode: false,
    EnableCookieEncryption: true,
    EnableNodeOptionsEnvironmentVariable: false,
    EnableNodeCliInspectArguments: isInspectable,
    // Electron checks the archive on these two only.
    EnableEmbeddedAsarIntegrityValidation: platform === 'darwin' || platform === 'win32',
    OnlyLoadAppFromAsar: true,
    // True would want a snapshot file of our own.
    LoadBrowserProcessSpecificV8Snapshot: false,
    GrantFileProtocolExtraPrivileges: false,
    WasmTrapHandlers: true,
  };
}

/**
 * Sets the fuses of one Electron binary (or .app) and compares what is in it afterwards. Throws when the binary has
 * a fuse that is not listed here, when @electron/fuses does not know one that is, or when one reads back differently.
 * @param {string} binary @param {{ platform: NodeJS.Platform, isInspectable?: boolean, resetsSignature?: boolean }} options
 */
export async function setFuses(binary, { platform, isInspectable = false, resetsSignature = false }) {
  const wanted = wantedFuses(platform, isInspectable);
  const unknown = Object.keys(wanted).filter((name) => FuseV1Options[name] === undefined);
  if (unknown.length > 0)
    throw new Error(`@electron/fuses is too old: it does not know ${unknown.join(', ')} (2.1 does)`);
  const byNumber = Object.fromEntries(Object.entries(wanted).map(([name, value]) => [FuseV1Options[name], value]));
  await flipFuses(binary, {
    version: FuseVersion.V1,
    strictlyRequireAllFuses: true,
    resetAdHocDarwinSignature: resetsSignature,
    ...byNumber,
  });
  const found = await getCurrentFuseWire(binary);
  for (const [name, value] of Object.entries(wanted)) {
    const state = found[FuseV1Options[name]];
    if (state !== (value ? FuseState.ENABLE : FuseState.DISABLE))
      throw new Error(`fuse ${name} reads back as ${String(state)}`);
  }
  return wanted;
}

/** electron-builder's numbers for them. */
const ARCHITECTURES = { 1: 'x64', 3: 'arm64', 4: 'universal' };

/**
 * @param {string} resources
 * @param {string} target `linux-x64` and the like; an app for macOS holds both of its binaries
 */
export function requireDatabaseBinary(resources, target) {
  const wanted = target.startsWith('darwin-') ? 'darwin-arm64.node, darwin-x64.node' : `${target}.node`;
  const folder = join(resources, 'app.asar.unpacked', 'node_modules', 'better-sqlite3', 'prebuilds');
  const found = readdirSync(folder).toSorted().join(', ');
  if (found !== wanted)
    throw new Error(`the package must hold ${wanted} and no other; it holds ${found}. Build on the platform itself.`);
}

/** electron-builder's hook. https://www.electron.build/hooks#afterpack */
export async function afterPack({ appOutDir, arch, electronPlatformName, packager }) {
  requireDatabaseBinary(packager.getResourcesDir(appOutDir), `${electronPlatformName}-${ARCHITECTURES[arch]}`);
  const isInspectable = process.env['MODKEEP_INSPECTABLE'] === '1';
  const binary = join(appOutDir, binaryName(appOutDir, electronPlatformName, packager));
  const isSigned = packager.platformSpecificBuildOptions.identity !== null;
  const fuses = await setFuses(binary, {
    platform: electronPlatformName,
    isInspectable,
    resetsSignature: electronPlatformName === 'darwin' && !isSigned,
  });
  process.stdout.write(
    `  • fuses read back  ${Object.entries(fuses)
      .map(([name, value]) => `${name}=${value}`)
      .join(' ')}\n`,
  );
}

function binaryName(appOutDir, platform, packager) {
  const product = packager.appInfo.productFilename;
  if (platform === 'darwin') return `${product}.app`;
  if (platform === 'win32') return `${product}.exe`;
  return readdirSync(appOutDir).find((name) => name === packager.executableName) ?? product;
}
