// What the README names is there: packages, rooms, pictures, commands. The dependency table is the one under
// `## Dependencies`; its first column holds the package name in backticks.
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { read, ROOT } from './tree.ts';

interface Manifest {
  readonly dependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
  readonly scripts: Record<string, string>;
}

const manifest = JSON.parse(read('package.json')) as Manifest;
const needed = [...Object.keys(manifest.dependencies ?? {}), ...Object.keys(manifest.devDependencies ?? {})];

describe('dependencies', () => {
  it('are pinned to one exact version each', () => {
    const all = { ...manifest.dependencies, ...manifest.devDependencies };
    expect(Object.entries(all).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });

  it('are read from a table with a reason for each', () => {
    const text =
      '## Dependencies\n\n| package | why |\n|---|---|\n| `zod` | checks |\n| `a/b` | |\n\n## Next\n| `c` | x |\n';
    expect(tableOf(text)).toEqual([
      { name: 'zod', reason: 'checks' },
      { name: 'a/b', reason: '' },
    ]);
  });

  it('are the ones in the README, each with its reason', () => {
    const table = tableOf(read('README.md'));
    expect(table.map((row) => row.name).toSorted()).toEqual(needed.toSorted());
    expect(table.filter((row) => row.reason === '')).toEqual([]);
  });
});

describe('what is named', () => {
  it.each(['README.md', 'CHANGELOG.md', 'test/helpers/electron-double/README.md', ...docs()])(
    'in %s is there',
    (page) => {
      expect(linksOf('see [a](b.md#c), ![p](q.png) and [w](https://x.test/)')).toEqual(['b.md', 'q.png']);
      const missing = linksOf(read(page)).filter((link) => !existsSync(join(ROOT, dirname(page), link)));
      expect(missing).toEqual([]);
    },
  );

  it('in the layout is there, and every room of main is in it', () => {
    const layout = /^## Layout$[\s\S]*?```\n([\s\S]*?)```/m.exec(read('README.md'))?.[1] ?? '';
    const named = [...layout.matchAll(/(?<![\w/])([a-z]+\.ts|(?:[a-z]+\/)+)(?=\s|$)/gm)].map(([name]) => name);
    expect(named).toEqual(expect.arrayContaining(['src/main/', 'core.ts', 'bans/']));
    const isThere = (name: string): boolean => ['', 'src/main', 'test'].some((at) => existsSync(join(ROOT, at, name)));
    expect(named.filter((name) => !isThere(name))).toEqual([]);
    const rooms = readdirSync(join(ROOT, 'src/main'), { withFileTypes: true });
    const unnamed = rooms.filter((entry) => !named.includes(entry.isDirectory() ? `${entry.name}/` : entry.name));
    expect(unnamed.map(({ name }) => name)).toEqual([]);
  });

  it('as a command is one', () => {
    const commands = [...read('README.md').matchAll(/`npm run ([\w:]+)/g)].map(([, name]) => name ?? '');
    expect(commands.length).toBeGreaterThan(1);
    expect(commands.filter((name) => !(name in manifest.scripts))).toEqual([]);
  });
});

function docs(): readonly string[] {
  return readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`);
}

/** Where the links and pictures of a page point to inside the project, without what comes after `#`. */
function linksOf(text: string): readonly string[] {
  return [...text.matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g)]
    .map(([, link]) => link ?? '')
    .filter((link) => !/^[a-z]+:/.test(link));
}

/** Rows of the dependency table; types packages may share a row with what they describe: `ws`, `@types/ws`. */
function tableOf(text: string): readonly { name: string; reason: string }[] {
  const section = /^## Dependencies$([\s\S]*?)(?=^## |(?![\s\S]))/m.exec(text)?.[1] ?? '';
  return section.split('\n').flatMap((line) => {
    const [, first = '', reason = ''] = /^\|([^|]*)\|([^|]*)/.exec(line.trim()) ?? [];
    return [...first.matchAll(/`([^`]+)`/g)].map((match) => ({ name: match[1] ?? '', reason: reason.trim() }));
  });
}
