// Who may import whom: each wall is breached once in a copy of the tree, and the linter has to refuse it.
// Nothing here knows the rules themselves; they are in .oxlintrc.json.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { read, ROOT } from './tree.ts';

interface Finding {
  readonly code: string;
  readonly message: string;
  readonly filename: string;
}

type Plant = readonly [folder: string, line: string, words: RegExp];

const config = JSON.parse(read('.oxlintrc.json')) as Record<string, unknown>;
const WALL = /no-restricted-imports/;
const use = (path: string): string => `import { thing } from '${path}';\nexport const other = thing;\n`;

/** Folder or file, an import that must be refused there. */
const REFUSED: readonly (readonly [string, string])[] = [
  ['src/shared', '../main/lib/clock.ts'],
  ['src/shared', '../renderer/main.tsx'],
  ['src/shared', 'electron'],
  ['src/shared', 'node:fs'],
  ['src/shared/contract', '../../main/lib/clock.ts'],
  ['src/shared/errors.ts', 'zod'],
  ['src/shared/model.ts', './contract.ts'],
  ['src/shared/permissions.ts', 'zod'],
  ['src/renderer', '../main/lib/clock.ts'],
  ['src/renderer/features/bans', '../../../main/bans/queries.ts'],
  ['src/renderer', '../preload/index.ts'],
  ['src/renderer', '../simulator/start.ts'],
  ['src/renderer', 'electron'],
  ['src/renderer', 'node:fs'],
  ['src/renderer', 'zod'],
  ['src/renderer', '../shared/contract.ts'],
  ['src/renderer/lib', '../../shared/contract/bans.ts'],
  ['src/preload', '../main/core.ts'],
  ['src/preload', 'node:fs'],
  ['src/simulator', '../shared/errors.ts'],
  ['src/simulator', '../main/lib/clock.ts'],
  ['src/main/lib', '../db/open.ts'],
  ['src/main/lib', '../bans/queries.ts'],
  ['src/main/lib', 'node:timers/promises'],
  ['src/main/lib', 'perf_hooks'],
  ['src/main/db', '../twitch/types.ts'],
  ['src/main/db/schema', '../../bans/ledger.ts'],
  ['src/main/twitch', '../bans/classify.ts'],
  ['src/main/twitch', '../core.ts'],
  ['src/main/bans', '../handlers.ts'],
  ['src/main/bans', '../core.ts'],
  ['src/main/bans', '../dispatch.ts'],
  ['src/main/bans', '../actions/act.ts'],
  ['src/main/audit', '../bans/ledger.ts'],
  ['src/main/bulk', '../actions/act.ts'],
  ['src/main/actions', '../bulk/bulk.ts'],
  ['src/main/dock', '../bulk/bulk.ts'],
  ['src/main/settings', '../dock/dock.ts'],
  ['src/main/handlers.ts', './core.ts'],
  ['src/main/dispatch.ts', './bans/ledger.ts'],
  ['src/main/core.ts', './serve.ts'],
  ['src/main/reader.ts', './serve.ts'],
  ['src/main/core.ts', './desktop/window.ts'],
  ['src/main/core.ts', './dock/dock.ts'],
  ['src/main/wiring', '../serve.ts'],
  ['src/main/wiring', '../dock/dock.ts'],
  ['src/main/wiring', 'electron'],
  ['src/main/bans', '../wiring/rooms.ts'],
  ['src/main/handlers.ts', './wiring/rooms.ts'],
  ['src/main/dock', '../wiring/rooms.ts'],
  ['src/main/dock', '../desktop/window.ts'],
  ['src/main/dock', '../bans/ledger.ts'],
  ['src/main/desktop', '../dock/dock.ts'],
  ['src/main/desktop', '../db/open.ts'],
  ['src/main/shell', '../desktop/window.ts'],
  ['src/main/shell', '../dock/dock.ts'],
  ['src/main/shell', '../accounts/keeping-vault.ts'],
  ['src/main/shell', '../core.ts'],
  ['src/main/shell', 'electron'],
  ['src/main/lib', '../shell/data-folder.ts'],
  ['src/main/bans', '../shell/data-folder.ts'],
  ['src/main/core.ts', './shell/data-folder.ts'],
  ['src/main/handlers.ts', './shell/data-folder.ts'],
  ['src/main/dispatch.ts', './shell/data-folder.ts'],
  ['src/main/serve.ts', './desktop/window.ts'],
  ['src/main/serve.ts', '../simulator/twitch.ts'],
  ['src/main/index.ts', '../simulator/twitch.ts'],
  ['src/main/lib', 'electron'],
  ['src/main/serve.ts', 'electron'],
  ['src/main/core.ts', 'electron'],
  ['src/main/dock', 'electron'],
  ['src/main/bans', '@twurple/api'],
  ['src/main/core.ts', '@twurple/auth'],
  ['src/main/bans', 'better-sqlite3'],
  ['src/main/core.ts', 'better-sqlite3'],
  ['src/main/bans', '../../simulator/start.ts'],
  ['src/main/core.ts', '../simulator/start.ts'],
  ['src/main/lib', '../../renderer/lib/format.ts'],
];

