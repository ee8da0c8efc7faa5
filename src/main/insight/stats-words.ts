// Numbers for texts that come again and again: people, moderators, reasons. Those that the database has given are used;
// what it does not know yet is numbered after them, for as long as one question lasts.
import type { Sqlite } from '../db/connection.ts';

export interface Words {
  /** 0 for null and for what is blank. */
  numberOf(word: string | null): number;
  /** The text of a number that `numberOf` or the database gave. */
  wordOf(number: number): string;
  /** Texts that were asked for and that the database has no number for. */
  readonly unknown: readonly string[];
}

export function createWords(sqlite: Sqlite): Words {
  const numberFor = sqlite.prepare<[string], number>('SELECT number FROM stats_word WHERE word = ?').pluck();
  const wordFor = sqlite.prepare<[number], string>('SELECT word FROM stats_word WHERE number = ?').pluck();
  const first = (sqlite.prepare<[], number | null>('SELECT max(number) FROM stats_word').pluck().get() ?? 0) + 1;
  const numbers = new Map<string, number>([['', 0]]);
  const unknown: string[] = [];
  return {
    unknown,
    numberOf(word) {
      const text = word?.trim() ?? '';
      const found = numbers.get(text) ?? numberFor.get(text) ?? first + unknown.push(text) - 1;
      numbers.set(text, found);
      return found;
    },
    wordOf: (number) => (number >= first ? unknown[number - first] : wordFor.get(number)) ?? '',
  };
}
