// What begins when the core is opened and ends when it is closed, in order, and what sleep and waking mean for it.
import type { Channels } from '../channels/channels.ts';
import type { ActingRooms } from './acting.ts';
import type { Base } from './base.ts';
import type { BulkRooms } from './bulk.ts';
import { checkLater } from './check-later.ts';
import type { HealthRooms } from './health.ts';
import { keepCounted } from './keep-counted.ts';
import { keepIndexed } from './keep-indexed.ts';
import type { Keeping } from './keeping.ts';
import { followNotices } from './notifying.ts';
import type { Presence } from './presence.ts';
import type { Reading } from './reading.ts';

export interface Lifecycle {
  /** Takes up where the last run ended: accounts, watching, acts that were cut off. */
  start(): Promise<void>;
  stop(): Promise<void>;
  onSleep(): void;
  onResume(awayMs?: number): void;
}

export function lifecycle(
  base: Base,
  rooms: {
    presence: Presence;
    reading: Reading;
    acting: ActingRooms;
    bulk: BulkRooms;
    keeping: Keeping;
    channels: Channels;
    health: Pick<HealthRooms, 'onChecked' | 'alerts'>;
  },
  closeAccounts: () => void,
): Lifecycle {
  const { jobs, twitch, reader, checkpointer, readOnly } = base;
  const { presence, reading, acting, bulk, keeping, health } = rooms;
  let stops: (() => void)[] = [];
  /** What has to come to an end of its own, and says when it has. */
  let endings: (() => Promise<void>)[] = [];
  return {
    async start() {
      readOnly.onOver((lastedMs) => {
        reading.watching.onWritable(base.twitchNow() - lastedMs);
        acting
          .settle()
          .catch((error: unknown) => base.log.error('acts could not be settled', { error: String(error) }));
      });
      const stopProving = await keeping.proof.begin();
      jobs.interruptDead();
      bulk.bulks.interruptDead();
      keeping.exports.sweep();
      await presence.restore();
      endings = [
        acting.followSchedule(),
        acting.confirmations.start(),
        keepIndexed(base),
        keepCounted(base),
        followNotices(base, { ...acting, channels: rooms.channels }),
      ];
      stops = [
        twitch.auth.keepValid(),
        reading.upkeep.keepTidy(),
        presence.keepFresh(),
        closeAccounts,
        stopProving,
        keeping.backups.follow(),
        checkLater(base, health.onChecked),
        acting.onAir.follow(),
        base.metrics.follow(),
        health.alerts.follow(),
        keeping.updating.follow(),
      ];
    },
    async stop() {
      // Before anything is stopped: what is under way decides.
      keeping.updating.onEnd();
      for (const stop of stops) stop();
      readOnly.stop();
      await Promise.allSettled([...endings.map((end) => end()), presence.stop(), jobs.close(), reading.stop()]);
      // A renewal under way has spent the old token: the new one must be stored before the end.
      await twitch.auth.settle();
      twitch.disconnect();
      await keeping.proof.end();
      await reader.close();
      await checkpointer.close();
    },
    onSleep: reading.watching.onSleep,
    onResume(awayMs) {
      twitch.serverTime.onResume();
      void twitch.auth.validateAll();
      reading.watching.onResume(awayMs);
      health.alerts.onResume();
    },
  };
}
