// docs/permissions.md says what the permission matrix says; refresh it with MODKEEP_WRITE_DOCS=1.
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isAllowed, PERMISSIONS, RIGHTS, type Caller } from '../../src/shared/permissions.ts';
import type { Command } from '../../src/shared/contract.ts';
import { MODERATOR_RIGHTS } from '../../src/main/settings/rights.ts';

const PATH = new URL('../../docs/permissions.md', import.meta.url);
const START = '<!-- generated from src/shared/permissions.ts -->\n';
const END = '<!-- end of generated part -->';

const key = (rights: Extract<Caller, { kind: 'key' }>['rights']): Caller => ({
  kind: 'key',
  keyId: 'k',
  name: 'k',
  rights,
});

/** One row per command: what it asks for, and who has that. */
function matrix(): string {
  const rows = (Object.keys(PERMISSIONS) as Command[]).map((command) => {
    const may = [{ kind: 'owner' } as const, key(MODERATOR_RIGHTS), key([])].map((caller) =>
      isAllowed(caller, command) ? 'yes' : 'no',
    );
    return `| \`${command}\` | \`${PERMISSIONS[command]}\` | ${may.join(' | ')} |`;
  });
  const heading = '| command | asks for | owner | a moderator’s rights | no rights |\n|---|---|---|---|---|';
  return `\n${heading}\n${rows.join('\n')}\n\n`;
}

function parts(): [before: string, generated: string, after: string] {
  const text = readFileSync(PATH, 'utf8');
  const start = text.indexOf(START) + START.length;
  const end = text.indexOf(END);
  return [text.slice(0, start), text.slice(start, end), text.slice(end)];
}

test('the page shows the matrix that the guard uses', () => {
  const [before, generated, after] = parts();
  if (process.env['MODKEEP_WRITE_DOCS'] === '1') return writeFileSync(PATH, before + matrix() + after);
  expect(generated, 'refresh docs/permissions.md with MODKEEP_WRITE_DOCS=1').toBe(matrix());
});

test('every right is explained, and the words about defaults hold', () => {
  const [before] = parts();
  for (const right of RIGHTS) expect(before).toMatch(new RegExp(`^\\| \`${right}\` \\| \\S`, 'm'));
  expect(MODERATOR_RIGHTS).toEqual(RIGHTS.filter((right) => right !== 'manage_moderators'));
});
