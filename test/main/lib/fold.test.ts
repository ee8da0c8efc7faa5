// Two texts that a person calls the same but for their case are the same folded, in any script.
import { expect, it } from 'vitest';
import { fold } from '../../../src/main/lib/fold.ts';

it.each([
  ['NotABot_4821', 'notabot_4821'],
  ['ИГОРЬ', 'игорь'],
  ['ΕΛΕΝΗΣ', 'ελενης'],
  ['ΕΛΕΝΗΣ', 'ελενησ'],
  ['İSTANBUL', 'istanbul'],
  ['ışık', 'IŞIK'],
  ['STRASSE', 'straße'],
  ['ＡＢＣ１', 'abc1'],
  ['é', 'E\u0301'],
  ['斎藤さん', '斎藤さん'],
  ['ǅ', 'ǆ'],
])('%s is %s', (one, other) => {
  expect(fold(one)).toBe(fold(other));
});

it('a part stays a part', () => {
  expect(fold('ΟΔΟΣΑ')).toContain(fold('ΟΔΟΣ'));
  expect(fold('xİSTANBULx')).toContain(fold('istanbul'));
});

it('different letters stay different', () => {
  expect(fold('藤')).not.toBe(fold('籐'));
  expect(fold('e')).not.toBe(fold('é'));
});
