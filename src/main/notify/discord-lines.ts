// A row that waits, as a line for Discord. Pure.
import { renderLine, timeMarkup, type DiscordValue, type Templates } from '../../shared/discord-text.ts';
import { formatLength } from '../../shared/duration.ts';
import type { EntryKind } from '../../shared/model.ts';
import { NOTICE_KINDS, type Notice, type NoticeKind } from '../../shared/notice.ts';
import { ENTRIES_OF, type Waiting } from './discord-store.ts';
import type { Line } from './discord-message.ts';

/** Null for what was explained away meanwhile: an entry that another one has replaced. */
export function lineOf(row: Waiting, templates: Templates): Line | null {
  if (row.notice !== null) return lineOfNotice(row, JSON.parse(row.notice) as Notice, templates);
  const kind = row.kind === null ? null : noticeKindOf(row.kind);
  if (kind === null) return null;
  const at = row.at ?? 0;
  const values: Record<string, DiscordValue> = {
    user: nameOf(row.displayName, row.login) ?? 'somebody',
    moderator: nameOf(row.moderator, row.moderatorLogin) ?? 'somebody',
    reason: row.reason || 'no reason given',
    duration: row.durationSeconds === null ? 'a while' : formatLength(row.durationSeconds),
    until: row.expiresAt === null ? 'an unknown time' : timeMarkup(row.expiresAt, 'f'),
    change: row.kind === 'moderator_added' ? 'was made a moderator' : 'was removed as a moderator',
    channel: row.channel ?? 'a channel',
    time: timeMarkup(at, 'T'),
  };
  return { seq: row.seq, kind, text: renderLine(kind, templates, values) };
}

/** The kind that an entry of the history is told as; null for those nobody is told of. */
export function noticeKindOf(kind: EntryKind): NoticeKind | null {
  return NOTICE_KINDS.find((notice) => ENTRIES_OF[notice].includes(kind)) ?? null;
}

function lineOfNotice({ seq, channel }: Waiting, notice: Notice, templates: Templates): Line {
  const { kind, title, text, at } = notice;
  const values = { title, text, channel: channel ?? 'all channels', time: timeMarkup(at, 'T') };
  return { seq, kind, text: renderLine(kind, templates, values) };
}

/** `Display (login)` where they differ. */
function nameOf(displayName: string | null, login: string | null): string | null {
  if (displayName === null || login === null) return displayName ?? login;
  return displayName.toLowerCase() === login ? displayName : `${displayName} (${login})`;
}
