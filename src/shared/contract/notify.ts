// Being told: what was worth saying lately, and the Discord webhooks that are told of it.
import { z } from 'zod';
import { NOTICE_KINDS, type NoticeKind, type NoticeView } from '../notice.ts';
import { empty, output, rowId, twitchId } from './fields.ts';

/** A webhook. Its address is in the vault and is shown to nobody. */
export interface DiscordHookView {
  readonly hookId: string;
  readonly name: string;
  /** Null = all channels. */
  readonly channelId: string | null;
  readonly kinds: readonly NoticeKind[];
  /** The last characters of its address. */
  readonly endsWith: string;
  /** `retrying`: something went wrong, the next try comes by itself. `paused`: it waits for a person. */
  readonly state: 'ready' | 'sending' | 'retrying' | 'paused';
  readonly pausedBy: 'person' | 'gone' | 'refused' | 'no_address' | null;
  readonly waiting: number;
  /** Given up because more than 100 000 waited. */
  readonly dropped: number;
  readonly sentAt: string | null;
  readonly nextTryAt: string | null;
  readonly lastError: { readonly at: string; readonly sentence: string } | null;
}

const hookFields = {
  /** `https://discord.com/api/webhooks/…`: kept in the vault, never given back. */
  url: z.string().max(400),
  name: z.string().trim().min(1).max(40),
  /** Null = all channels. */
  channelId: twitchId.nullable(),
  kinds: z.array(z.enum(NOTICE_KINDS)).min(1).max(NOTICE_KINDS.length),
};

export const notifyCommands = {
  /** What was worth saying since `after` (a `seq`), oldest first, at most the last 100 of this run. */
  'notices.recent': {
    input: z.strictObject({ after: z.int().min(0).default(0) }),
    output: output<{ notices: readonly NoticeView[]; last: number }>(),
  },
  'discord.list': { input: empty, output: output<{ hooks: readonly DiscordHookView[] }>() },
  'discord.add': { input: z.strictObject(hookFields), output: output<{ hook: DiscordHookView }>() },
  /** A new address, or `isPaused: false`, also ends a pause that Modkeep has made. */
  'discord.change': {
    input: z.strictObject({
      hookId: rowId,
      ...z.strictObject({ ...hookFields, isPaused: z.boolean() }).partial().shape,
    }),
    output: output<{ hook: DiscordHookView }>(),
  },
  /** Forgets its address and what waits for it. */
  'discord.remove': { input: z.strictObject({ hookId: rowId }), output: output<{ removed: boolean }>() },
  /** Sends one message now. `sentence`: what came of it. */
  'discord.test': {
    input: z.strictObject({ hookId: rowId }),
    output: output<{ isSent: boolean; sentence: string; hook: DiscordHookView }>(),
  },
  /** Gives up what waits. */
  'discord.discard': {
    input: z.strictObject({ hookId: rowId }),
    output: output<{ discarded: number; hook: DiscordHookView }>(),
  },
};
