// One way to say that two texts are the same but for their case, in any script. Knows nothing of tables or queries.

const PLAIN = /^[\0-\x7F]*$/;

/**
 * Text as search compares it: wide and composed forms made one (NFKC), and case taken away for every script. Upper case
 * first, because only then ß is ss and Turkish ı is i; the dot that İ leaves behind goes, and a final ς is a σ.
 */
export function fold(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase();
  return text.normalize('NFKC').toUpperCase().toLowerCase().replaceAll('i\u0307', 'i').replaceAll('ς', 'σ');
}
