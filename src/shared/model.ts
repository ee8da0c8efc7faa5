// The row and view types that both sides speak. Times that cross a process are ISO 8601 UTC strings;
// ids of people and channels are Twitch's numeric strings, ids of our own rows are UUIDs. No zod here.
import type { LogLevel } from './log-levels.ts';
import type { BrakeLimit, BrakeName, BrakeProfile } from './brakes.ts';
import type { DockSettings } from './dock-port.ts';
import type { NoticeSettings } from './notice.ts';

export type Source = 'poll' | 'eventsub' | 'app' | 'import';
export const SOURCES = ['poll', 'eventsub', 'app', 'import'] as const satisfies readonly Source[];

/** What holds a person out right now. `unknown` = the expiry could not be read; kept, never expired by us. */
export type RestrictionKind = 'ban' | 'timeout' | 'unknown';

/** One line of the moderation history. `lifted` ends a timeout early, `unbanned` ends a ban, `expired` ran out by itself. */
export type EntryKind =
  | RestrictionKind
  | 'expired'
  | 'lifted'
  | 'unbanned'
  | 'warned'
  | 'message_deleted'
  | 'moderator_added'
  | 'moderator_removed'
  | 'unban_request_approved'
  | 'unban_request_denied';

export type ChannelMode = 'broadcaster' | 'moderator' | 'viewer';

export interface Person {
  readonly id: string;
  readonly login: string;
  readonly displayName: string;
}

export interface BanView {
  readonly id: string;
  readonly channelId: string;
  readonly userId: string;
  readonly username: string;
  readonly displayName: string;
  readonly kind: RestrictionKind;
  readonly isPermanent: boolean;
  readonly bannedAt: string | null;
  readonly expiresAt: string | null;
  /** Exactly what Twitch sent; null when it sent null, nothing, or the act is only known from an event. */
  readonly rawExpiresAt: string | null;
  readonly reason: string;
  readonly bannedBy: string | null;
  readonly bannedByUsername: string | null;
  readonly bannedByDisplayName: string | null;
  readonly sources: readonly Source[];
  /** True when it stood in the list before this channel was first watched. */
  readonly found: boolean;
  readonly firstSeenAt: string;
}

export interface EntryView {
  readonly id: string;
  readonly seq: number;
  readonly channelId: string;
  readonly userId: string;
  readonly username: string;
  readonly displayName: string;
  readonly kind: EntryKind;
  readonly at: string;
  /** Set when the moment is only known to lie between `notBefore` and `at` (nobody was watching). */
  readonly notBefore: string | null;
  readonly recordedAt: string;
  readonly durationSeconds: number | null;
  readonly expiresAt: string | null;
  readonly rawExpiresAt: string | null;
  readonly reason: string;
  readonly moderatorId: string | null;
  readonly moderatorUsername: string | null;
  readonly moderatorDisplayName: string | null;
  readonly sources: readonly Source[];
  readonly found: boolean;
}

/** A stretch in which nothing was watched. */
export interface GapView {
  readonly id: string;
  readonly channelId: string;
  readonly from: string;
  readonly to: string;
  readonly reason: GapReason;
}
export type GapReason = 'app_closed' | 'sleep' | 'connection' | 'write_failed' | 'signed_out';

export interface AuditView {
  readonly id: string;
  readonly seq: number;
  readonly moderatorId: string | null;
  readonly moderatorUsername: string | null;
  readonly action: AuditAction;
  readonly contentType: 'user' | 'channel' | 'message' | 'request' | 'settings' | 'log';
  readonly contentId: string;
  readonly contentName: string | null;
  readonly channelId: string | null;
  readonly reason: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly createdAt: string;
  /** The id of the row this one adds later knowledge to, or null; and how many such rows a folded one includes. */
  readonly amends: string | null;
  readonly additions: number;
}

