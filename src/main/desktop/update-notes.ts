// Release notes as plain text: GitHub sends HTML, other servers what the author wrote. Pure.

const LONGEST = 8_000;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** Takes what electron-updater hands over, from outside: a text, a list of versions with their texts, or nothing. */
export function notesText(notes: unknown): string {
  if (typeof notes === 'string') return toText(notes);
  if (!Array.isArray(notes)) return '';
  const parts = notes.flatMap((each: unknown) => {
    const { version, note } = (each ?? {}) as { version?: unknown; note?: unknown };
    return typeof note === 'string' ? [`${typeof version === 'string' ? `${version}\n` : ''}${note}`] : [];
  });
  return toText(parts.join('\n\n'));
}

function toText(html: string): string {
  return (
    html
      .slice(0, LONGEST * 4)
      .replaceAll(/<li[^>]*>/gi, '\n• ')
      .replaceAll(/<(?:br|\/p|\/h[1-6]|\/ul|\/ol|\/div)[^>]*>/gi, '\n')
      .replaceAll(/<[^>]*>/g, '')
      .replaceAll(/&(?:#(\d{1,7})|([a-z]{2,6}));/gi, (whole, number?: string, name?: string) => {
        if (number !== undefined) return Number(number) <= 0x10_ff_ff ? String.fromCodePoint(Number(number)) : '';
        return ENTITIES[name?.toLowerCase() ?? ''] ?? whole;
      })
      // No control characters but the end of a line, and none that turn the direction of writing around.
      .replaceAll(/[^\P{C}\n]/gu, '')
      .replaceAll(/\n{3,}/g, '\n\n')
      .trim()
      .slice(0, LONGEST)
  );
}
