// What runs on GitHub: every action is pinned by its commit, no job may do more than it needs, and a release comes from a tag,
// tested first and as a draft. Read from the files as they are.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const FOLDER = join(import.meta.dirname, '..', '..', '.github', 'workflows');
/** The parser that electron-updater brings. */
const { load } = createRequire(import.meta.resolve('electron-updater'))('js-yaml') as { load(text: string): unknown };

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}
interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly needs?: string;
  readonly environment?: string;
  readonly 'timeout-minutes'?: number;
  readonly steps: readonly Step[];
  readonly strategy?: { readonly matrix: { readonly include: readonly { readonly system: string }[] } };
}
interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

const texts = new Map(readdirSync(FOLDER).map((name) => [name, readFileSync(join(FOLDER, name), 'utf8')]));
const workflow = (name: string): Workflow => load(texts.get(name) ?? '') as Workflow;
const jobsOf = (name: string): readonly (readonly [string, Job])[] => Object.entries(workflow(name).jobs);
const release = workflow('release.yml');
const stepsOf = (job: string): readonly Step[] => release.jobs[job]?.steps ?? [];

/** What is wrong with a workflow's text, one line each. */
function problems(text: string): string[] {
  const { permissions, jobs } = load(text) as Workflow;
  const found: string[] = [];
  if (JSON.stringify(permissions) !== '{}') found.push('grants by default');
  if (/pull_request_target|workflow_run/.test(text)) found.push('runs strangers’ code with rights');
  for (const [name, job] of Object.entries(jobs)) {
    if (job.permissions === undefined) found.push(`${name} says no permissions`);
    if (job['timeout-minutes'] === undefined) found.push(`${name} has no limit`);
    for (const { uses, run, with: given } of job.steps) {
      if (uses !== undefined && !/^[\w.-]+\/[\w.-]+@[0-9a-f]{40}$/.test(uses)) found.push(`${uses} is not pinned`);
      if (uses?.startsWith('actions/checkout@') === true && given?.['persist-credentials'] !== false)
        found.push(`${name} leaves its token in the checkout`);
      // What comes from outside goes through the environment, never into the text of a script.
      if (run?.includes('${{') === true) found.push(`${name} puts an expression into a script`);
    }
  }
  // The version beside each pin, for whoever renews them.
  for (const line of text.split('\n'))
    if (/uses: /.test(line) && !/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))
      found.push(`no version beside ${line.trim()}`);
  return found;
}

test.each([...texts.keys()])('%s: pinned, least privilege, bounded', (name) => {
  expect(problems(texts.get(name) ?? '')).toEqual([]);
});

test('the planted faults are seen', () => {
  const text = texts.get('release.yml') ?? '';
  const planted: readonly (readonly [string, string, RegExp])[] = [
    ['permissions: {}', 'permissions: write-all', /grants by default/],
    ['@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0', '@v5', /is not pinned/],
    ['persist-credentials: false', 'persist-credentials: true', /leaves its token/],
    ['- run: npm test', '- run: echo ${{ github.ref_name }}', /puts an expression/],
    ['    timeout-minutes: 30\n', '', /has no limit/],
  ];
  for (const [from, to, words] of planted) {
    expect(text).toContain(from);
    expect(problems(text.replace(from, to)).join('\n')).toMatch(words);
  }
});

test('one pin per action in all files', () => {
  const pins = [...texts.values()].flatMap((text) => [...text.matchAll(/uses: ([\w./-]+)@(\w+)/g)]);
  const byAction = Map.groupBy(pins, ([, action]) => action);
  for (const [action, all] of byAction)
    expect([action, new Set(all.map(([, , hash]) => hash)).size]).toEqual([action, 1]);
});

test('a release comes from a tag alone, is tested first, and is built on three systems', () => {
  expect(Object.keys(release.on)).toEqual(['push']);
  expect(Object.keys(release.on['push'] as object)).toEqual(['tags']);
  expect(release.jobs['build']).toMatchObject({ needs: 'test', environment: 'release' });
  expect(release.jobs['draft']).toMatchObject({ needs: 'build' });
  expect(stepsOf('test').some(({ run }) => run === 'npm test')).toBe(true);
  expect(release.jobs['build']?.strategy?.matrix.include.map(({ system }) => system)).toEqual([
    'linux',
    'windows',
    'macos',
  ]);
  // No package's script runs where the keys for signing are.
  expect(stepsOf('build').some(({ run }) => run === 'npm ci --ignore-scripts')).toBe(true);
  expect(JSON.stringify(stepsOf('build'))).toContain('--publish never');
});

test('only the last job may write; it checks the sums, states where the files come from, and makes a draft', () => {
  for (const [name, { permissions }] of [...jobsOf('release.yml'), ...jobsOf('ci.yml')]) {
    const wanted =
      name === 'draft' ? { contents: 'write', 'id-token': 'write', attestations: 'write' } : { contents: 'read' };
    expect([name, permissions]).toEqual([name, wanted]);
  }
  const words = stepsOf('draft').map(({ run = '', uses = '' }) => `${run}${uses}`);
  expect(words.some((each) => each.includes('shasum -a 256 -c'))).toBe(true);
  expect(words.some((each) => each.includes('attest-build-provenance'))).toBe(true);
  expect(words.some((each) => each.includes('gh release create') && each.includes('--draft'))).toBe(true);
  // It runs none of our code: it has nothing checked out.
  expect(words.some((each) => /actions\/checkout|npm |node /.test(each))).toBe(false);
});

test('secrets are named in the one step that packs, each for its own system', () => {
  const text = texts.get('release.yml') ?? '';
  const uses = [...text.matchAll(/\$\{\{ (.*secrets\..*) \}\}/g)].map(([, expression]) => expression ?? '');
  expect(uses).toHaveLength(7);
  for (const expression of uses)
    expect(expression).toMatch(/^matrix\.system == '(?:macos|windows)' && secrets\.\w+ \|\| ''$/);
  expect(texts.get('ci.yml')).not.toContain('secrets.');
});
