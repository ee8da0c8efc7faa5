// A long list in pieces: every line once and with its number, no record cut, each piece small enough for a frame.
import { expect, test } from 'vitest';
import { parseProtected } from '../../../src/main/lists/parse.ts';
import { cutList } from '../../../src/renderer/lib/list-pieces.ts';
import { csvLine } from '../../../src/shared/csv.ts';

const FRAME = 64 * 1024;
const SAFE = 1024;

function read(text: string) {
  const { pieces, noteColumn } = cutList(text);
  for (const piece of pieces)
    expect(new TextEncoder().encode(JSON.stringify(piece.text)).length).toBeLessThan(FRAME - SAFE);
  const lists = pieces.map((piece) => parseProtected(piece.text, piece.firstLine, noteColumn));
  return { pieces, lines: lists.flatMap((list) => list.lines), problems: lists.flatMap((list) => list.problems) };
}

test('a short list is one piece, an empty one is none', () => {
  expect(cutList('alice\nbob').pieces).toEqual([{ text: 'alice\nbob', firstLine: 1 }]);
  expect(cutList(' \n\n').pieces).toEqual([]);
});

test('pieces say what the whole would have said, with notes over several lines and in any script', () => {
  const rows = Array.from({ length: 3000 }, (_, index) => [`user${index}`, `斎藤さん "no. ${index}",\nsecond line`]);
  const text = `login,note\r\n${rows.map(csvLine).join('')}not a name\r\n`;
  const { pieces, lines, problems } = read(text);
  const whole = parseProtected(text, 1);
  expect(pieces.length).toBeGreaterThan(2);
  expect(lines).toEqual(whole.lines);
  expect(problems).toEqual(whole.problems);
});

test('a stray quote costs its own line and nothing behind it', () => {
  const text = ['"open', ...Array.from({ length: 5000 }, (_, index) => `user${index},${'n'.repeat(40)}`)].join('\n');
  const { lines, problems } = read(text);
  expect(lines).toHaveLength(5000);
  expect(problems).toMatchObject([{ line: 1, reason: 'not_readable' }]);
  expect(lines.at(-1)).toMatchObject({ line: 5001 });
});

test('the heading says where the note stands', () => {
  expect(cutList('user_id,login,display_name,note,where\r\n"1","a","A","x","y"').noteColumn).toBe(3);
  expect(cutList('login,note\nalice,x').noteColumn).toBe(1);
  expect(cutList('alice,note\nbob,a,b').noteColumn).toBeNull();
  expect(cutList('note').noteColumn).toBeNull();
});
