// A line for Discord as Discord will show it, as far as templates go: bold, moments, and backslashes that stand for nothing.
import type { DiscordValue } from '../../shared/discord-text.ts';

export interface Piece {
  readonly text: string;
  readonly isBold: boolean;
}

/** Somebody whose name and reason would mean something if they were not escaped. */
export const SAMPLE: Readonly<Record<string, DiscordValue>> = {
  user: 'Spam_Bot_4821',
  moderator: 'QuillMod',
  reason: 'link spam: https://spam.example @everyone',
  duration: '10m',
  until: { markup: '22:15' },
  change: 'was made a moderator',
  channel: 'PepperQuill',
  time: { markup: '22:05:31' },
  title: 'Live events are not heard',
  text: 'Since 22:04. Health shows what to do.',
};

export function previewOf(line: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let isBold = false;
  let text = '';
  const cut = (): void => {
    if (text !== '') pieces.push({ text, isBold });
    text = '';
  };
  for (let at = 0; at < line.length; at += 1) {
    if (line[at] === '\\' && /[^0-9A-Za-z\s]/.test(line[at + 1] ?? '')) text += line[(at += 1)];
    else if (line.startsWith('**', at)) {
      cut();
      isBold = !isBold;
      at += 1;
    } else text += line[at];
  }
  cut();
  return pieces;
}
