// The one store: what the frame shows and what the user is looking at. Rows live in SQLite, never here;
// events only raise revisions, and whoever shows rows asks again.
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
import type { Connection } from './socket-frames.ts';

export type Screen = 'bans' | 'activity' | 'audit' | 'settings' | 'connect';
export type BanSort = NonNullable<Input<'bans.list'>['sort']>;
/** What the composer waits for: a digit after `T`, or a reason that the settings ask for. */
export type Intent = 'timeout' | 'reason' | null;

/** Whom the right-hand panel shows: somebody known, or a login about to be typed. */
export type PanelTarget =
  | { readonly kind: 'person'; readonly userId: string; readonly name: string }
  | { readonly kind: 'typed' };

/** The last act, for as long as it can be taken back. */
export interface Undoable {
  readonly actId: string;
  readonly words: string;
  readonly run: () => Promise<void>;
}

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
  readonly limits: readonly LimitView[];
  readonly jobs: readonly JobView[];
  /** Whose permissions the next sign-in renews; null = a new account. */
  readonly reconnectId: string | null;
  /** The last sign-in that has ended, however it ended. */
  readonly endedSignIn: JobView | null;
  /** Raised whenever everything on screen must be asked for again (a lost connection came back). */
  readonly epoch: number;
  readonly bansRevision: Readonly<Record<string, number>>;
  readonly historyRevision: Readonly<Record<string, number>>;
  readonly auditRevision: number;
  readonly screen: Screen;
  readonly channelId: string | null;
  readonly search: Readonly<Record<string, string>>;
  readonly kinds: readonly RestrictionKind[];
  readonly sort: BanSort;
  /** The row that the keyboard stands on. */
  readonly activeRow: BanView | null;
  /** Rows ticked for copying, by user id with their login. */
  readonly checked: ReadonlyMap<string, string>;
  readonly panel: PanelTarget | null;
  readonly intent: Intent;
  readonly reason: string;
  readonly undoable: Undoable | null;
  readonly question: Question | null;
  readonly isHelpOpen: boolean;
  readonly isRailOpen: boolean;
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
    limits: [],
    jobs: [],
    reconnectId: null,
    endedSignIn: null,
    epoch: 0,
    bansRevision: {},
    historyRevision: {},
    auditRevision: 0,
    screen: 'bans',
    channelId: null,
    search: {},
    kinds: [],
    sort: { by: 'bannedAt', direction: 'desc' },
    activeRow: null,
    checked: new Map(),
    panel: null,
    intent: null,
    reason: '',
    undoable: null,
    question: null,
    isHelpOpen: false,
    isRailOpen: false,
  }));
}

/** Shows another channel; what was picked in the old one is let go. */
export function openChannel(store: Store, channelId: string): void {
  if (store.getState().channelId === channelId) return store.setState({ isRailOpen: false });
  store.setState({
    channelId,
    activeRow: null,
    checked: new Map(),
    panel: null,
    intent: null,
    reason: '',
    isRailOpen: false,
  });
}

export function openScreen(store: Store, screen: Screen): void {
  store.setState({ screen, intent: null, isRailOpen: false });
}

/** Shows the page that signs in: a new account, or one that is known again. */
export function openConnect(store: Store, reconnectId: string | null): void {
  store.setState({ reconnectId });
  openScreen(store, 'connect');
}

/** Opens the panel on somebody; the reason typed for somebody else does not come along. */
export function openPerson(store: Store, userId: string, name: string): void {
  const panel = store.getState().panel;
  const isSame = panel?.kind === 'person' && panel.userId === userId;
  if (!isSame) store.setState({ panel: { kind: 'person', userId, name }, intent: null, reason: '' });
}

export function currentChannel(state: State): ChannelView | null {
  return state.channels?.find((channel) => channel.id === state.channelId) ?? null;
}
