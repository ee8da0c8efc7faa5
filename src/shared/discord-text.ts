// What a webhook writes: templates with variables, and how the words of others are kept from meaning anything to Discord.
// Pure; the page's preview and the sender use the same.
import type { NoticeKind } from './notice.ts';

export type Templates = { readonly [Kind in NoticeKind]?: string | undefined };

/** Variables by kind. Their values are escaped: a name or a reason can neither ping nor link. */
export const VARIABLES = {
  ban: ['user', 'moderator', 'reason', 'channel', 'time'],
  timeout: ['user', 'moderator', 'reason', 'duration', 'until', 'channel', 'time'],
  unban: ['user', 'moderator', 'channel', 'time'],
  lift: ['user', 'moderator', 'channel', 'time'],
  expired: ['user', 'channel', 'time'],
  warning: ['user', 'moderator', 'reason', 'channel', 'time'],
  moderators: ['user', 'change', 'moderator', 'channel', 'time'],
  bulk: ['title', 'text', 'channel', 'time'],
  alert: ['title', 'text', 'channel', 'time'],
} as const satisfies Record<NoticeKind, readonly string[]>;

export const DEFAULT_TEMPLATES: Readonly<Record<NoticeKind, string>> = {
  ban: '⛔ **{user}** was banned in {channel} by {moderator}: {reason}',
  timeout: '⏱ **{user}** was timed out in {channel} for {duration} by {moderator}: {reason}',
  unban: '✅ **{user}** was unbanned in {channel} by {moderator}',
  lift: '✅ The timeout of **{user}** in {channel} was ended by {moderator}',
  expired: '⌛ The timeout of **{user}** in {channel} ran out',
  warning: '⚠️ **{user}** was warned in {channel} by {moderator}: {reason}',
  moderators: '🛡 **{user}** {change} in {channel} by {moderator}',
  bulk: '📋 **{title}** {text}',
  alert: '🔔 **{title}** {text}',
};

export const LONGEST_TEMPLATE = 300;
/** One line at Discord: less than the 2000 characters of a message, so that one always fits. */
const LONGEST_LINE = 1_800;
const LONGEST_VALUE = 500;

/** What is wrong with a template, in a sentence; null when nothing is. */
export function templateFault(kind: NoticeKind, template: string): string | null {
  if (template.trim() === '') return 'A template needs some text.';
  if (template.length > LONGEST_TEMPLATE) return `A template has at most ${LONGEST_TEMPLATE} characters.`;
  const known: readonly string[] = VARIABLES[kind];
  const unknown = [...template.matchAll(/\{([^{}]*)\}/g)].map(([, name]) => name ?? '').find((n) => !known.includes(n));
  if (unknown === undefined) return null;
  return `{${unknown.slice(0, 20)}} is no variable here. There are: ${known.map((name) => `{${name}}`).join(' ')}.`;
}

/** One line of a message. What a value does not say is left empty; line breaks become blanks. */
export function renderLine(
  kind: NoticeKind,
  templates: Templates,
  values: Readonly<Record<string, DiscordValue>>,
): string {
  const template = templates[kind] ?? DEFAULT_TEMPLATES[kind];
  const line = template.replaceAll(/\{([a-z]+)\}/g, (whole, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) return whole;
    return typeof value === 'string' ? escapeDiscord(value) : value.markup;
  });
  return cutLine(line.replaceAll(/\s+/g, ' ').trim());
}

/** A text of somebody's, which is escaped, or markup of our own, which is not. */
export type DiscordValue = string | { readonly markup: string };

/** A moment that each reader sees in their own time zone. https://discord.com/developers/docs/reference#message-formatting */
export function timeMarkup(ms: number, style: 'T' | 'f'): DiscordValue {
  return { markup: `<t:${Math.floor(ms / 1000)}:${style}>` };
}

/**
 * `text` so that Discord shows it as it is: one line, no control or direction characters, at most 500 characters, and a
 * backslash before whatever could begin markup, a mention, a link or an emoji.
 */
export function escapeDiscord(text: string): string {
  const plain = text
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    // Invisible, and able to turn the order of what follows or to hide a mention from a reader.
    .replaceAll(/[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '');
  const characters = Array.from(plain);
  const cut = characters.length > LONGEST_VALUE ? `${characters.slice(0, LONGEST_VALUE - 1).join('')}…` : plain;
  return cut.replaceAll(/[\\`*_~|<>[\](){}#@:/.+&=-]/g, String.raw`\$&`);
}

/** Never in the middle of a character, and never right after a backslash, which would take the next one with it. */
function cutLine(line: string): string {
  if (line.length <= LONGEST_LINE) return line;
  const cut = line.slice(0, LONGEST_LINE - 1).replace(/[\ud800-\udbff]$/, '');
  const slashes = /\\*$/.exec(cut)?.[0].length ?? 0;
  return `${slashes % 2 === 1 ? cut.slice(0, -1) : cut}…`;
}
