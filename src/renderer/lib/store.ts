// The one store: what the frame shows and what the user is looking at. Rows live in SQLite, never here;
// events only raise revisions, and whoever shows rows asks again.
import { EVERYTHING, type RecordFilter, type RecordScreen } from './record-filter.ts';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type {
  AccountView,
  AppInfo,
  BanView,
  ChannelView,
  JobView,
  LimitView,
  RestrictionKind,
  Settings,
} from '../../shared/model.ts';
import type { Caller } from '../../shared/permissions.ts';
import type { Input } from '../../shared/contract.ts';
import type { BrakeView, RefusalCounts } from '../../shared/contract/settings.ts';
import type { AlertView } from '../../shared/contract/alerts.ts';
import type { CheckName } from '../../shared/contract/health.ts';
import type { UnconfirmedView } from '../../shared/contract/acting.ts';
import type { Connection } from './socket-frames.ts';
import type { SettingsSection } from './settings-sections.ts';
import { NO_FILTER, type BanFilter } from './ban-filter.ts';
import { FIRST_RANGE, type StatsRange } from './stats-range.ts';
import { elsewhere, EMPTY_DRAFT, type BulkDraft, type Upload } from './bulk-draft.ts';

export type Screen =
  | 'bans'
  | 'schedule'
  | 'activity'
  | 'bulk'
  | 'audit'
  | 'moderators'
  | 'stats'
  | 'health'
  | 'log'
  | 'help'
  | 'settings'
  | 'connect';
/** The parts of the Moderators screen. */
export type RolesView = 'moderators' | 'rights' | 'protected';
export type BanSort = NonNullable<Input<'bans.list'>['sort']>;
/** What the composer waits for: a digit after `T`, or a reason that the settings ask for. */
export type Intent = 'timeout' | 'reason' | null;

/** Whom the right-hand panel shows: somebody known, or a login about to be typed. */
export type PanelTarget =
  | { readonly kind: 'person'; readonly channelId: string; readonly userId: string; readonly name: string }
  | { readonly kind: 'typed' };

/** The last act, for as long as it can be taken back. */
export interface Undoable {
  readonly actId: string;
  readonly words: string;
  readonly run: () => Promise<void>;
}

/** What the next sign-in is for: an account known here again, and what it must be granted (all when null). */
export interface ReconnectWish {
  readonly accountId: string;
  readonly features: NonNullable<Input<'accounts.signIn'>['features']> | null;
}

/** An act that was refused for want of a permission, and is done once more when it has been granted. */
export interface Repeat {
  readonly accountId: string;
  /** What will be done then, for the person to read: `ban Cool_User`. */
  readonly words: string;
  readonly run: () => void;
}

/** The windows over the frame; one at a time. */
export type OpenWindow = 'help' | 'sync' | 'palette' | 'add-channel' | null;

/** Asked before an act where the settings, or what Twitch will not say, call for it. */
export interface Question {
  readonly title: string;
  readonly text: string;
  readonly action: string;
  readonly onYes: () => void;
}

export interface State {
  readonly connection: Connection;
  readonly caller: Caller;
  readonly app: AppInfo | null;
  readonly accounts: readonly AccountView[];
  readonly channels: readonly ChannelView[] | null;
  readonly settings: Settings | null;
  /** The settings as they are until somebody changes them. */
  readonly defaults: Settings | null;
  readonly limits: readonly LimitView[];
  /** Modkeep's own limits in every channel, and how many attempts each guard has refused. */
  readonly brakes: readonly BrakeView[];
  readonly refused: RefusalCounts | null;
  readonly jobs: readonly JobView[];
  /** Whose permissions the next sign-in renews; null = a new account. */
  readonly reconnect: ReconnectWish | null;
  readonly repeat: Repeat | null;
  /** The last sign-in that has ended, however it ended. */
  readonly endedSignIn: JobView | null;
  /** Raised whenever everything on screen must be asked for again (a lost connection came back). */
  readonly epoch: number;
  readonly bansRevision: Readonly<Record<string, number>>;
  readonly historyRevision: Readonly<Record<string, number>>;
  readonly auditRevision: number;
  /** By entry: acts of ours that Twitch has not shown; null until first asked. */
  readonly unconfirmed: ReadonlyMap<string, UnconfirmedView> | null;
  /** Alerts that are raised; null until first asked. */
  readonly alerts: readonly AlertView[] | null;
  readonly bulkRevision: number;
  readonly settingsRevision: number;
  readonly updatesRevision: number;
  readonly discordRevision: number;
  readonly dockRevision: number;
  /** Since when (ms) a channel that was live is not any more, as far as this page has seen it. */
  readonly lostSince: Readonly<Record<string, number>>;
  /** Entries by channel that nobody has looked at in this session. */
  readonly unread: Readonly<Record<string, number>>;
  readonly screen: Screen;
  readonly rolesView: RolesView;
  readonly settingsSection: SettingsSection;
  /** The line of the Health screen that somebody came for. */
  readonly healthPlace: CheckName | 'alerts' | null;
  readonly helpPage: string | null; // null = the list of pages, or the first one
  readonly channelId: string | null;
  /** Activity shows every channel. */
  readonly isEverywhere: boolean;
  readonly search: Readonly<Record<string, string>>;
  readonly kinds: readonly RestrictionKind[];
  readonly banFilter: BanFilter;
  /** What Audit and Activity are narrowed to. */
  readonly records: Readonly<Record<RecordScreen, RecordFilter>>;
  readonly hasSourceColumn: boolean;
  /** Kinds that Activity shows, by the words of its chips; empty = all. */
  readonly activityKinds: readonly string[];
  readonly statsRange: StatsRange;
  readonly sort: BanSort;
  /** The row that the keyboard stands on. */
  readonly activeRow: BanView | null;
  /** Rows ticked for copying, by user id with their login. */
  readonly checked: ReadonlyMap<string, string>;
  /** The bulk job on show, null for the page that begins one. */
  readonly bulkId: string | null;
  readonly bulkDraft: BulkDraft;
  readonly upload: Upload | null;
  readonly panel: PanelTarget | null;
  readonly intent: Intent;
  readonly reason: string;
  readonly undoable: Undoable | null;
  readonly question: Question | null;
  readonly window: OpenWindow;
}

