// The protocol's page says what the code does: its reference equals the contract, its example computes.
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { answerTo } from '../../../src/main/dock/handshake.ts';
import { CLOSE, LIMITS, PROTOCOL_VERSION } from '../../../src/main/dock/protocol.ts';
import { commands } from '../../../src/shared/contract.ts';
import { PERMISSIONS } from '../../../src/shared/permissions.ts';
import { protocolReference } from './reference.ts';

const PATH = new URL('../../../docs/dock-protocol.md', import.meta.url);
const END = '<!-- end of generated part -->';
const [before = '', after = ''] = split(readFileSync(PATH, 'utf8'));

/** The page up to the generated part, and from there to its end mark. */
function split(text: string): string[] {
  const start = text.indexOf('-->', text.indexOf('<!-- generated')) + '-->\n'.length;
  return [text.slice(0, start), text.slice(start, text.indexOf(END))];
}

test('the reference is what the contract and the permission matrix say', () => {
  const wanted = `\n${protocolReference()}\n`;
  if (process.env['MODKEEP_WRITE_DOCS'] === '1') return writeFileSync(PATH, `${before}${wanted}${END}\n`);
  expect(after, 'refresh docs/dock-protocol.md with MODKEEP_WRITE_DOCS=1').toBe(wanted);
});

test('every command is there with its right, and so is every input field', () => {
  for (const [name, right] of Object.entries(PERMISSIONS)) {
    expect(after).toMatch(new RegExp(`^\\| \`${name}\` \\| \`?${right}\`? \\|`, 'm'));
    expect(after).toContain(`### \`${name}\``);
  }
  expect([...after.matchAll(/^### `([a-zA-Z]+\.[a-zA-Z]+)`$/gm)].map(([, name]) => name)).toEqual(
    Object.keys(commands),
  );
});

test('the worked example computes', () => {
  const row = (name: string): string => new RegExp(`^\\| ${name}[^|]*\\| \`([^\`]+)\``, 'm').exec(before)?.[1] ?? '';
  const bytes = (name: string): Buffer => Buffer.from(row(name), 'base64url');
  expect([bytes('key').length, bytes('challenge').length]).toEqual([32, 32]);
  expect(answerTo(bytes('challenge'), bytes('key'))).toBe(row('answer'));
  expect(before).toContain(Buffer.from(row('answer'), 'base64url').toString('hex'));
});

test('every error code, close code and limit is named', () => {
  const source = readFileSync(new URL('../../../src/shared/errors.ts', import.meta.url), 'utf8');
  const codes = [...source.matchAll(/^ {2}([A-Z_]{6,}):/gm)].map(([, code]) => code);
  expect(codes.length).toBeGreaterThan(15);
  for (const code of codes) expect(before).toContain(`| \`${code}\` |`);
  for (const code of Object.values(CLOSE)) expect(before).toMatch(new RegExp(`^\\| ${code} \\|`, 'm'));
  expect(before).toContain(`Protocol version: **${PROTOCOL_VERSION}**`);
  expect(LIMITS).toMatchObject({
    frameBytes: 65_536,
    firstFrameMs: 2_000,
    sockets: 8,
    callsPerSecond: 200,
    callsAtOnce: 200,
  });
  expect(LIMITS).toMatchObject({
    sendBufferBytes: 1_048_576,
    codeMs: 60_000,
    failures: 10,
    failureWindowMs: 60_000,
    lockOutMs: 60_000,
  });
});
