// Numbers for texts that come again and again: people, moderators, reasons. Lives as long as one question.

export interface Words {
  /** 0 for null and for what is blank. */
  numberOf(word: string | null): number;
  /** The text of a number that `numberOf` gave. */
  wordOf(number: number): string;
}

export function createWords(): Words {
  const numbers = new Map<string, number>([['', 0]]);
  const texts = [''];
  return {
    numberOf(word) {
      const text = word?.trim() ?? '';
      const found = numbers.get(text);
      if (found !== undefined) return found;
      numbers.set(text, texts.length);
      return texts.push(text) - 1;
    },
    wordOf: (number) => texts[number] ?? '',
  };
}
