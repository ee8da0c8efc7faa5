// The rooms for acting on many people at once.
import { pageDelay } from '../bans/cadence.ts';
import type { BanQueries } from '../bans/list-queries.ts';
import { createBudget } from '../bulk/budget.ts';
import { createBulks, type Bulks } from '../bulk/bulks.ts';
import { createCollect } from '../bulk/collect.ts';
import { createLookups, type Held } from '../bulk/lookups.ts';
import { createOurs } from '../bulk/ours.ts';
import { createRowAct } from '../bulk/row-act.ts';
import { createRunBulk, type RunDeps } from '../bulk/run.ts';
import { createBulkStore } from '../bulk/store.ts';
import type { Channels } from '../channels/channels.ts';
import type { Directory } from '../moderators/directory.ts';
import { parseRfc3339 } from '../lib/time.ts';
import type { ActingRooms } from './acting.ts';
import type { HandlerDeps } from '../handlers.ts';
import type { Base } from './base.ts';
import type { Guarding } from './guarding.ts';
import { measureRows } from './measuring.ts';

export interface BulkRooms {
  readonly bulks: Bulks;
  readonly exportBans: HandlerDeps['exportBans'];
}

export interface BulkRoomDeps {
  readonly channels: Channels;
  readonly bans: BanQueries;
  readonly guarding: Pick<Guarding, 'guards' | 'brakes'>;
  readonly acting: ActingRooms;
  readonly directory: Pick<Directory, 'list'>;
}

export function createBulkRooms(base: Base, { channels, bans, guarding, acting, directory }: BulkRoomDeps): BulkRooms {
  const { guards } = guarding;
  const { db, reader, twitch, twitchNow, settings, clock, bus } = base;
  /** A file counts once, however many pages it has. */
  const countFile = (channelId: string, cursor: string | undefined): void => {
    if (!cursor) guarding.brakes.take('export', channelId);
  };
  const exportBans: BulkRooms['exportBans'] = (input) => {
    countFile(input.channelId, input.cursor);
    return reader.run('bans.export', input);
  };
  const store = createBulkStore({ db, bus, now: base.now });
  const lookups = createLookups({
    client: twitch.reader,
    clock,
    twitchNow,
    delayMs: (accountId) => pageDelay(twitch.meter.last(accountId), twitchNow()),
  });
  const ours = createOurs({ db, twitchNow });
  const whyNot = guards.explain;
  const canLook = (channelId: string): boolean => channels.reach(channelId, 'readList') !== null;
  // Reads the list of moderators first, where it can be read and is not fresh.
  const knowsModerators = async (channelId: string): Promise<boolean> =>
    (await directory.list({ channelId, limit: 1 })).isComplete;
  const admit: RunDeps['admit'] = (channelId, caller) =>
    guards.admit({ caller, channelId, needs: 'manage_bans', brake: null });
  const recorded: RunDeps['recorded'] = (channelId, userId) => toHeld(bans.find(channelId, userId));
  const run = createRunBulk({
    store,
    lookups,
    ours,
    rowAct: createRowAct({
      ...acting,
      db,
      store,
      client: measureRows(twitch.actor, base.metrics),
      twitchNow,
      lastWord: guards.lastWord,
    }),
    budget: createBudget({ db, now: twitchNow }),
    people: acting.people,
    clock,
    twitchNow,
    admit,
    whyNot,
    recorded,
  });
  const bulks = createBulks({
    store,
    readOnly: base.readOnly,
    collect: createCollect({
      store,
      listed: (input) => reader.run('bans.people', input),
      inHistory: (input) => reader.run('history.people', input),
      twitchNow,
      requireReason: () => settings.get().requireReason,
    }),
    plan: { store, lookups, ours, twitchNow, recorded, whyNot, knowsModerators },
    run,
    jobs: base.jobs,
    clock,
    admit,
    countFile,
    actorFor: (channelId) => ({ account: channels.demand(channelId, 'act').account, canLook: canLook(channelId) }),
    whyStopped(channelId) {
      const state = settings.actingIn(channelId);
      if (state.isOn) return null;
      return state.reason === 'kill_switch' || state.reason === 'channel_off' ? state.reason : 'flag_off';
    },
  });
  return { bulks, exportBans };
}

function toHeld(ban: ReturnType<BanQueries['find']>): Held | null {
  if (ban === null) return null;
  const { kind, expiresAt, bannedAt, reason } = ban;
  return { kind, expiresAt: parseRfc3339(expiresAt), createdAt: parseRfc3339(bannedAt), reason };
}
