// What the app is made of, by package: a build plugin that notes each package whose code ends up in a bundle, with its
// licence and the licence's text, and the merging of those notes into one list (`app.licences`).
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './root.mjs';

const NOTE = 'licences.json';
/** Styles and fonts end up in the page without being modules of a bundle. */
const STYLES = ['@fontsource-variable/inter', 'tailwindcss'];

/** Vite plugin: emits `licences.json` with `[{name, version, licence, text}]` beside the bundle. */
export function noteLicences() {
  return {
    name: 'modkeep-licences',
    generateBundle(_options, bundle) {
      const modules = Object.values(bundle).flatMap((chunk) =>
        chunk.type === 'chunk' ? Object.keys(chunk.modules) : [],
      );
      const folders = new Set(modules.flatMap((id) => packageFolder(id) ?? []));
      this.emitFile({ type: 'asset', fileName: NOTE, source: JSON.stringify([...folders].map(readLicence)) });
    },
  };
}

/**
 * Merges the notes of all bundles below `out`, with the packages that are shipped beside them (`dependencies`), into
 * out/main/licences.json, sorted by name. Throws when a package says no licence: it must not be shipped then.
 */
export function mergeLicences(out) {
  const notes = readdirSync(out)
    .map((name) => join(out, name, NOTE))
    .filter((path) => existsSync(path));
  const all = notes.flatMap((path) => JSON.parse(readFileSync(path, 'utf8')));
  const { dependencies = {} } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const beside = [...Object.keys(dependencies), ...STYLES].map((name) => join(ROOT, 'node_modules', name));
  all.push(...beside.filter((folder) => existsSync(folder)).map(readLicence));
  for (const path of notes) rmSync(path);
  const byName = new Map(all.map((each) => [`${each.name} ${each.version}`, each]));
  const unnamed = [...byName].filter(([, { licence }]) => licence === '').map(([name]) => name);
  if (unnamed.length > 0) throw new Error(`no licence is named by ${unnamed.join(', ')}`);
  const sorted = [...byName.entries()].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, each]) => each);
  writeFileSync(join(out, 'main', NOTE), JSON.stringify(sorted));
}

/** The folder of the package that a module's path lies in, or null for our own code and the bundler's helpers. */
function packageFolder(id) {
  const match = /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(id.replace(/^\0/, ''));
  return match !== null && existsSync(join(match[1], 'package.json')) ? match[1] : null;
}

function readLicence(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  return {
    name,
    version,
    licence: typeof license === 'string' ? license : (license?.type ?? ''),
    text: file === undefined ? '' : readFileSync(join(folder, file), 'utf8').trim(),
  };
}
