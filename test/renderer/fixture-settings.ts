// What the made-up world's settings lead to: limits, reasons, dates, the environment's word. Test code.
import type { ReasonView, ScheduledLiftView } from '../../src/shared/contract/acting.ts';
import type { BrakeView } from '../../src/shared/contract/settings.ts';
import { BRAKE_NAMES, BRAKES } from '../../src/shared/brakes.ts';
import type { BanView, EnvironmentView, Settings } from '../../src/shared/model.ts';
import type { DiscordHookView } from '../../src/shared/contract/notify.ts';
import type { Scenario } from './fixture-frame.ts';
import { iso, OWNER, uuid } from './fixture-world.ts';

export function brakesOf(settings: Settings, scenario: Scenario): BrakeView[] {
  return BRAKE_NAMES.flatMap((brake) =>
    (BRAKES[brake].per === 'channel' ? [OWNER.id, '200', '300'] : ['']).map((channelId) => {
      const limit = settings.brakeOverrides[brake] ?? BRAKES[brake][settings.brakeProfile];
      const used =
        scenario === 'limited' && brake === 'ban' && channelId === OWNER.id ? Math.ceil(limit.max * 0.88) : 0;
      return {
        brake,
        channelId,
        ...limit,
        remaining: limit.max - used,
        resetAt: used === 0 ? null : iso(Date.now() + 14_000),
        isOn: settings.brakesEnabled,
      };
    }),
  );
}

export function settingsOf(scenario: Scenario, theme: Settings['theme'], isFirst: boolean): Settings {
  return {
    theme,
    scale: 100,
    timeoutPresets: [1, 30, 60, 300, 600, 1800, 3600, 86_400, 1_209_600],
    reasonPresets: ['Link spam', 'Hate speech', 'Spoilers', 'Offensive language'],
    requireReason: false,
    confirmPermanentBan: false,
    actingEnabled: scenario !== 'flag-off' && !isFirst,
    killSwitch: false,
    twitchClientId: '',
    keepSignedIn: false,
    keys: {},
    channelTimeoutPresets: {},
    ladder: [600, 3_600, 86_400, 604_800, null],
    actingChannels: null,
    channelSets: [],
    savedFilters: [],
    brakesEnabled: true,
    brakeProfile: 'default',
    brakeOverrides: {},
    noticeWays: { alert: ['system', 'sound'], bulk: ['system'] },
    noticeOwnActs: false,
    quietHours: [],
    quietOnAir: false,
    quietLetsDanger: true,
    soundVolume: 50,
    discordTemplates: {},
    auditRetentionDays: null,
    logLevel: 'info',
    closeToTray: false,
    dockEnabled: false,
    dockPort: 24_777,
    updateChannel: 'stable',
    updateChecks: true,
    updateAtQuit: false,
  };
}

export function environmentOf(scenario: Scenario): EnvironmentView {
  const isLimited = scenario === 'limited';
  return {
    acting: isLimited ? true : null,
    actingChannels: isLimited ? [OWNER.id] : null,
    rolloutPercentage: isLimited ? 40 : null,
    brakesEnabled: isLimited ? true : null,
  };
}

/** One of each state. */
export function hooksOf(scenario: Scenario): DiscordHookView[] {
  if (scenario !== 'full') return [];
  const hook: DiscordHookView = {
    hookId: uuid(801),
    name: 'mod-log',
    channelId: OWNER.id,
    kinds: ['ban', 'timeout', 'unban', 'lift', 'warning', 'moderators'],
    endsWith: 'x7Qa',
    state: 'sending',
    pausedBy: null,
    waiting: 312,
    dropped: 0,
    sentAt: iso(Date.now() - 2_000),
    nextTryAt: null,
    lastError: null,
  };
  const lastError = {
    at: iso(Date.now() - 240_000),
    sentence:
      'Discord no longer knows this webhook (404): it was deleted or has another address. Make a new one in Discord and enter its address.',
  };
  return [
    hook,
    {
      ...hook,
      hookId: uuid(802),
      name: 'alerts',
      channelId: null,
      kinds: ['bulk', 'alert'],
      state: 'ready',
      waiting: 0,
    },
    { ...hook, hookId: uuid(803), name: 'old-log', state: 'paused', pausedBy: 'gone', waiting: 1, lastError },
  ];
}

export function reasonsOf({ reasonPresets }: Settings): ReasonView[] {
  const preset = (reason: string, index: number): ReasonView => ({
    reason,
    uses: [214, 31, 0, 7][index] ?? 0,
    lastUsedAt: index === 2 ? null : iso(Date.now() - 3_600_000 * (index + 1)),
    isPreset: true,
  });
  const other = (reason: string, uses: number): ReasonView => ({
    reason,
    uses,
    lastUsedAt: iso(Date.now() - 86_400_000),
    isPreset: false,
  });
  return [...reasonPresets.map(preset), other('Selling followers', 18), other('Asked for it', 2)];
}

/** One of each state, as far as they fit. */
export function liftsOf(
  scenario: Scenario,
  bans: readonly BanView[],
  { channelId, state }: { channelId?: string; state?: string },
): ScheduledLiftView[] {
  return allLifts(scenario, bans).filter(
    (lift) => (channelId ?? lift.channelId) === lift.channelId && (state ?? lift.state) === lift.state,
  );
}

function allLifts(scenario: Scenario, bans: readonly BanView[]): ScheduledLiftView[] {
  if (scenario !== 'full' && scenario !== 'limited') return [];
  const states = ['waiting', 'waiting', 'waiting', 'done', 'overtaken', 'cancelled', 'failed'] as const;
  const hours = [30 * 24, 2, -1, -3, -24, -48, -72];
  return states.flatMap((state, index) => {
    const ban = bans[index];
    if (ban === undefined) return [];
    const dueAt = iso(Date.now() + (hours[index] ?? 0) * 3_600_000);
    return {
      id: uuid(700 + index),
      channelId: index === 1 ? '200' : ban.channelId,
      userId: ban.userId,
      username: ban.username,
      displayName: ban.displayName,
      banId: ban.id,
      dueAt,
      state,
      createdAt: iso(Date.now() - 864e6),
      finishedAt: state === 'waiting' ? null : dueAt,
      error:
        state === 'failed'
          ? ({ code: 'CONFLICT', error: 'not banned', details: { reason: 'not_banned' } } as const)
          : null,
    };
  });
}