/** Imports that the house needs; a wall that refuses one of these is in the wrong place. */
const ALLOWED: readonly (readonly [string, string])[] = [
  ['src/shared/contract', 'zod'],
  ['src/renderer/lib', '../../shared/errors.ts'],
  ['src/preload', 'electron'],
  ['src/main/desktop', 'electron'],
  ['src/main/index.ts', 'electron'],
  ['src/main/twitch', '@twurple/api'],
  ['src/main/db', 'better-sqlite3'],
  ['src/main/bans', '../db/connection.ts'],
  ['src/main/bans', '../twitch/client.ts'],
  ['src/main/audit', '../bans/queries.ts'],
  ['src/main/audit', '../bans/history-queries.ts'],
  ['src/main/actions', '../bans/classify.ts'],
  ['src/main/handlers.ts', './bans/ledger.ts'],
  ['src/main/core.ts', './handlers.ts'],
  ['src/main/serve.ts', './core.ts'],
  ['src/main/shell', '../lib/log.ts'],
  ['src/main/desktop', '../shell/page-files.ts'],
  ['src/main/dock', '../shell/page-files.ts'],
  ['src/main/index.ts', './shell/data-folder.ts'],
  ['src/main/serve.ts', './shell/data-folder.ts'],
  ['src/main/serve.ts', '../simulator/start.ts'],
];

/** Other house rules that the linter holds. */
const RULES: readonly Plant[] = [
  ['src/main/bans', 'export const at = Date.now();\n', /no-restricted-globals/],
  ['src/main/bans', 'export const at = globalThis.performance.now();\n', /no-restricted-globals/],
  ['src/main/bans', 'setTimeout(() => undefined, 1);\n', /no-restricted-globals/],
  ['src/main/dock', 'setInterval(() => undefined, 1);\n', /no-restricted-globals/],
  ['src/main/bans', 'export const dice = Math.random();\n', /no-restricted-properties/],
  ['src/main/bans', 'export default function name(): void {}\n', /no-default-export/],
  ['src/main/bans', "export * from './ledger.ts';\n", /no-barrel-file/],
  ['src/main/bans', '// one more line\n'.repeat(301), /max-lines/],
];

const plants: readonly Plant[] = [...REFUSED.map(([at, path]): Plant => [at, use(path), WALL]), ...RULES];

describe('walls', () => {
  const folder = mkdtempSync(join(tmpdir(), 'modkeep-walls-'));
  let findings: readonly Finding[] = [];

  beforeAll(() => {
    for (const [index, [at, text]] of plants.entries()) plant(join(folder, `p${index}`), at, text);
    for (const [index, [at, path]] of ALLOWED.entries()) plant(join(folder, `a${index}`), at, use(path));
    plant(join(folder, 'cycle'), 'src/main/bans/one.ts', "import { two } from './two.ts';\nexport const one = two;\n");
    plant(join(folder, 'cycle'), 'src/main/bans/two.ts', "import { one } from './one.ts';\nexport const two = one;\n");
    plantTyped(join(folder, 'typed'));
    findings = lint(folder);
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(plants.map(([at, text, rule], index) => ({ at, line: text.split('\n')[0], rule, index })))(
    'refuses $line in $at',
    ({ rule, index }) => {
      expect(codesOf(findings, `p${index}/`).filter((code) => rule.test(code))).not.toEqual([]);
    },
  );

  it.each(ALLOWED.map(([at, path], index) => ({ at, path, index })))('lets $at import $path', ({ index }) => {
    expect(codesOf(findings, `a${index}/`).filter((code) => WALL.test(code))).toEqual([]);
  });

  it('refuses a circle of imports', () => {
    expect(codesOf(findings, 'cycle/').some((code) => code.includes('no-cycle'))).toBe(true);
  });

  it.each([/no-floating-promises/, /no-misused-promises/, /switch-exhaustiveness-check/])(
    'refuses what only the types show: %s',
    (rule) => {
      expect(codesOf(findings, 'typed/').filter((code) => rule.test(code))).not.toEqual([]);
    },
  );
});

/** Every plant gets a root with the real rules of its own, so that two of them never share a file. */
function plant(root: string, at: string, text: string): void {
  const path = join(root, /\.tsx?$/.test(at) ? at : `${at}/planted.ts`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  writeFileSync(join(root, '.oxlintrc.json'), JSON.stringify({ ...config, options: undefined, $schema: undefined }));
}

function plantTyped(root: string): void {
  plant(
    root,
    'src/main/bans',
    [
      "export type Kind = 'ban' | 'timeout';",
      'export async function work(kind: Kind): Promise<void> {',
      "  switch (kind) { case 'ban': break; }",
      '}',
      "export function start(): void { work('ban'); if (work('ban')) [1].forEach(async () => work('ban')); }",
    ].join('\n'),
  );
  writeFileSync(
    join(root, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: { strict: true, types: [], noEmit: true }, include: ['src'] }),
  );
}

function lint(folder: string): readonly Finding[] {
  const tool = join(ROOT, 'node_modules/oxlint/bin/oxlint');
  const run = spawnSync(process.execPath, [tool, '--type-aware', '-f', 'json', '.'], { cwd: folder, encoding: 'utf8' });
  return (JSON.parse(run.stdout) as { diagnostics: Finding[] }).diagnostics;
}

function codesOf(findings: readonly Finding[], prefix: string): readonly string[] {
  return findings.filter((finding) => finding.filename.startsWith(prefix)).map((finding) => finding.code);
}
