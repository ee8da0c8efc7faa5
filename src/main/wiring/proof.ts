// What makes the audit log provable, from the start to the end of a run: its key, its anchor, its verification.
import { createRetention, type Retention } from '../audit/retention.ts';
import { createVerifications, type Verifications } from '../audit/verify.ts';
import type { AnchorReason } from '../audit/anchor.ts';
import { MINUTE_MS } from '../lib/time.ts';
import type { Base } from './base.ts';

export interface Proof {
  readonly verifications: Verifications;
  readonly retention: Retention;
  /**
   * Has the key and says in the log what is not as it was left; `why` where the start knows of a reason. Then looks
   * again and again: a key that comes late is used from then on. The returned function stops that.
   */
  begin(why?: AnchorReason): Promise<() => void>;
  /** The vault learns how far the log has come. */
  end(): Promise<void>;
}

const LOOK_MS = 5 * MINUTE_MS;

export function createProof(base: Base): Proof {
  const { db, audit, anchor, anchorKeys, bus, log, clock, reader, settings } = base;

  async function settle(why?: AnchorReason): Promise<void> {
    try {
      // Another log is meant to be there now: what the vault knows of the old one no longer counts.
      if (why === 'restored') await anchorKeys.remember({ anchor: 0, seq: 0 });
      if (db.immediate(() => audit.settle(why))) bus.emit({ type: 'audit.changed' });
      await anchorKeys.remember(anchor.toRemember());
    } catch (error) {
      log.error('the audit log could not be anchored', { error: error instanceof Error ? error.message : 'unknown' });
    }
  }

  async function lookAgain(): Promise<void> {
    if (await anchorKeys.load()) await settle();
    else if (anchorKeys.current() !== null) await anchorKeys.remember(anchor.toRemember());
  }

  const retention = createRetention({
    ...base,
    days: () => settings.get().auditRetentionDays,
    findPrefix: (input, options) => reader.run('audit.prefix', input, options),
  });
  return {
    retention,
    verifications: createVerifications({
      ...base,
      keys: anchorKeys,
      walk: (input, options) => reader.run('audit.walk', input, options),
    }),
    async begin(why) {
      await anchorKeys.load();
      await settle(why);
      const stops = [clock.every(LOOK_MS, () => void lookAgain()), retention.follow()];
      return () => stops.forEach((stop) => stop());
    },
    end: () => anchorKeys.remember(anchor.toRemember()),
  };
}
