// Functions stay short enough to be read at once. Lines of functions inside another count for the inner one alone,
// because a `createX(deps)` is a small module of short functions.
import { parseSync } from 'vite';
import { describe, expect, it } from 'vitest';
import { read, sourceFiles } from './tree.ts';

const LONGEST = 60;

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

describe('every function', () => {
  const text = `function outer() {\n${'  work();\n'.repeat(60)}  const inner = () => {\n${'    work();\n'.repeat(5)}  };\n}`;

  it('is measured without the functions inside it', () => {
    expect(functionsOf('a.ts', text)).toEqual([
      { name: 'a.ts:1', lines: 62 },
      { name: 'a.ts:62', lines: 7 },
    ]);
  });

  it(`has at most ${LONGEST} lines of its own`, () => {
    const programs = sourceFiles().filter((path) => /^(?:src|scripts|bench)\/.*\.(?:tsx?|mjs)$/.test(path));
    const all = programs.flatMap((path) => functionsOf(path, read(path)));
    expect(all.length).toBeGreaterThan(100);
    expect(all.filter(({ lines }) => lines > LONGEST)).toEqual([]);
  });
});

function functionsOf(path: string, text: string): readonly { name: string; lines: number }[] {
  const { program, errors } = parseSync(path, text);
  expect(errors).toEqual([]);
  const found: { name: string; lines: number }[] = [];
  const lineAt = lineFinder(text);
  measure(program);
  return found.toSorted((one, other) => lineOf(one.name) - lineOf(other.name));

  /** Returns how many lines the functions directly inside `node` take away from it. */
  function measure(node: Node): number {
    const inside = childrenOf(node).reduce((sum, child) => sum + measure(child), 0);
    if (!/^(?:FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type)) return inside;
    const first = lineAt(node.start);
    const whole = lineAt(node.end) - first + 1;
    found.push({ name: `${path}:${first}`, lines: whole - inside });
    // A function on one line of its parent takes no line away from it.
    return whole === 1 ? 0 : whole;
  }
}

function childrenOf(node: Node): readonly Node[] {
  return Object.values(node)
    .flat()
    .filter((value): value is Node => typeof value === 'object' && value !== null && 'type' in value);
}

/** Line of an offset, counted from 1. */
function lineFinder(text: string): (offset: number) => number {
  const lines = new Uint32Array(text.length + 1);
  for (let at = 0, line = 1; at <= text.length; at += 1) {
    lines[at] = line;
    if (text[at] === '\n') line += 1;
  }
  return (offset) => lines[offset] ?? 0;
}

function lineOf(name: string): number {
  return Number(name.split(':').at(-1));
}