export type AuditAction =
  | 'ban_user'
  | 'unban_user'
  | 'timeout_user'
  | 'untimeout_user'
  | 'add_moderator'
  | 'remove_moderator'
  | 'update_permissions'
  | 'sync_bans'
  | 'warn_user'
  | 'approve'
  | 'reject'
  | 'escalate'
  | 'kill_switch'
  | 'change_settings'
  | 'sign_in'
  | 'sign_out'
  | 'anchor_log'
  | 'purge_log'
  | 'restore_backup'
  | 'import_history';

export interface AccountView {
  readonly id: string;
  readonly login: string;
  readonly displayName: string;
  readonly state: 'signed-in' | 'signed-out';
  /** Why it is signed out, in a code the interface has words for. */
  readonly reason: 'user' | 'revoked' | 'expired' | 'restart' | null;
  readonly scopes: readonly string[];
  readonly signedInAt: string;
}

export interface ChannelView {
  readonly id: string;
  readonly login: string;
  readonly displayName: string;
  readonly mode: ChannelMode;
  /** The accounts through which this channel is reached, the strongest first. */
  readonly accountIds: readonly string[];
  readonly isWatched: boolean;
  /** Whether setting and environment let acting into this channel, where it is on at all. */
  readonly isActingLetIn: boolean;
  readonly status: ChannelStatus;
}

/** The truth about what is known of a channel right now. */
export interface ChannelStatus {
  readonly channelId: string;
  readonly revision: number;
  readonly counts: Readonly<Record<RestrictionKind, number>>;
  readonly firstWatchedAt: string | null;
  readonly lastCompleteReadAt: string | null;
  /** State of the silent reader: what it is doing and why not more. */
  readonly reading: 'idle' | 'reading' | 'waiting' | 'held' | 'failed' | 'off';
  readonly nextReadAt: string | null;
  readonly intervalMs: number | null;
  /** One plain sentence: why this cadence, or what failed, or what is held. */
  readonly explanation: string;
  readonly live: 'off' | 'connecting' | 'live' | 'lost' | 'refused';
  readonly liveLatencyMs: number | null;
  readonly canAct: boolean;
}

/** One thing that could make a list empty or unreadable, looked at. */
export interface ChannelCheck {
  readonly name: 'id' | 'mode' | 'account' | 'scopes' | 'list';
  readonly ok: boolean;
  readonly sentence: string;
  /** What would mend it; null where nothing can or need. */
  readonly fix: 'pick' | 'sign-in' | 'reconnect' | null;
}

/** What an account may do, as far as Twitch has granted it. */
export interface FeatureView {
  readonly feature: 'readList' | 'act' | 'live' | 'moderatedChannels';
  readonly can: boolean;
  /** What the person gets for it, in words. */
  readonly why: string;
  readonly missingScopes: readonly string[];
}

export type JobKind = 'sync' | 'sign-in' | 'export' | 'bulk' | 'verify' | 'purge' | 'backup' | 'import';
export type JobStatus = 'queued' | 'running' | 'waiting' | 'completed' | 'failed' | 'cancelled' | 'interrupted';

export interface JobView {
  readonly jobId: string;
  readonly kind: JobKind;
  readonly channelId: string | null;
  readonly status: JobStatus;
  readonly phase: string;
  readonly done: number;
  readonly total: number | null;
  readonly pages: number;
  /** Units per second over the last stretch, null until it can be told. */
  readonly rate: number | null;
  readonly etaMs: number | null;
  readonly startedAt: string;
  readonly updatedAt: string;
  readonly finishedAt: string | null;
  readonly actor: string | null;
  readonly summary: Readonly<Record<string, unknown>>;
  readonly error: import('./errors.ts').AppError | null;
}

/** One Twitch rate-limit bucket as last seen in its response headers. */
export interface LimitView {
  readonly accountId: string;
  readonly limit: number;
  readonly remaining: number;
  readonly resetAt: string;
  readonly percentageUsed: number;
}

