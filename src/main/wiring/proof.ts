// What makes the audit log provable, from the start to the end of a run: its key, its anchor, its verification.
import { basename } from 'node:path';
import { createRetention, type Retention } from '../audit/retention.ts';
import { createVerifications, type Verifications } from '../audit/verify.ts';
import type { AnchorReason } from '../audit/anchor.ts';
import type { StagedRestore } from '../db/restore.ts';
import { MINUTE_MS } from '../lib/time.ts';
import type { Base } from './base.ts';

export interface Proof {
  readonly verifications: Verifications;
  readonly retention: Retention;
  /**
   * Has the key and says in the log what is not as it was left. Then looks again and again: a key that comes late is used
   * from then on. The returned function stops that.
   */
  begin(): Promise<() => void>;
  /** The vault learns how far the log has come. */
  end(): Promise<void>;
}

const LOOK_MS = 5 * MINUTE_MS;

/** `restored`: the backup that has taken the database's place at this start. */
export function createProof(base: Base, restored: StagedRestore | null): Proof {
  const { db, audit, anchor, anchorKeys, bus, log, clock, reader, settings } = base;

  /** Another log is here than before: a backup that a person chose, or what stands in place of a damaged file. */
  function tellReplaced(): void {
    const { recovery } = db;
    const from = recovery?.restoredFrom ?? null;
    const backup = restored?.name ?? (from === null ? null : basename(from));
    const keptAs = restored?.keepAs ?? (recovery === null ? '' : basename(recovery.keptAs));
    audit.append({
      at: clock.now(),
      moderatorId: null,
      moderatorLogin: restored?.by ?? null,
      action: 'restore_backup',
      contentType: 'log',
      contentId: 'database',
      contentName: backup,
      channelId: null,
      reason:
        backup === null
          ? `The database was damaged and begun anew; it is kept as ${keptAs}.`
          : `What came after this backup is kept as ${keptAs}, and is missing here.`,
      metadata: { backup, keptAs, reason: restored === null ? 'damaged' : 'chosen' },
    });
  }

  async function settle(why?: AnchorReason): Promise<void> {
    try {
      // Another log is meant to be there now: what the vault knows of the old one no longer counts.
      if (why === 'restored') await anchorKeys.remember({ anchor: 0, seq: 0 });
      const isToldOf = db.immediate(() => {
        const isWritten = audit.settle(why);
        if (why === 'restored') tellReplaced();
        return isWritten;
      });
      if (isToldOf) bus.emit({ type: 'audit.changed' });
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
    async begin() {
      await anchorKeys.load();
      await settle(restored !== null || db.recovery !== null ? 'restored' : undefined);
      const stops = [clock.every(LOOK_MS, () => void lookAgain()), retention.follow()];
      return () => stops.forEach((stop) => stop());
    },
    end: () => anchorKeys.remember(anchor.toRemember()),
  };
}
