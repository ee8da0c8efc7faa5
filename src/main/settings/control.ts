// Changing settings and the kill switch, with the trace each leaves in the audit log.
import type { AccountView, ActingState, Settings } from '../../shared/model.ts';
import type { AuditLog, AuditRecord } from '../audit/append.ts';
import type { Database } from '../db/open.ts';
import type { Bus } from '../lib/bus.ts';
import type { Log } from '../lib/log.ts';
import type { SettingsStore } from './settings.ts';

export interface Control {
  settings(): { readonly settings: Settings; readonly defaults: Settings };
  set(wanted: Parameters<SettingsStore['set']>[0], by: string): Settings;
  /**
   * In force when it returns: every act asks before it leaves. Also logged when it was already so. On is in force even
   * when it throws because the database can't be written.
   */
  setKillSwitch(on: boolean, by: string): ActingState;
  recordAccount(action: 'sign_in' | 'sign_out', account: AccountView): void;
}

/** A change and its audit row are one transaction. Throws DATABASE_FULL and the like; then neither is there. */
export function createControl(deps: {
  readonly db: Database;
  readonly store: SettingsStore;
  readonly audit: AuditLog;
  readonly bus: Bus;
  readonly log: Log;
  readonly now: () => number;
}): Control {
  const { db, store, audit, bus, log, now } = deps;

  function record(action: AuditRecord['action'], by: string, metadata: Record<string, unknown>): void {
    audit.append({
      at: now(),
      moderatorId: null,
      moderatorLogin: by,
      action,
      contentType: 'settings',
      contentId: 'settings',
      contentName: null,
      channelId: null,
      reason: '',
      metadata,
    });
  }

  /** One transaction. What was not committed is not true either. */
  function change(run: () => void): void {
    try {
      db.immediate(run);
    } catch (error) {
      store.reload();
      throw error;
    }
    bus.emit({ type: 'audit.changed' });
  }

  return {
    recordAccount(action, { id, login, reason }) {
      db.immediate(() =>
        audit.append({
          at: now(),
          moderatorId: id,
          moderatorLogin: login,
          action,
          contentType: 'settings',
          contentId: id,
          contentName: login,
          channelId: null,
          reason: '',
          metadata: reason === null ? {} : { reason },
        }),
      );
      bus.emit({ type: 'audit.changed' });
    },
    settings: () => ({ settings: store.get(), defaults: store.defaults() }),
    set(wanted, by) {
      change(() => {
        const names = Object.keys(wanted).toSorted();
        if (names.length > 0)
          record('change_settings', by, {
            names,
            ...(wanted.actingEnabled === undefined ? {} : { actingEnabled: wanted.actingEnabled }),
            ...(wanted.dockEnabled === undefined ? {} : { dockEnabled: wanted.dockEnabled }),
          });
        store.set(wanted);
      });
      return store.get();
    },
    setKillSwitch(on, by) {
      // Before anything that can fail: a full disk must not keep Modkeep acting.
      if (on) store.halt();
      log.warn(on ? 'kill switch on: nothing more is done on Twitch' : 'kill switch goes off', { by });
      change(() => {
        record('kill_switch', by, { on });
        store.set({ killSwitch: on });
      });
      return store.acting();
    },
  };
}