export interface ChannelSet {
  readonly name: string;
  readonly channelIds: readonly string[];
}

export interface Settings extends NoticeSettings, DockSettings {
  readonly theme: 'system' | 'dark' | 'light';
  /** Interface scale in percent, 90 to 130. */
  readonly scale: number;
  /** Nine timeout presets in seconds, 1 to 1 209 600 each. */
  readonly timeoutPresets: readonly number[];
  readonly reasonPresets: readonly string[];
  readonly requireReason: boolean;
  readonly confirmPermanentBan: boolean;
  /** The user's switch "Let Modkeep act on Twitch". */
  readonly actingEnabled: boolean;
  readonly killSwitch: boolean;
  /** Public Twitch client id; empty = the one from the environment or the build. */
  readonly twitchClientId: string;
  /** Browser shell only: keep tokens in a 0600 file so that a restart stays signed in. */
  readonly keepSignedIn: boolean;
  readonly keys: Readonly<Record<string, string>>;
  /** Nine timeout presets of a channel's own, by channel id; other channels have `timeoutPresets`. */
  readonly channelTimeoutPresets: Readonly<Record<string, readonly number[]>>;
  /** Suggested timeout in seconds for the first, second, … offence; null = a ban. The last counts for all after it. */
  readonly ladder: readonly (number | null)[];
  /** Named sets of channels to act in at once. */
  readonly channelSets: readonly ChannelSet[];
  readonly savedFilters: readonly import('./saved-filter.ts').SavedFilter[];
  /** Ids of the channels Modkeep may act in; null = all. Values in the environment win. */
  readonly actingChannels: readonly string[] | null;
  /** Local limits on acting, changed where a row is named in `brakeOverrides`. */
  readonly brakesEnabled: boolean;
  readonly brakeProfile: BrakeProfile;
  readonly brakeOverrides: { readonly [Name in BrakeName]?: BrakeLimit | undefined };
  /** Days that the audit log is kept; null = for ever. Older rows go only once the person has agreed. */
  readonly auditRetentionDays: number | null;
  /** What the log keeps at least. */
  readonly logLevel: LogLevel;
  /** Desktop shell: closing the window leaves Modkeep watching, in the tray. */
  readonly closeToTray: boolean;
  /** `beta` also takes versions that are still being tried. */
  readonly updateChannel: 'stable' | 'beta';
  /** Look for newer versions at the start and every few hours. */
  readonly updateChecks: boolean;
  /** Install what was fetched when Modkeep is quit. */
  readonly updateAtQuit: boolean;
}

/** Why acting is on or off right now, the kill switch first. */
export interface ActingState {
  readonly isOn: boolean;
  readonly reason: 'on' | 'kill_switch' | 'flag_off' | 'environment_off';
}

/** What the environment that Modkeep was started in says; null = nothing. */
export interface EnvironmentView {
  /** `FEATURE_TWITCH_MODERATION`: wins over the setting. */
  readonly acting: boolean | null;
  /** `FEATURE_TWITCH_MODERATION_ENABLED_USERS`: with the percentage, wins over `actingChannels`. */
  readonly actingChannels: readonly string[] | null;
  /** `FEATURE_TWITCH_MODERATION_ROLLOUT_PERCENTAGE`: 0 to 100. */
  readonly rolloutPercentage: number | null;
  /** `RATE_LIMIT_ENABLED`: counts until `brakesEnabled` is set by hand. */
  readonly brakesEnabled: boolean | null;
}

export interface AppInfo {
  readonly version: string;
  readonly shell: 'desktop' | 'browser';
  readonly isDemo: boolean;
  readonly hasClientId: boolean;
  readonly acting: ActingState;
  /** Since when the disk takes nothing more, so that Modkeep only reads; null while all is well. */
  readonly readOnlySince: string | null;
  readonly environment: EnvironmentView;
  readonly vault: 'system' | 'file' | 'memory';
  readonly now: string;
}
