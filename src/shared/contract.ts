// All that crosses a process: every command with its shapes, and every event. The renderer takes types only.
import type { z } from 'zod';
import type { AppError } from './errors.ts';
import { accountCommands } from './contract/accounts.ts';
import { actingCommands } from './contract/acting.ts';
import { alertCommands } from './contract/alerts.ts';
import { auditCommands } from './contract/audit.ts';
import { banCommands } from './contract/bans.ts';
import { bulkCommands } from './contract/bulk.ts';
import { dataCommands } from './contract/data.ts';
import { healthCommands } from './contract/health.ts';
import { insightCommands } from './contract/insight.ts';
import { dockCommands } from './contract/dock.ts';
import { exportCommands } from './contract/exports.ts';
import { logCommands } from './contract/log.ts';
import { listCommands } from './contract/lists.ts';
import { moderatorCommands } from './contract/moderators.ts';
import { notifyCommands } from './contract/notify.ts';
import { reportCommands } from './contract/report.ts';
import { rightCommands } from './contract/rights.ts';
import { settingsCommands } from './contract/settings.ts';
import { updateCommands } from './contract/updates.ts';

export const commands = {
  ...accountCommands,
  ...banCommands,
  ...bulkCommands,
  ...auditCommands,
  ...settingsCommands,
  ...listCommands,
  ...logCommands,
  ...reportCommands,
  ...healthCommands,
  ...alertCommands,
  ...dataCommands,
  ...exportCommands,
  ...actingCommands,
  ...moderatorCommands,
  ...rightCommands,
  ...dockCommands,
  ...insightCommands,
  ...notifyCommands,
  ...updateCommands,
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;

export type Command = keyof typeof commands;
/** What a caller sends. */
export type Input<C extends Command> = z.input<(typeof commands)[C]['input']>;
/** What a handler receives: parsed, with defaults filled in. */
export type Parsed<C extends Command> = z.output<(typeof commands)[C]['input']>;
export type Output<C extends Command> = z.output<(typeof commands)[C]['output']>;

export type Reply<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: AppError };

/** Says what changed, never the rows: whoever shows them asks again. `revision` only ever rises. */
export type AppEvent =
  | { readonly type: 'bans.changed'; readonly channelId: string; readonly revision: number }
  | { readonly type: 'history.changed'; readonly channelId: string; readonly revision: number }
  | { readonly type: 'audit.changed'; readonly revision: number }
  /** What Twitch has shown of our acts: see `acts.unconfirmed`. */
  | { readonly type: 'acts.changed'; readonly channelId: string; readonly revision: number }
  | { readonly type: 'bulk.changed'; readonly bulkId: string; readonly revision: number }
  | { readonly type: 'job.changed'; readonly jobId: string; readonly revision: number }
  | { readonly type: 'channel.status'; readonly channelId: string; readonly revision: number }
  | { readonly type: 'accounts.changed'; readonly revision: number }
  /** What `app.get` says of Modkeep itself: whether anything can be saved. */
  | { readonly type: 'app.changed'; readonly revision: number }
  /** An alert was raised, seen or is over, or a rule is another. */
  | { readonly type: 'alerts.changed'; readonly revision: number }
  | { readonly type: 'limits.changed'; readonly revision: number }
  | { readonly type: 'settings.changed'; readonly revision: number }
  /** Something is worth saying: see `notices.recent`. */
  | { readonly type: 'notices.changed'; readonly revision: number }
  /** The loopback server goes on or off, or somebody has come or gone: see `dock.get`. */
  | { readonly type: 'dock.changed'; readonly revision: number }
  | { readonly type: 'updates.changed'; readonly revision: number }
  /** A webhook, or what waits for it: see `discord.list`. */
  | { readonly type: 'discord.changed'; readonly revision: number };

/** The whole surface that a page sees, in the desktop shell (preload) and in the browser shell (socket). */
export interface Bridge {
  call<C extends Command>(command: C, input: Input<C>): Promise<Reply<Output<C>>>;
  /** Calls back for every event; returns the function that stops it. */
  onEvent(listener: (event: AppEvent) => void): () => void;
}
