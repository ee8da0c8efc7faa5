// Puts many lines into one message within Discord's limits. Pure.
import type { NoticeKind } from '../../shared/notice.ts';

/** https://discord.com/developers/docs/resources/message#embed-object-embed-limits */
export const DISCORD_LIMITS = { content: 2_000, description: 4_096, embeds: 6_000 } as const;

export interface Line {
  readonly seq: number;
  readonly kind: NoticeKind;
  readonly text: string;
}

export interface Message {
  readonly body: object;
  /** The last line it holds. */
  readonly through: number;
}

/** Links in what is written are not unfurled. https://discord.com/developers/docs/resources/message#message-object-message-flags */
const SUPPRESS_EMBEDS = 4;
/** Whatever a text says, nobody is pinged. */
const NOBODY = { parse: [] } as const;
const REPEAT = '-# This may be a repeat: the answer to the last message was lost.';

/**
 * As many of `lines` as fit, in their order, at least one. A few are plain text; many are a summary over two blocks of
 * lines. `isRepeat`: the same message may have arrived before, which it says.
 */
export function packMessage(lines: readonly Line[], isRepeat: boolean): Message {
  const whole = [...lines.map(({ text }) => text), ...(isRepeat ? [REPEAT] : [])].join('\n');
  const last = lines.at(-1)?.seq ?? 0;
  if (whole.length <= DISCORD_LIMITS.content)
    return { through: last, body: { content: whole, flags: SUPPRESS_EMBEDS, allowed_mentions: NOBODY } };
  const blocks: string[] = [];
  let used = 0;
  let taken = 0;
  for (const { text } of lines) {
    const block = blocks.at(-1);
    const isJoined = block !== undefined && block.length + 1 + text.length <= DISCORD_LIMITS.description;
    const added = text.length + (isJoined ? 1 : 0);
    if (used + added > DISCORD_LIMITS.embeds) break;
    if (isJoined) blocks[blocks.length - 1] = `${block}\n${text}`;
    else blocks.push(text);
    used += added;
    taken += 1;
  }
  const inside = lines.slice(0, taken);
  const content = [summaryOf(inside), ...(isRepeat ? [REPEAT] : [])].join('\n');
  return {
    through: inside.at(-1)?.seq ?? last,
    body: { content, embeds: blocks.map((description) => ({ description })), allowed_mentions: NOBODY },
  };
}

const WORDS: Readonly<Record<NoticeKind, readonly [one: string, many: string]>> = {
  ban: ['ban', 'bans'],
  timeout: ['timeout', 'timeouts'],
  unban: ['unban', 'unbans'],
  lift: ['timeout ended', 'timeouts ended'],
  expired: ['timeout ran out', 'timeouts ran out'],
  warning: ['warning', 'warnings'],
  moderators: ['change of moderators', 'changes of moderators'],
  bulk: ['bulk job', 'bulk jobs'],
  alert: ['alert', 'alerts'],
};

/** `37 bans, 2 timeouts` */
export function countsInWords(counts: Iterable<readonly [NoticeKind, number]>): string {
  return [...counts].map(([kind, count]) => `${count} ${WORDS[kind][count === 1 ? 0 : 1]}`).join(', ');
}

function summaryOf(lines: readonly Line[]): string {
  const groups = Map.groupBy(lines, ({ kind }) => kind);
  return `**${countsInWords([...groups].map(([kind, { length }]) => [kind, length] as const))}**`;
}
