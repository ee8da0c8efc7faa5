// What is known of each watched channel this moment: the truth that badges and the status bar show. In memory only;
// what must survive a restart is in the channel's own row.
import type { ChannelStatus } from '../../shared/model.ts';
import type { Bus } from '../lib/bus.ts';

export type Activity = Pick<
  ChannelStatus,
  'reading' | 'nextReadAt' | 'intervalMs' | 'explanation' | 'live' | 'liveLatencyMs'
>;

export interface Statuses {
  get(channelId: string): Activity;
  set(channelId: string, change: Partial<Activity>): void;
  forget(channelId: string): void;
}

const OFF: Activity = {
  reading: 'off',
  nextReadAt: null,
  intervalMs: null,
  explanation: 'Not watched.',
  live: 'off',
  liveLatencyMs: null,
};

/** Every channel begins as off. A change that changes something is announced as `channel.status`. */
export function createStatuses(bus: Bus): Statuses {
  const statuses = new Map<string, Activity>();
  const get = (channelId: string): Activity => statuses.get(channelId) ?? OFF;
  return {
    get,
    set(channelId, change) {
      const before = get(channelId);
      const after = { ...before, ...change };
      statuses.set(channelId, after);
      const isChanged = Object.entries(change).some(([name, value]) => before[name as keyof Activity] !== value);
      if (isChanged) bus.emit({ type: 'channel.status', channelId });
    },
    forget(channelId) {
      if (statuses.delete(channelId)) bus.emit({ type: 'channel.status', channelId });
    },
  };
}
