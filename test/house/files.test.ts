// Rules about whole files that no linter knows. Each rule is a plain function, and is shown a breach of itself first.
import { describe, expect, it } from 'vitest';
import { read, sourceFiles } from './tree.ts';

const LONGEST = 300;
const PROMISE = /\b(?:TODO|FIXME|XXX)\b/;
const LEFT_OUT_TEST = /\b(?:it|test|describe)\.(?:only|skip|todo|fixme)\b|\b(?:xit|xdescribe|fit|fdescribe)\(/;
const SWITCHED_OFF = /(?:oxlint|eslint)-disable(?!-next-line [\w/-]+(?:, [\w/-]+)* -- \S)|@ts-(?:ignore|nocheck)/;
const HEADER = /^(?:#!.*\n)?(?:\/\/ |\/\* |<!doctype|<!-- )/i;

const files = sourceFiles();
// This file shows each rule a breach, so it would accuse itself.
const others = files.filter((path) => path !== 'test/house/files.test.ts');

describe('every source file', () => {
  it('is found', () => {
    expect(files).toContain('src/main/core.ts');
    expect(files).toContain('test/house/files.test.ts');
    expect(files.length).toBeGreaterThan(20);
  });

  it(`has at most ${LONGEST} lines`, () => {
    expect(lineCount('x\n'.repeat(LONGEST + 1))).toBeGreaterThan(LONGEST);
    expect(files.filter((path) => lineCount(read(path)) > LONGEST)).toEqual([]);
  });

  it('opens by saying what it answers for', () => {
    expect(HEADER.test("import x from 'y';")).toBe(false);
    expect(files.filter((path) => !HEADER.test(read(path)))).toEqual([]);
  });

  it('promises no later work', () => {
    expect(PROMISE.test('// TODO: more')).toBe(true);
    expect(others.filter((path) => PROMISE.test(read(path)))).toEqual([]);
  });

  it('switches a rule off for one line only, by name and with a reason', () => {
    expect(SWITCHED_OFF.test('// oxlint-disable no-console')).toBe(true);
    expect(SWITCHED_OFF.test('// oxlint-disable-next-line no-console')).toBe(true);
    expect(SWITCHED_OFF.test('// oxlint-disable-next-line no-console -- a tool for people')).toBe(false);
    expect(others.filter((path) => SWITCHED_OFF.test(read(path)))).toEqual([]);
  });

  it('has a name in kebab case', () => {
    const name = /^[a-z0-9]+(?:[-.][a-z0-9]+)*\.(?:ts|tsx|mjs|css|html)$/;
    expect(name.test('banList.ts')).toBe(false);
    expect(files.filter((path) => !name.test(path.split('/').at(-1) ?? ''))).toEqual([]);
  });
});

describe('every test', () => {
  it('runs', () => {
    expect(LEFT_OUT_TEST.test('it.only(')).toBe(true);
    const tests = others.filter((path) => /\.(?:test|spec)\.tsx?$/.test(path));
    expect(tests.length).toBeGreaterThan(0);
    expect(tests.filter((path) => LEFT_OUT_TEST.test(read(path)))).toEqual([]);
  });
});

function lineCount(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}
