// Reads the project's list of changes: versions with a heading each, a sentence, and one line per change. Pure.

export interface Release {
  readonly version: string;
  readonly intro: string;
  readonly changes: readonly string[];
}

/** Newest first, as the file has them. A line that is indented goes on with the one before. */
export function releasesOf(text: string): readonly Release[] {
  const [, ...parts] = text.split(/^## /m);
  return parts.map((part) => {
    const [version = '', ...lines] = part.split('\n');
    const changes: string[] = [];
    const intro: string[] = [];
    for (const line of lines) {
      const words = line.trim();
      if (words.startsWith('- ')) changes.push(words.slice(2));
      else if (words === '') continue;
      else if (changes.length === 0) intro.push(words);
      else changes.push(`${changes.pop()} ${words}`);
    }
    return { version: version.trim(), intro: intro.join(' '), changes };
  });
}
