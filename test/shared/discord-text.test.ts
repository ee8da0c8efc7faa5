// What webhooks write: the words of others mean nothing to Discord, and templates say what is wrong with them.
import { describe, expect, it } from 'vitest';
import {
  DEFAULT_TEMPLATES,
  LONGEST_TEMPLATE,
  VARIABLES,
  escapeDiscord,
  renderLine,
  templateFault,
  timeMarkup,
} from '../../src/shared/discord-text.ts';
import { NOTICE_KINDS } from '../../src/shared/notice.ts';

/** What Discord takes for markup, a mention, a link or an emoji, with what a backslash takes the meaning from taken out. */
const MEANING =
  /@(everyone|here)|<(@[!&]?|#|a?:\w+:|t:|\/)[^>]*>|https?:\/\/|\]\(|[*_~|`]{2}|(^|\n)(#{1,3}|>|-#|-|\*|\d+\.) |[*_`]/;
const unescaped = (text: string): string => text.replaceAll(/\\[^0-9A-Za-z\s]/g, '·');

const NASTY = [
  '@everyone',
  '@here free nitro',
  '<@123456789012345678>',
  '<@&1>',
  '<#1>',
  '<:x:1>',
  '[click](https://evil.example)',
  'https://evil.example/a_b_c',
  '**bold** __under__ ~~gone~~ ||spoiler|| `code` ```block```',
  '# heading',
  '-# small',
  '> quote',
  '- list',
  '1. list',
  String.raw`back\slash\*\*`,
  String.raw`\@everyone`,
  'a\nb\r\n# c',
];

describe('the words of others', () => {
  it.each(NASTY)('%j means nothing to Discord', (text) => {
    const escaped = escapeDiscord(text);
    expect(unescaped(escaped)).not.toMatch(MEANING);
    expect(escaped).not.toContain('\n');
    // What a reader sees is what was written.
    expect(escaped.replaceAll(/\\([^0-9A-Za-z\s])/g, '$1')).toBe(text.replaceAll(/\s+/g, ' '));
  });

  it('would mean something as they are', () => {
    const harmless = ['back\\slash\\*\\*', String.raw`\@everyone`, 'a\nb\r\n# c'];
    for (const text of NASTY.filter((one) => !harmless.includes(one))) expect(unescaped(text)).toMatch(MEANING);
  });

  it('lose what is invisible or turns the order, and are cut by characters', () => {
    expect(escapeDiscord('a\u202eb\u200bc\u0000d')).toBe('abc d');
    const cut = escapeDiscord('😀'.repeat(600));
    expect(Array.from(cut)).toHaveLength(500);
    expect(cut.endsWith('😀…')).toBe(true);
  });
});

describe('a template', () => {
  it.each(NOTICE_KINDS)('as it comes is right: %s', (kind) => {
    expect(templateFault(kind, DEFAULT_TEMPLATES[kind])).toBeNull();
    const values = Object.fromEntries(VARIABLES[kind].map((name) => [name, `<${name}>`]));
    const line = renderLine(kind, {}, values);
    expect(line).not.toMatch(/\{\w+\}/);
    expect(unescaped(line)).not.toContain('<');
  });

  it('says what is wrong with it', () => {
    expect(templateFault('ban', ' ')).toContain('some text');
    expect(templateFault('ban', 'x'.repeat(LONGEST_TEMPLATE + 1))).toContain('300');
    expect(templateFault('ban', '{user} {duration}')).toBe(
      '{duration} is no variable here. There are: {user} {moderator} {reason} {channel} {time}.',
    );
    expect(templateFault('ban', '{}')).toContain('{} is no variable');
  });

  it('is one line, and never longer than a message can be', () => {
    const template = '{reason}'.repeat(30);
    const line = renderLine('ban', { ban: `a\n${template}` }, { reason: '*'.repeat(500) });
    expect(line.length).toBeLessThanOrEqual(1_800);
    expect(line).not.toContain('\n');
    expect(/(\\+)…$/.exec(line)?.[1]?.length ?? 0).toBe(0);
  });

  it('takes markup of our own as it is', () => {
    expect(renderLine('ban', { ban: '{time} {user}' }, { time: timeMarkup(1_795_000_000_999, 'T'), user: 'a_b' })).toBe(
      String.raw`<t:1795000000:T> a\_b`,
    );
  });
});
