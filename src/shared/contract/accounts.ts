// Accounts and channels: who is signed in, and what that lets Modkeep reach.
import { z } from 'zod';
import type { Right } from '../permissions.ts';
import type { AccountView, AppInfo, ChannelCheck, ChannelView, FeatureView, JobView, Person } from '../model.ts';
import { empty, output, rowId, twitchId } from './fields.ts';

/** The last two are only asked for when somebody names them. */
const feature = z.enum(['readList', 'act', 'live', 'moderatedChannels', 'readModerators', 'manageModerators']);

/** A package whose code is part of the app. */
export interface LicenceView {
  readonly name: string;
  readonly version: string;
  /** SPDX, as the package names it. */
  readonly licence: string;
  /** The licence's whole text; empty where the package brings none. */
  readonly text: string;
}

/** What Modkeep is and runs on; null where there is no such part. */
export interface VersionsView {
  readonly app: string;
  readonly shell: 'desktop' | 'browser';
  readonly electron: string | null;
  readonly chromium: string | null;
  readonly node: string;
  readonly sqlite: string;
  /** How many migrations the database has been through. */
  readonly schema: number;
  readonly system: string;
}

export const accountCommands = {
  /** `rights`: what the caller may do in some channel at least, as of now. */
  'app.get': { input: empty, output: output<AppInfo & { readonly rights: readonly Right[] }>() },
  /** Every package whose code is in the app, by name. NOT_FOUND (`licences`) where the app was not built. */
  'app.licences': { input: empty, output: output<{ licences: readonly LicenceView[] }>() },
  'app.versions': { input: empty, output: output<VersionsView>() },
  'accounts.list': { input: empty, output: output<{ accounts: readonly AccountView[] }>() },
  /** Starts Twitch's device flow; the job ends when the user has confirmed, refused, or let it expire. */
  'accounts.signIn': {
    input: z.strictObject({
      scopes: z.array(z.string().max(60)).max(40).optional(),
      /** Reconnects this account: asks for what it has and for what `features` (all when left out) still lack. */
      accountId: twitchId.optional(),
      features: z.array(feature).max(6).optional(),
    }),
    output: output<{ jobId: string; userCode: string; verificationUri: string; expiresAt: string }>(),
  },
  /** What each account can and cannot do, and which scopes are missing for it. */
  'accounts.scopes': {
    input: empty,
    output: output<{ accounts: readonly { accountId: string; features: readonly FeatureView[] }[] }>(),
  },
  'accounts.cancelSignIn': {
    input: z.strictObject({ jobId: rowId }),
    output: output<{ job: JobView }>(),
  },
  'accounts.signOut': {
    input: z.strictObject({ accountId: twitchId }),
    output: output<{ account: AccountView }>(),
  },
  'channels.list': { input: empty, output: output<{ channels: readonly ChannelView[] }>() },
  /** By login, display name, id or address. */
  'channels.find': {
    input: z.strictObject({ query: z.string().min(1).max(200) }),
    output: output<{ channel: Person; known: ChannelView | null }>(),
  },
  'channels.add': {
    input: z.strictObject({ query: z.string().min(1).max(200) }),
    output: output<{ channel: ChannelView }>(),
  },
  /** Why a list is empty or cannot be read: each possible cause, looked at. */
  'channels.check': {
    input: z.strictObject({ channelId: twitchId }),
    output: output<{ checks: readonly ChannelCheck[] }>(),
  },
  'channels.watch': {
    input: z.strictObject({ channelId: twitchId, isWatched: z.boolean() }),
    output: output<{ channel: ChannelView }>(),
  },
  /** Opens one of the known pages in the system browser; the renderer never names a URL. */
  'links.open': {
    input: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('signIn'), jobId: rowId }),
      z.strictObject({ kind: z.literal('twitchUser'), login: z.string().regex(/^[a-z0-9_]{1,25}$/) }),
      z.strictObject({ kind: z.literal('clientIdGuide') }),
      z.strictObject({ kind: z.literal('twitchStatus') }),
      z.strictObject({ kind: z.literal('twitchScopes') }),
      z.strictObject({ kind: z.literal('twitchConnections') }),
    ]),
    output: output<{ url: string; opened: boolean }>(),
  },
};
