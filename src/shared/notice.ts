// What people may want to be told of while they look elsewhere: its kinds, and one notice as rooms hand it on. No zod here.

export const NOTICE_KINDS = [
  'ban',
  'timeout',
  'unban',
  'lift',
  'expired',
  'warning',
  'moderators',
  'bulk',
  'alert',
] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

export type Severity = 'info' | 'warning' | 'danger';

export interface Notice {
  readonly kind: NoticeKind;
  /** Null for what belongs to no channel. */
  readonly channelId: string | null;
  readonly severity: Severity;
  /** One line: what happened, to whom. */
  readonly title: string;
  /** What more there is to say, and what to do; empty where the title says it all. */
  readonly text: string;
  /** Epoch ms by this machine's clock. */
  readonly at: number;
  /** Notices with the same word are about one thing: on screen the later takes the place of the earlier. Null = alone. */
  readonly sameAs: string | null;
  /** Ways that this one may take, of those that the settings choose for its kind; all when left out. */
  readonly ways?: { readonly system: boolean; readonly discord: boolean };
}

/** A notice as the pages get it. */
export interface NoticeView extends Omit<Notice, 'at'> {
  /** Rises with every notice of this run; a restart begins at 1. */
  readonly seq: number;
  readonly at: string;
}
