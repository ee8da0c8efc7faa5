// Words for the kinds of notices, in the order in which they are listed.
import { NOTICE_KINDS, type NoticeKind } from '../../shared/notice.ts';

export const NOTICE_WORDS: Readonly<Record<NoticeKind, string>> = {
  ban: 'Bans',
  timeout: 'Timeouts',
  unban: 'Unbans',
  lift: 'Timeouts ended by a person',
  expired: 'Timeouts that ran out',
  warning: 'Warnings',
  moderators: 'Changes of moderators',
  bulk: 'Bulk jobs that end',
  alert: 'Alerts',
};

/** `bans, timeouts, alerts`; `everything` when nothing is left out. */
export function kindsInWords(kinds: readonly NoticeKind[]): string {
  if (kinds.length === NOTICE_KINDS.length) return 'everything';
  return NOTICE_KINDS.filter((kind) => kinds.includes(kind))
    .map((kind) => NOTICE_WORDS[kind].toLowerCase())
    .join(', ');
}
