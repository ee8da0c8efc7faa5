// The room that raises alerts, with what it measures, what mends each, and how it is told.
import { featuresOf } from '../accounts/features.ts';
import { createAlerts, type Alerts } from '../alerts/alerts.ts';
import type { AlertNotice } from '../alerts/telling.ts';
import type { OnAir } from '../channels/on-air.ts';
import { mendLive } from '../insight/health-twitch.ts';
import type { CheckFix } from '../../shared/contract/health.ts';
import type { AlertRule } from '../../shared/alerts.ts';
import { MINUTE_MS } from '../lib/time.ts';
import { createAlertReadings, type AlertReadings, type AlertReadingsDeps } from './alert-readings.ts';
import type { Base } from './base.ts';

export interface AlertRooms {
  readonly alerts: Alerts;
  readonly readings: AlertReadings;
}

export interface AlertRoomDeps extends AlertReadingsDeps {
  readonly onAir: OnAir;
  /** The shell can show the data folder. */
  readonly canShow: boolean;
  readonly deliver: (notice: AlertNotice) => void;
}

export function createAlertRooms(base: Base, deps: AlertRoomDeps): AlertRooms {
  const readings = createAlertReadings(base, deps);
  const streaming = createStreaming(base, deps);
  const alerts: Alerts = createAlerts({
    ...base,
    read() {
      if (alerts.wantsQuiet()) streaming.ask();
      return readings.read();
    },
    nameOf: (channelId) => deps.channels().find(({ id }) => id === channelId)?.displayName ?? 'a channel',
    fixOf: (rule, channelId) => fixOf(base, deps, rule, channelId),
    isStreaming: streaming.isOn,
    deliver: deps.deliver,
  });
  return {
    readings,
    alerts: {
      ...alerts,
      onResume() {
        readings.onResume();
        alerts.onResume();
      },
    },
  };
}

/** Whether one of the own channels is streaming: asked once a minute, and only while a rule wants to be quiet then. */
function createStreaming(
  { clock, log }: Base,
  { onAir, channels }: AlertRoomDeps,
): { isOn: () => boolean; ask: () => void } {
  let isOn = false;
  let askedAt = Number.NEGATIVE_INFINITY;
  async function read(): Promise<void> {
    const own = new Set(channels().flatMap(({ id, mode }) => (mode === 'broadcaster' ? [id] : [])));
    isOn = (await onAir.read()).some(({ channelId, isLive }) => isLive === true && own.has(channelId));
  }
  return {
    isOn: () => isOn,
    ask() {
      if (clock.monotonic() - askedAt < MINUTE_MS) return;
      askedAt = clock.monotonic();
      read().catch((error: unknown) => log.warn('whether you stream could not be asked', { error: String(error) }));
    },
  };
}

/** The button of an alert: the same that Health has for what is behind it. */
function fixOf(
  { settings }: Base,
  { accounts, channels, canShow }: AlertRoomDeps,
  rule: AlertRule,
  channelId: string | null,
): CheckFix | null {
  const channel = channels().find(({ id }) => id === channelId);
  const out = accounts().find(({ id, state }) => state === 'signed-out' && channel?.accountIds.includes(id));
  switch (rule) {
    case 'error_rate':
      return { kind: settings.acting().isOn ? 'stop' : 'acting' };
    case 'error_rate_early':
    case 'failed_bans':
    case 'p95':
    case 'twitch_errors':
    case 'clock':
      return { kind: 'test' };
    case 'refused':
    case 'rate_limited':
      return { kind: 'limits' };
    case 'disk':
      return canShow ? { kind: 'show-data' } : null;
    case 'database':
      return { kind: 'back-up' };
    case 'unconfirmed':
      return channel === undefined ? null : { kind: 'reading', channelId: channel.id };
    case 'live_down':
    case 'sync_failing':
      if (channel === undefined) return null;
      if (out !== undefined) return { kind: 'sign-in', accountId: out.id };
      return rule === 'live_down'
        ? mendLive(channel, featuresOf(accounts()))
        : { kind: 'reading', channelId: channel.id };
  }
}
