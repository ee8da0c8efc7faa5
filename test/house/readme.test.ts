// The README's dependency table and package.json name the same packages. The table is the one under `## Dependencies`;
// its first column holds the package name in backticks.
import { describe, expect, it } from 'vitest';
import { read } from './tree.ts';

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

/** Rows of the dependency table; types packages may share a row with what they describe: `ws`, `@types/ws`. */
function tableOf(text: string): readonly { name: string; reason: string }[] {
  const section = /^## Dependencies$([\s\S]*?)(?=^## |(?![\s\S]))/m.exec(text)?.[1] ?? '';
  return section.split('\n').flatMap((line) => {
    const [, first = '', reason = ''] = /^\|([^|]*)\|([^|]*)/.exec(line.trim()) ?? [];
    return [...first.matchAll(/`([^`]+)`/g)].map((match) => ({ name: match[1] ?? '', reason: reason.trim() }));
  });
}
