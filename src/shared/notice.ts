// What people may want to be told of while they look elsewhere: its kinds, and one notice as rooms hand it on. No zod here.

import type { Templates } from './discord-text.ts';

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

/** `system`: a notification of the system's; `sound`: a short tone. */
export const NOTICE_WAYS = ['system', 'sound'] as const;
export type NoticeWay = (typeof NOTICE_WAYS)[number];
export type NoticeWays = { readonly [Kind in NoticeKind]?: readonly NoticeWay[] | undefined };

/** Local times of day, `22:00`; an end before the beginning is on the next day. */
export interface QuietHours {
  readonly from: string;
  readonly to: string;
}

/** What is said where and when: a part of the settings. */
export interface NoticeSettings {
  /** By kind, how Modkeep says it on this machine; a kind that is not named is not said. */
  readonly noticeWays: NoticeWays;
  /** Whether acts made through Modkeep are said too. */
  readonly noticeOwnActs: boolean;
  /** Local times of day at which nothing is shown or sounds; one may run past midnight. */
  readonly quietHours: readonly QuietHours[];
  /** Nothing is shown or sounds while an own channel streams. */
  readonly quietOnAir: boolean;
  /** Alerts of the worst kind are said all the same. */
  readonly quietLetsDanger: boolean;
  /** 0 to 100. */
  readonly soundVolume: number;
  /** What webhooks write, where it is not as it comes. */
  readonly discordTemplates: Templates;
}

/** A notice as the pages get it. */
export interface NoticeView extends Omit<Notice, 'at' | 'ways'> {
  /** Rises with every notice of this run; a restart begins at 1. */
  readonly seq: number;
  readonly at: string;
  /** How it is to be said now, as settings and quiet hours have it. */
  readonly ways: readonly NoticeWay[];
}
