// Reads the fuses out of the binary that runs, as @electron/fuses would from outside: a marker, the wire's version, its
// length, one character per fuse. https://www.electronjs.org/docs/latest/tutorial/fuses
import { createReadStream, realpathSync } from 'node:fs';
import { join } from 'node:path';

/** In the wire's order. A test holds it against @electron/fuses. */
export const FUSES = [
  'RunAsNode',
  'EnableCookieEncryption',
  'EnableNodeOptionsEnvironmentVariable',
  'EnableNodeCliInspectArguments',
  'EnableEmbeddedAsarIntegrityValidation',
  'OnlyLoadAppFromAsar',
  'LoadBrowserProcessSpecificV8Snapshot',
  'GrantFileProtocolExtraPrivileges',
  'WasmTrapHandlers',
] as const;
type Fuse = (typeof FUSES)[number];

const SENTINEL = Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX');
const ON = '1'.charCodeAt(0);
const OFF = '0'.charCodeAt(0);

/** What a package of ours has. Electron checks the archive on these two platforms only. */
export function wantedFuses(platform: NodeJS.Platform): Readonly<Record<Fuse, boolean>> {
  return {
    RunAsNode: false,
    EnableCookieEncryption: true,
    EnableNodeOptionsEnvironmentVariable: false,
    EnableNodeCliInspectArguments: false,
    EnableEmbeddedAsarIntegrityValidation: platform === 'darwin' || platform === 'win32',
    OnlyLoadAppFromAsar: true,
    LoadBrowserProcessSpecificV8Snapshot: false,
    GrantFileProtocolExtraPrivileges: false,
    WasmTrapHandlers: true,
  };
}

/** Where the wire lies: in the program itself, on macOS in the framework beside it. */
export function fuseBinary(executable: string, platform: NodeJS.Platform): string {
  if (platform !== 'darwin') return executable;
  const contents = join(realpathSync(executable), '..', '..');
  return join(contents, 'Frameworks', 'Electron Framework.framework', 'Electron Framework');
}

/** The names of the fuses that are not as wanted, in both halves of a universal binary; null when there is no wire. */
export async function wrongFuses(binary: string, platform: NodeJS.Platform): Promise<readonly string[] | null> {
  const wires = await readWires(binary).catch(() => []);
  if (wires.length === 0) return null;
  const wanted = wantedFuses(platform);
  const wrong = wires.flatMap((wire) => [
    ...FUSES.filter((name, at) => wire[at] !== (wanted[name] ? ON : OFF)),
    // A fuse that nobody here has decided on.
    ...(wire.length > FUSES.length ? ['unknown'] : []),
  ]);
  return [...new Set(wrong)];
}

async function readWires(binary: string): Promise<readonly Buffer[]> {
  const wires: Buffer[] = [];
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(binary, { highWaterMark: 1024 * 1024 })) {
    const bytes: Buffer = Buffer.concat([rest, chunk as Buffer]);
    let from = 0;
    for (let at = bytes.indexOf(SENTINEL); at !== -1; at = bytes.indexOf(SENTINEL, at + 1)) {
      const start = at + SENTINEL.length;
      const length = bytes[start + 1];
      // Cut off by the end of the piece: seen whole with the next one.
      if (length === undefined || bytes.length < start + 2 + length) break;
      wires.push(bytes.subarray(start + 2, start + 2 + length));
      from = start + 2 + length;
    }
    rest = bytes.subarray(Math.max(from, bytes.length - SENTINEL.length - 257));
  }
  return wires;
}