export type Store = StoreApi<State>;

export function createAppStore(): Store {
  return createStore<State>(() => ({
    connection: 'connecting',
    caller: { kind: 'owner' },
    app: null,
    accounts: [],
    channels: null,
    settings: null,
    defaults: null,
    limits: [],
    brakes: [],
    refused: null,
    jobs: [],
    reconnect: null,
    repeat: null,
    endedSignIn: null,
    epoch: 0,
    bansRevision: {},
    historyRevision: {},
    auditRevision: 0,
    unconfirmed: null,
    alerts: null,
    bulkRevision: 0,
    settingsRevision: 0,
    updatesRevision: 0,
    discordRevision: 0,
    dockRevision: 0,
    lostSince: {},
    unread: {},
    screen: 'bans',
    rolesView: 'moderators',
    settingsSection: 'general',
    healthPlace: null,
    helpPage: null,
    channelId: null,
    isEverywhere: false,
    search: {},
    kinds: [],
    banFilter: NO_FILTER,
    records: { audit: EVERYTHING, activity: EVERYTHING },
    hasSourceColumn: false,
    activityKinds: [],
    statsRange: FIRST_RANGE,
    sort: { by: 'bannedAt', direction: 'desc' },
    activeRow: null,
    checked: new Map(),
    bulkId: null,
    bulkDraft: EMPTY_DRAFT,
    upload: null,
    panel: null,
    intent: null,
    reason: '',
    undoable: null,
    question: null,
    window: null,
  }));
}

/** Shows another channel; what was picked in the old one is let go. */
export function openChannel(store: Store, channelId: string): void {
  if (store.getState().channelId === channelId) return store.setState({ isEverywhere: false });
  store.setState((state) => ({
    channelId,
    isEverywhere: false,
    activeRow: null,
    checked: new Map(),
    panel: null,
    intent: null,
    reason: '',
    bulkId: null,
    bulkDraft: elsewhere(state.bulkDraft),
    // Its moderators are others; the rest of the filter means the same in any channel.
    banFilter: { ...state.banFilter, moderator: null },
  }));
}

/** Leaving the page that signs in also drops the act that waited for it: done much later it would surprise. */
export function openScreen(store: Store, screen: Screen): void {
  store.setState({ screen, intent: null, ...(screen === 'connect' ? {} : { repeat: null }) });
}

/** The page that begins a bulk job, with what is known of it already. */
export function openBulk(store: Store, draft: Partial<BulkDraft>): void {
  store.setState((state) => ({ bulkId: null, panel: null, bulkDraft: { ...state.bulkDraft, ...draft } }));
  openScreen(store, 'bulk');
}

/** A part of the Moderators screen. */
export function openRoles(store: Store, rolesView: RolesView): void {
  store.setState({ rolesView });
  openScreen(store, 'moderators');
}

export function openSettings(store: Store, section: SettingsSection): void {
  store.setState({ settingsSection: section });
  openScreen(store, 'settings');
}

/** The Health screen, at one of its checks. */
export function openHealth(store: Store, healthPlace: NonNullable<State['healthPlace']>): void {
  store.setState({ healthPlace });
  openScreen(store, 'health');
}

/** Activity over every channel. */
export function openEverywhere(store: Store): void {
  store.setState({ isEverywhere: true, activeRow: null, panel: null, reason: '' });
  openScreen(store, 'activity');
}

/** Shows the page that signs in: a new account, or one that is known again, for `features` (all when left out). */
export function openConnect(store: Store, accountId: string | null, features: ReconnectWish['features'] = null): void {
  // On a narrow window the panel would cover that page.
  store.setState({
    reconnect: accountId === null ? null : { accountId, features },
    repeat: null,
    window: null,
    panel: null,
  });
  openScreen(store, 'connect');
}

/** Opens the panel on somebody in `channelId`; the reason typed for somebody else does not come along. */
export function openPerson(store: Store, channelId: string, userId: string, name: string): void {
  const panel = store.getState().panel;
  const isSame = panel?.kind === 'person' && panel.userId === userId && panel.channelId === channelId;
  if (!isSame) store.setState({ panel: { kind: 'person', channelId, userId, name }, intent: null, reason: '' });
}

const MODES = ['broadcaster', 'moderator', 'viewer'] as const satisfies readonly ChannelView['mode'][];

/** One's own channels first, then the moderated ones; within each as the core gives them. */
export function byRole(channels: readonly ChannelView[]): readonly ChannelView[] {
  return channels.toSorted((one, other) => MODES.indexOf(one.mode) - MODES.indexOf(other.mode));
}

export function currentChannel(state: State): ChannelView | null {
  return channelOf(state, state.channelId);
}

export function channelOf(state: State, channelId: string | null): ChannelView | null {
  return state.channels?.find((channel) => channel.id === channelId) ?? null;
}
